"""Run Moonshine's encoder and its decoder, which keeps keys and values of earlier tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from earmark.audio.waveform import Samples
from earmark.correction.transcribers.moonshine.files import MoonshineFiles
from earmark.correction.transcribers.moonshine.guards import Stop, loop_length, token_limit, without_loop
from earmark.correction.transcribers.moonshine.pieces import STRIDE, Piece
from earmark.correction.transcribers.moonshine.tokens import BEGIN, END
from earmark.errors import ModelError, TranscriberError
from earmark.models.sessions import open_session

STATES, PAST, PRESENT = "encoder_hidden_states", "past_key_values", "present"
_value = onnxruntime.OrtValue.ortvalue_from_numpy


class Network:
    """Encoder and decoder. May be used by several threads; a piece is read alone, on one thread.

    Activations are quantized by the range of a whole tensor: a piece among others in one tensor would be
    rounded otherwise than alone, and read otherwise.
    """

    def __init__(self, files: MoonshineFiles) -> None:
        """Load both networks.

        Raises:
            TranscriberError: a file cannot be loaded, or holds another network.
        """
        try:
            self._encoder, self._decoder = open_session(files.encoder, {}), open_session(files.decoder, {})
        except ModelError as error:
            raise TranscriberError(str(error)) from None
        shapes = {given.name: given.shape for given in self._decoder.get_inputs()}
        if STATES not in shapes:
            raise TranscriberError(
                f"{str(files.decoder)!r} has no input {STATES!r}: give Moonshine's decoder"
            )
        self._empty = {
            name: _value(np.zeros((1, shape[1], 0, shape[3]), np.float32))
            for name, shape in shapes.items()
            if name.startswith(PAST)
        }
        outputs = [made.name for made in self._decoder.get_outputs()]
        self._first = ["logits", *(name for name in outputs if name.startswith(PRESENT))]
        # Keys and values of the encoder's states stay as the first step has made them.
        self._later = [name for name in self._first if ".encoder." not in name]

    def read(self, piece: Piece) -> tuple[list[int], list[float], Stop]:
        """The most probable tokens of a piece, one after the other.

        Returns:
            N tokens, N + 1 natural logs of the probabilities of tokens and end (N where a guard stopped it),
            and why the decoder stopped.
        """
        tokens: list[int] = []
        log_probs: list[float] = []
        limit = token_limit(piece.seconds)
        for token, log_prob in self._greedy(self._encode(piece.samples)):
            log_probs.append(log_prob)
            if token == END:
                return tokens, log_probs, "end"
            tokens.append(token)
            length = loop_length(tokens)
            if length:
                kept = without_loop(tokens, length)
                return tokens[:kept], log_probs[:kept], "loop"
            if len(tokens) == limit:
                break
        return tokens, log_probs, "limit"

    def _encode(self, samples: Samples) -> NDArray[np.float32]:
        """(N,) -> (1, T, D), one frame every STRIDE samples"""
        given = {"input_values": samples[None], "attention_mask": np.ones((1, len(samples)), np.int64)}
        (states,) = self._encoder.run(["last_hidden_state"], given)
        return np.asarray(states, dtype=np.float32)

    def _greedy(self, states: NDArray[np.float32]) -> Iterator[tuple[int, float]]:
        """Yield token after token and its log-probability."""
        given: dict[str, Any] = {
            STATES: _value(states),
            "encoder_attention_mask": _value(np.ones((1, states.shape[1] * STRIDE), np.int64)),
            "use_cache_branch": _value(np.array([False])),
            **self._empty,
        }
        wanted, token = self._first, BEGIN
        while True:
            given["input_ids"] = _value(np.array([[token]], np.int64))
            logits, *present = self._decoder.run_with_ort_values(wanted, given)
            for name, value in zip(wanted[1:], present, strict=True):
                given[PAST + name.removeprefix(PRESENT)] = value
            wanted, given["use_cache_branch"] = self._later, _value(np.array([True]))
            token, log_prob = _best(logits.numpy()[0, -1])
            yield token, log_prob


def _best(logits: NDArray[np.float32]) -> tuple[int, float]:
    """(V,) -> the most probable token and the natural log of its probability"""
    token = int(logits.argmax())
    return token, -float(np.log(np.exp(logits - logits[token]).sum(dtype=np.float64)))

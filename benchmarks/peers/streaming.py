"""Vosk and sherpa-onnx, where a model is given: their own acoustic models, their own way with lists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from earmark.audio import RATE, load_audio
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT
from peers.peer import Missing, Shared


class Vosk:
    """Its list is a grammar that replaces the vocabulary; words its model lacks are dropped by it."""

    name = "vosk"

    def __init__(self, shared: Shared) -> None:
        folder = shared.models.get("vosk")
        if folder is None:
            raise Missing("--vosk FOLDER of a Vosk model with a dynamic graph")
        try:
            import vosk
        except ImportError:
            raise Missing("pip install vosk") from None
        vosk.SetLogLevel(-1)
        self.vosk, self.model = vosk, vosk.Model(str(folder))
        self.grammar: str | None = None

    def compile(self, words: Sequence[str]) -> None:
        """The grammar; ``[unk]`` lets it hear that something else was said."""
        self.grammar = json.dumps([*(DEFAULT.normalize(word) for word in words), "[unk]"]) if words else None

    def write(self, utterance: Utterance) -> str:
        """Transcribe the samples."""
        given = (self.model, RATE) if self.grammar is None else (self.model, RATE, self.grammar)
        recognizer = self.vosk.KaldiRecognizer(*given)
        samples = np.clip(load_audio(utterance.audio).samples, -1, 1)
        recognizer.AcceptWaveform((samples * 32767).astype(np.int16).tobytes())
        return str(json.loads(recognizer.FinalResult())["text"]).replace("[unk]", "")


class Sherpa:
    """An offline transducer with ``hotwords``; its CTC models take none."""

    name = "sherpa-onnx"
    SCORE = 1.5  # nats a token: its documentation's

    def __init__(self, shared: Shared) -> None:
        folder = shared.models.get("sherpa")
        if folder is None:
            raise Missing("--sherpa FOLDER with encoder, decoder and joiner .onnx, tokens.txt and bpe.vocab")
        try:
            import sherpa_onnx
        except ImportError:
            raise Missing("pip install sherpa-onnx") from None
        parts = {name: str(next(folder.glob(f"{name}*.onnx"))) for name in ("encoder", "decoder", "joiner")}
        self.recognizer: Any = sherpa_onnx.OfflineRecognizer.from_transducer(
            **parts, tokens=str(folder / "tokens.txt"), num_threads=1, hotwords_score=self.SCORE,
            decoding_method="modified_beam_search", modeling_unit="bpe", bpe_vocab=str(folder / "bpe.vocab"),
        )  # fmt: skip
        self.hotwords = ""

    def compile(self, words: Sequence[str]) -> None:
        """The list as its streams take it: in capitals, separated by slashes."""
        self.hotwords = "/".join(DEFAULT.normalize(word).upper() for word in words)

    def write(self, utterance: Utterance) -> str:
        """Transcribe the samples."""
        stream = self.recognizer.create_stream(hotwords=self.hotwords)
        stream.accept_waveform(RATE, load_audio(utterance.audio).samples)
        self.recognizer.decode_stream(stream)
        return str(stream.result.text)

"""Wav2Vec2ProcessorWithLM over earmark's decoder: the interface that transformers 5 deprecates."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from importlib import import_module
from multiprocessing.pool import Pool, ThreadPool
from pathlib import Path
from typing import Any

import numpy as np

from earmark.compat.pyctcdecode.alphabet import BLANK_TOKEN_PTN, UNK_TOKEN, UNK_TOKEN_PTN, Alphabet
from earmark.compat.pyctcdecode.beam_decoder import BeamSearchDecoderCTC
from earmark.compat.pyctcdecode.decoder_folder import ALPHABET, LANGUAGE_MODEL
from earmark.compat.pyctcdecode.entries import HotwordList
from earmark.errors import ModelError
from earmark.models.rows import plain

PADDING = -100.0  # of rows that a batch was filled up with
PARAMETERS = ("alpha", "beta", "unk_score_offset", "score_boundary")

logger = logging.getLogger(__name__)


@dataclass
class Wav2Vec2DecoderWithLMOutput:
    """Texts with their scores; a field is read by its name, as a key or by its place, as in transformers."""

    text: Any  # str; several with n_best; a list of them for a batch, as the others
    logit_score: Any = None  # nats of the labels
    lm_score: Any = None  # nats of all
    word_offsets: Any = None  # {"word", "start_offset", "end_offset"} of each word, in rows; when asked for

    def keys(self) -> list[str]:
        """Names of the fields that have a value."""
        return [field.name for field in fields(self) if getattr(self, field.name) is not None]

    def to_tuple(self) -> tuple[Any, ...]:
        """The values of :meth:`keys`."""
        return tuple(getattr(self, name) for name in self.keys())

    def __getitem__(self, key: str | int) -> Any:
        return getattr(self, key) if isinstance(key, str) else self.to_tuple()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())


class Wav2Vec2ProcessorWithLM:
    """Feature extractor, tokenizer and decoder of a CTC model."""

    def __init__(self, feature_extractor: Any, tokenizer: Any, decoder: BeamSearchDecoderCTC) -> None:
        """Put the three together.

        Raises:
            TypeError: the decoder is another package's.
            ValueError: the tokenizer has labels that the decoder lacks.
        """
        if not isinstance(decoder, BeamSearchDecoderCTC):
            raise TypeError(
                "`decoder` has to be a BeamSearchDecoderCTC of earmark.compat.pyctcdecode, but is "
                f"{type(decoder)}"
            )
        missing = self.get_missing_alphabet_tokens(decoder, tokenizer)
        if missing:
            raise ValueError(
                f"The tokens {missing} are defined in the tokenizer's vocabulary, but not in the decoder's "
                f"alphabet. Make sure to include {missing} in the decoder's alphabet."
            )
        self.feature_extractor = feature_extractor
        self.tokenizer = tokenizer
        self.decoder = decoder

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | Path, **kwargs: Any
    ) -> Wav2Vec2ProcessorWithLM:
        """Read a processor of a folder or of the hub.

        Without alphabet.json the labels are the tokenizer's, and there is no language model: any CTC model of
        letters will do.

        Args:
            pretrained_model_name_or_path: a folder or the name of a repository.
            kwargs: alpha, beta, unk_score_offset, score_boundary and unigram_encoding of the language model;
                others go to transformers, such as ``local_files_only=True``.

        Raises:
            ModelError: transformers is not installed.
            ValueError: files are missing, or tokenizer and decoder do not fit.
        """
        name = os.fspath(pretrained_model_name_or_path)
        own = {key: kwargs.pop(key) for key in (*PARAMETERS, "unigram_encoding") if key in kwargs}
        transformers = _transformers()
        extractor = transformers.AutoFeatureExtractor.from_pretrained(name, **kwargs)
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **kwargs)
        decoder = _decoder(name, tokenizer, own.pop("unigram_encoding", "utf-8"), kwargs)
        if own and decoder._language_model is None:
            raise ValueError(f"{', '.join(own)} cannot be set: {name} has no language model; leave them out")
        for key, value in own.items():
            setattr(decoder._language_model, key, value)
        return cls(extractor, tokenizer, decoder)

    def save_pretrained(self, save_directory: str | Path) -> None:
        """Write feature extractor, tokenizer and decoder to a folder."""
        folder = os.fspath(save_directory)
        os.makedirs(folder, exist_ok=True)
        self.feature_extractor.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        self.decoder.save_to_dir(folder)

    @property
    def language_model(self) -> Any:
        """The decoder's language model."""
        return self.decoder._language_model

    @staticmethod
    def get_missing_alphabet_tokens(decoder: BeamSearchDecoderCTC, tokenizer: Any) -> set[str]:
        """The tokenizer's labels that the decoder's alphabet lacks."""
        delimiter = getattr(tokenizer, "word_delimiter_token", None)
        return {_label(token, delimiter) for token in tokenizer.get_vocab()} - set(decoder._alphabet.labels)

    def __call__(self, audio: Any = None, *args: Any, text: Any = None, **kwargs: Any) -> Any:
        """Features of audio, labels of a text, or both.

        Raises:
            ValueError: neither is given.
        """
        if audio is None and text is None:
            raise ValueError("You need to specify either an `audio` or `text` input to process.")
        if audio is None:
            return self.tokenizer(text, **kwargs)
        inputs = self.feature_extractor(audio, *args, **kwargs)
        if text is not None:
            inputs["labels"] = self.tokenizer(text)["input_ids"]
        return inputs

    def pad(self, input_features: Any = None, *args: Any, labels: Any = None, **kwargs: Any) -> Any:
        """Fill features up to one length, labels, or both."""
        if input_features is None:
            return self.tokenizer.pad(labels, *args, **kwargs)
        padded = self.feature_extractor.pad(input_features, *args, **kwargs)
        if labels is not None:
            padded["labels"] = self.tokenizer.pad(labels, **kwargs)["input_ids"]
        return padded

    def decode(
        self,
        logits: Any,
        beam_width: int | None = None,
        beam_prune_logp: float | None = None,
        token_min_logp: float | None = None,
        hotwords: HotwordList = None,
        hotword_weight: float | None = None,
        alpha: float | None = None,
        beta: float | None = None,
        unk_score_offset: float | None = None,
        lm_score_boundary: bool | None = None,
        output_word_offsets: bool = False,
        n_best: int = 1,
    ) -> Wav2Vec2DecoderWithLMOutput:
        """Decode the (T, V) logits of one audio; None leaves a value as the decoder has it.

        Args:
            logits: array or tensor.
            output_word_offsets: whether to say where words stand.
            n_best: texts to return; one is no list.

        The other arguments are those of :class:`BeamSearchDecoderCTC` and of its language model.
        """
        self.decoder.reset_params(alpha, beta, unk_score_offset, lm_score_boundary)
        options = _given(beam_width, beam_prune_logp, token_min_logp, hotword_weight)
        found = self.decoder.decode_beams(logits, hotwords=hotwords, **options)
        beams = [(text, *rest) for text, _, *rest in found]
        return _output([beams], output_word_offsets, n_best, lambda values: values[0])

    def batch_decode(
        self,
        logits: Any,
        pool: Pool | None = None,
        num_processes: int | None = None,
        beam_width: int | None = None,
        beam_prune_logp: float | None = None,
        token_min_logp: float | None = None,
        hotwords: HotwordList = None,
        hotword_weight: float | None = None,
        alpha: float | None = None,
        beta: float | None = None,
        unk_score_offset: float | None = None,
        lm_score_boundary: bool | None = None,
        output_word_offsets: bool = False,
        n_best: int = 1,
    ) -> Wav2Vec2DecoderWithLMOutput:
        """Decode the (B, T, V) logits of several audios; rows of -100 are padding.

        Args:
            logits: array, tensor, or a list of them.
            pool: of forked processes.
            num_processes: threads, where there is no pool; one when None: a search takes milliseconds.
            output_word_offsets, n_best and others: as for :meth:`decode`.
        """
        self.decoder.reset_params(alpha, beta, unk_score_offset, lm_score_boundary)
        options = _given(beam_width, beam_prune_logp, token_min_logp, hotword_weight)
        rows = [np.asarray(plain(one)) for one in logits]
        kept = [one[(one != PADDING).all(axis=-1)] for one in rows]
        if pool is not None and num_processes is not None:
            logger.warning("`num_processes` is not used, since `pool` was also specified.")
        beams = self._batch(kept, pool, num_processes, hotwords=hotwords, **options)
        return _output(beams, output_word_offsets, n_best, list)

    def _batch(
        self, rows: list[Any], pool: Pool | None, threads: int | None, **options: Any
    ) -> list[list[Any]]:
        if pool is not None or not threads or threads == 1:
            return self.decoder.decode_beams_batch(pool, rows, **options)
        with ThreadPool(threads) as own:
            return self.decoder.decode_beams_batch(own, rows, **options)


def _given(
    beam_width: int | None,
    beam_prune_logp: float | None,
    token_min_logp: float | None,
    hotword_weight: float | None,
) -> dict[str, Any]:
    """The options that a caller gave."""
    options = {
        "beam_width": beam_width,
        "beam_prune_logp": beam_prune_logp,
        "token_min_logp": token_min_logp,
        "hotword_weight": hotword_weight,
    }
    return {name: value for name, value in options.items() if value is not None}


def _output(batch: list[list[Any]], offsets: bool, n_best: int, shape: Any) -> Wav2Vec2DecoderWithLMOutput:
    """The beams of each audio, text, frames and two scores each, by field."""
    found = [beams[: max(1, n_best)] for beams in batch]

    def field(value: Any) -> Any:
        rows = [[value(beam) for beam in beams] for beams in found]
        return shape([row[0] for row in rows] if n_best == 1 else rows)

    return Wav2Vec2DecoderWithLMOutput(
        field(lambda beam: beam[0]),
        field(lambda beam: beam[2]),
        field(lambda beam: beam[3]),
        field(lambda beam: _offsets(beam[1])) if offsets else None,
    )


def _offsets(frames: Iterable[tuple[str, tuple[int, int]]]) -> list[dict[str, Any]]:
    return [{"word": word, "start_offset": start, "end_offset": end} for word, (start, end) in frames]


def _label(token: str, delimiter: str | None) -> str:
    """A tokenizer's label as alphabets have it."""
    if BLANK_TOKEN_PTN.match(token):
        return ""
    if UNK_TOKEN_PTN.match(token):
        return UNK_TOKEN
    return " " if token == delimiter else token


def _decoder(
    name: str, tokenizer: Any, unigram_encoding: str, options: dict[str, Any]
) -> BeamSearchDecoderCTC:
    """The decoder of a folder or of the hub; one of the tokenizer's labels alone where there is none."""
    if not os.path.isdir(name):
        patterns = [os.path.join(LANGUAGE_MODEL, "*"), ALPHABET]
        return BeamSearchDecoderCTC.load_from_hf_hub(name, allow_patterns=patterns, **options)
    file = Path(name, ALPHABET)
    if file.is_file() and os.path.isdir(os.path.join(name, LANGUAGE_MODEL)):
        return BeamSearchDecoderCTC.load_from_dir(name, unigram_encoding)
    if file.is_file():  # beside the files of the other parts
        return BeamSearchDecoderCTC(Alphabet.loads(file.read_text(encoding="utf-8")))
    vocabulary = tokenizer.get_vocab()
    delimiter = getattr(tokenizer, "word_delimiter_token", None)
    labels = [_label(token, delimiter) for token in sorted(vocabulary, key=vocabulary.__getitem__)]
    return BeamSearchDecoderCTC(Alphabet.build_alphabet(labels))


def _transformers() -> Any:
    try:
        return import_module("transformers")
    except ImportError:
        raise ModelError(
            "transformers is not installed: pip install torch 'transformers>=5' tokenizers"
        ) from None

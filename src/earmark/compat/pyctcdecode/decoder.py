"""BeamSearchDecoderCTC and build_ctcdecoder, with pyctcdecode's arguments and results."""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Collection, Iterable
from multiprocessing.context import SpawnContext
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from earmark.compat.pyctcdecode import decoder_folder
from earmark.compat.pyctcdecode.alphabet import Alphabet, verify_alphabet_coverage
from earmark.compat.pyctcdecode.beams import (
    LMState,
    OutputBeam,
    OutputBeamMPSafe,
    _merge_beams,
    _normalize_whitespace,
    _prune_history,
    _sort_and_trim_beams,
    _sum_log_scores,
)
from earmark.compat.pyctcdecode.constants import (
    DEFAULT_ALPHA,
    DEFAULT_BEAM_WIDTH,
    DEFAULT_BETA,
    DEFAULT_HOTWORD_WEIGHT,
    DEFAULT_MIN_TOKEN_LOGP,
    DEFAULT_PRUNE_BEAMS,
    DEFAULT_PRUNE_LOGP,
    DEFAULT_SCORE_LM_BOUNDARY,
    DEFAULT_UNK_LOGP_OFFSET,
)
from earmark.compat.pyctcdecode.language_model import (
    AbstractLanguageModel,
    LanguageModel,
    load_unigram_set_from_arpa,
)
from earmark.compat.pyctcdecode.lattice import log_probs_of
from earmark.compat.pyctcdecode.ngrams import is_arpa, load_ngrams
from earmark.compat.pyctcdecode.word_beam import Limits, search

__all__ = [
    "BeamSearchDecoderCTC", "build_ctcdecoder", "_merge_beams", "_normalize_whitespace", "_prune_history",
    "_sort_and_trim_beams", "_sum_log_scores",
]  # fmt: skip

logger = logging.getLogger(__name__)


class BeamSearchDecoderCTC:
    """Texts from the logits of a CTC model."""

    # Language models stand in the class, so that processes that are forked share them; `cleanup` drops one.
    model_container: ClassVar[dict[bytes, AbstractLanguageModel | None]] = {}

    _ALPHABET_SERIALIZED_FILENAME = decoder_folder.ALPHABET
    _LANGUAGE_MODEL_SERIALIZED_DIRECTORY = decoder_folder.LANGUAGE_MODEL

    def __init__(self, alphabet: Alphabet, language_model: AbstractLanguageModel | None = None) -> None:
        """Prepare the search.

        Args:
            alphabet: of the columns.
            language_model: of the words; None for none.
        """
        self._alphabet = alphabet
        self._idx2vocab = dict(enumerate(alphabet.labels))
        self._is_bpe = alphabet.is_bpe
        self._model_key = os.urandom(16)
        BeamSearchDecoderCTC.model_container[self._model_key] = language_model

    def reset_params(
        self,
        alpha: float | None = None,
        beta: float | None = None,
        unk_score_offset: float | None = None,
        lm_score_boundary: bool | None = None,
    ) -> None:
        """Change the weights of the language model in place; None leaves one as it is."""
        if self._language_model is not None:
            self._language_model.reset_params(
                alpha=alpha, beta=beta, unk_score_offset=unk_score_offset, score_boundary=lm_score_boundary
            )

    @classmethod
    def clear_class_models(cls) -> None:
        """Drop the language models of all decoders."""
        cls.model_container.clear()

    def cleanup(self) -> None:
        """Drop the decoder's language model."""
        BeamSearchDecoderCTC.model_container.pop(self._model_key, None)

    @property
    def _language_model(self) -> AbstractLanguageModel | None:
        return BeamSearchDecoderCTC.model_container[self._model_key]

    def _check_logits_dimension(self, logits: Any) -> None:
        shape = np.shape(logits)
        if len(shape) != 2:
            raise ValueError(
                f"Input logits have {len(shape)} dimensions, but need 2: (time, vocabulary)"
            )
        if shape[-1] != len(self._idx2vocab):
            raise ValueError(
                f"Input logits shape is {shape}, but vocabulary is size {len(self._idx2vocab)}. "
                "Need logits of shape: (time, vocabulary)"
            )

    def decode_beams(
        self,
        logits: Any,
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        prune_history: bool = DEFAULT_PRUNE_BEAMS,
        hotwords: Iterable[str] | None = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
        lm_start_state: LMState = None,
    ) -> list[OutputBeam]:
        """Decode one utterance into beams, best first.

        Args:
            logits: (T, V) logits, log-probabilities or probabilities.
            beam_width: hypotheses kept a frame.
            beam_prune_logp: nats against the best hypothesis, below which another is dropped.
            token_min_logp: ln p below which a label is skipped, unless it is the frame's best.
            prune_history: keep one of the beams that the language model cannot tell apart from here on.
            hotwords: words and phrases that are likely.
            hotword_weight: nats a hotword.
            lm_start_state: state of the language model, of a beam of the audio before this one.

        Raises:
            ValueError: another shape, or not numbers.
        """
        self._check_logits_dimension(logits)
        limits = Limits(beam_width, beam_prune_logp, token_min_logp, prune_history)
        rows = log_probs_of(np.asarray(logits))
        return search(rows, self._alphabet, limits, self._language_model, hotwords, hotword_weight, lm_start_state)

    def decode(
        self,
        logits: Any,
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        hotwords: Iterable[str] | None = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
        lm_start_state: LMState = None,
    ) -> str:
        """The text of the best beam; arguments as for :meth:`decode_beams`."""
        return self.decode_beams(
            logits, beam_width, beam_prune_logp, token_min_logp, True, hotwords, hotword_weight, lm_start_state
        )[0][0]

    def decode_batch(
        self,
        pool: Pool | None,
        logits_list: Iterable[Any],
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        hotwords: Iterable[str] | None = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
    ) -> list[str]:
        """The texts of several utterances, in the processes of a pool or one after the other.

        Args:
            pool: of forked processes; None for none. One thread decodes in a hundredth of the time that
                pyctcdecode takes: a pool is seldom worth its start.
            logits_list: a (T, V) each; the other arguments are those of :meth:`decode_beams`.
        """
        decode = functools.partial(
            self.decode,
            beam_width=beam_width,
            beam_prune_logp=beam_prune_logp,
            token_min_logp=token_min_logp,
            hotwords=_kept(hotwords),
            hotword_weight=hotword_weight,
        )
        return self._each(pool, decode, logits_list)

    def decode_beams_batch(
        self,
        pool: Pool | None,
        logits_list: Iterable[Any],
        beam_width: int = DEFAULT_BEAM_WIDTH,
        beam_prune_logp: float = DEFAULT_PRUNE_LOGP,
        token_min_logp: float = DEFAULT_MIN_TOKEN_LOGP,
        prune_history: bool = DEFAULT_PRUNE_BEAMS,
        hotwords: Iterable[str] | None = None,
        hotword_weight: float = DEFAULT_HOTWORD_WEIGHT,
    ) -> list[list[OutputBeamMPSafe]]:
        """The beams of several utterances, without states of the language model."""
        decode = functools.partial(
            self._decode_beams_mp_safe,
            beam_width=beam_width,
            beam_prune_logp=beam_prune_logp,
            token_min_logp=token_min_logp,
            prune_history=prune_history,
            hotwords=_kept(hotwords),
            hotword_weight=hotword_weight,
        )
        return self._each(pool, decode, logits_list)

    def _each(self, pool: Pool | None, decode: Callable[[Any], Any], logits_list: Iterable[Any]) -> list[Any]:
        usable = _get_valid_pool(pool)
        given = list(logits_list)
        for logits in given:
            self._check_logits_dimension(logits)
        return list(map(decode, given)) if usable is None else usable.map(decode, given)

    def _decode_beams_mp_safe(self, logits: Any, **options: Any) -> list[OutputBeamMPSafe]:
        return [(text, *rest) for text, _, *rest in self.decode_beams(logits, **options)]  # type: ignore[misc]

    def save_to_dir(self, filepath: str) -> None:
        """Write the alphabet and the language model to a folder."""
        decoder_folder.save(filepath, self._alphabet, self._language_model)

    @staticmethod
    def parse_directory_contents(filepath: str) -> dict[str, str | None]:
        """The files of a folder: ``alphabet``, and ``language_model`` or None.

        Raises:
            ValueError: the alphabet is missing, or what lies beside it is no language model.
        """
        return decoder_folder.find(filepath)

    @classmethod
    def load_from_dir(cls, filepath: str, unigram_encoding: str | None = None) -> BeamSearchDecoderCTC:
        """Read what :meth:`save_to_dir` wrote.

        Raises:
            ValueError: files are missing, or there are others.
        """
        return cls(*decoder_folder.load(cls.parse_directory_contents(filepath), unigram_encoding))

    @classmethod
    def load_from_hf_hub(
        cls, model_id: str, cache_dir: str | None = None, **kwargs: Any
    ) -> BeamSearchDecoderCTC:
        """Read a decoder of the Hugging Face hub.

        Args:
            model_id: "owner/name".
            cache_dir: where downloads are kept; that of pyctcdecode when None.
            kwargs: for ``huggingface_hub.snapshot_download``, such as ``local_files_only=True``.

        Raises:
            ImportError: huggingface_hub is not installed.
            ValueError: files are missing, or there are others.
        """
        return cls.load_from_dir(decoder_folder.download(model_id, cache_dir, **kwargs))


def build_ctcdecoder(
    labels: list[str],
    kenlm_model_path: str | Path | None = None,
    unigrams: Collection[str] | None = None,
    alpha: float = DEFAULT_ALPHA,
    beta: float = DEFAULT_BETA,
    unk_score_offset: float = DEFAULT_UNK_LOGP_OFFSET,
    lm_score_boundary: bool = DEFAULT_SCORE_LM_BOUNDARY,
) -> BeamSearchDecoderCTC:
    """Build a decoder.

    Args:
        labels: of the columns.
        kenlm_model_path: an ARPA file, plain or .gz, a file of earmark's own, or a KenLM binary, which needs
            the kenlm package.
        unigrams: the known words; those of an ARPA file when None.
        alpha: weight of the language model.
        beta: nats a word.
        unk_score_offset: base-10 logarithm that an unknown word costs.
        lm_score_boundary: whether the audio begins and ends where a sentence does.
    """
    if unigrams is None and kenlm_model_path is not None:
        if is_arpa(kenlm_model_path):
            unigrams = load_unigram_set_from_arpa(str(kenlm_model_path))
        else:
            logger.warning(
                "Unigrams not provided and cannot be automatically determined from LM file (only arpa format). "
                "Decoding accuracy might be reduced."
            )
    alphabet = Alphabet.build_alphabet(labels)
    if unigrams is not None:
        verify_alphabet_coverage(alphabet, unigrams)
    if kenlm_model_path is None:
        return BeamSearchDecoderCTC(alphabet)
    lm = LanguageModel(
        load_ngrams(kenlm_model_path), unigrams, alpha, beta, unk_score_offset, lm_score_boundary
    )
    return BeamSearchDecoderCTC(alphabet, lm)


def _kept(hotwords: Iterable[str] | None) -> Iterable[str] | None:
    """Hotwords that can be read once for each utterance."""
    return list(hotwords) if hotwords is not None and iter(hotwords) is hotwords else hotwords


def _get_valid_pool(pool: Pool | None) -> Pool | None:
    """The pool, unless its processes are spawned: they would not share the language model."""
    if pool is None or not isinstance(pool._ctx, SpawnContext):  # type: ignore[attr-defined]
        return pool
    logger.warning(
        "Specified pool object has a spawn context, which is not currently supported. "
        "See https://github.com/kensho-technologies/pyctcdecode/issues/65."
        "\nFalling back to sequential decoding."
    )
    return None

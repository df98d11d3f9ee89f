"""build_ctcdecoder, and what pyctcdecode's module of this name has."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path

from earmark.compat.pyctcdecode.alphabet import Alphabet, verify_alphabet_coverage
from earmark.compat.pyctcdecode.beam_decoder import BeamSearchDecoderCTC
from earmark.compat.pyctcdecode.beams import (
    EMPTY_START_BEAM,
    NULL_FRAMES,
    Beam,
    Frames,
    LMBeam,
    LMState,
    OutputBeam,
    OutputBeamMPSafe,
    WordFrames,
    _log_softmax,
    _merge_beams,
    _merge_tokens,
    _normalize_whitespace,
    _prune_history,
    _sort_and_trim_beams,
    _sum_log_scores,
)
from earmark.compat.pyctcdecode.checks import check_number, check_path
from earmark.compat.pyctcdecode.constants import (
    DEFAULT_ALPHA,
    DEFAULT_BETA,
    DEFAULT_SCORE_LM_BOUNDARY,
    DEFAULT_UNK_LOGP_OFFSET,
)
from earmark.compat.pyctcdecode.language_model import LanguageModel, load_unigram_set_from_arpa
from earmark.compat.pyctcdecode.ngrams import is_arpa, load_ngrams

__all__ = [
    "EMPTY_START_BEAM", "NULL_FRAMES", "Beam", "BeamSearchDecoderCTC", "Frames", "LMBeam", "LMState",
    "OutputBeam", "OutputBeamMPSafe", "WordFrames", "_log_softmax", "_merge_beams", "_merge_tokens",
    "_normalize_whitespace", "_prune_history", "_sort_and_trim_beams", "_sum_log_scores", "build_ctcdecoder",
]  # fmt: skip

logger = logging.getLogger(__name__)


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

    Raises:
        ValueError: an argument cannot be used.
        OSError: the file is missing or damaged.
    """
    if kenlm_model_path is not None:
        check_path(kenlm_model_path)
        check_number("alpha", alpha)
        check_number("beta", beta)
        check_number("unk_score_offset", unk_score_offset, finite=False)
    if unigrams is None and kenlm_model_path is not None:
        if is_arpa(kenlm_model_path):
            unigrams = load_unigram_set_from_arpa(str(kenlm_model_path))
        else:
            logger.warning(
                "Unigrams not provided and cannot be automatically determined from LM file (only arpa "
                "format). Decoding accuracy might be reduced."
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

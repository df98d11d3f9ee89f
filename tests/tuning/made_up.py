"""Scores without speech."""

from earmark.evaluation.entities import EntityCounts
from earmark.evaluation.score import UtteranceScore
from earmark.evaluation.wer import ErrorCounts


def counted(errors, words, found=0, invented=0, missed=0):
    """The score of an utterance with these counts."""
    return UtteranceScore(
        id="u", reference="", hypothesis="", seconds=1.0,
        errors=ErrorCounts(substitutions=errors, words=words),
        unbiased=ErrorCounts(), biased=ErrorCounts(),
        entities=EntityCounts(found=found, invented=invented, missed=missed),
    )  # fmt: skip

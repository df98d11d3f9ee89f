"""U-WER and B-WER: errors on ordinary words and on the words that a list is there for."""

from __future__ import annotations

from collections.abc import Set

from earmark.evaluation.alignment import Alignment
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.wer import ErrorCounts


def biased_words(utterance: Utterance) -> frozenset[str]:
    """The words that count to B-WER: the row's ``rare`` words, else the words of its entities."""
    phrases = utterance.rare if utterance.rare is not None else utterance.entities or ()
    return frozenset(word for phrase in phrases for word in utterance.language.normalize(phrase).split())


def split_errors(alignment: Alignment, biased: Set[str]) -> tuple[ErrorCounts, ErrorCounts]:
    """(unbiased, biased) error counts of one utterance; together they are its WER counts.

    The protocol of Le et al. 2021 (arXiv 2104.02194): a substitution or deletion belongs to the
    class of its reference word, an insertion to the class of the inserted word. ``biased`` are the
    utterance's own rare words, so a distractor written where it is not spoken counts to U-WER.
    """
    counts = {False: [0, 0, 0, 0], True: [0, 0, 0, 0]}
    for position, _ in alignment.substitutions:
        counts[alignment.reference[position] in biased][0] += 1
    for position in alignment.deletions:
        counts[alignment.reference[position] in biased][1] += 1
    for position in alignment.insertions:
        counts[alignment.hypothesis[position] in biased][2] += 1
    for word in alignment.reference:
        counts[word in biased][3] += 1
    return ErrorCounts(*counts[False]), ErrorCounts(*counts[True])

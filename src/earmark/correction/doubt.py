"""Doubt: pieces in which the audio speaks against most of what a transcriber wrote.

A small transcriber reads whom it was trained on. Where its words fit the audio much worse than those of the
search without a list, as with strong accents, the search writes the piece.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from earmark._core import Corrected
from earmark.correction.pieces import GivenPiece
from earmark.models import Emissions
from earmark.stages import Stages
from earmark.transcript import Hypothesis, Scores

ALIKE = 0.85  # of the letters that the model reads by itself: such words are not doubted
MISSED = 3  # words that the model reads where the transcriber wrote nothing
NATS_A_WORD = 5.0  # less than the search's own words. WER of 242 clips of speechocean-dev and 56 of
# librispeech-dev: the transcriber's words 34.9 and 7.5, the search's 23.3 and 10.6, by this rule 20.8 and 7.0


@dataclass(frozen=True, eq=False)
class Doubt:
    """Compares a transcriber's words with those of the search. Immutable."""

    stages: Stages

    def of(self, piece: GivenPiece, read: str, emissions: Emissions, corrected: Corrected | None) -> bool:
        """Whether the search should write a piece.

        Args:
            piece: with the transcriber's words.
            read: what the acoustic model reads by itself.
            emissions: of the piece, prepared without a list.
            corrected: the alignment of the transcriber's words; None where they do not fit.
        """
        if not piece.tokens:
            return len(read.split()) >= MISSED
        if corrected is None:
            return True
        written = " ".join(word for placed in piece.parts for word in placed.words)
        if Levenshtein.normalized_similarity(written, read) >= ALIKE:
            return False
        own = self.stages.search.decode_emissions([emissions], [None], 1)[0][0]
        gain = _evidence(own) - _evidence(corrected.given)
        return gain > NATS_A_WORD * len(piece.owners)


def _evidence(hypothesis: Hypothesis) -> float:
    scores: Scores = hypothesis.scores
    return scores.acoustic + scores.lm + scores.phones

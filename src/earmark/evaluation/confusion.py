"""Pair missed entities with the words written there, and invented entries with the words spoken there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from earmark.evaluation.alignment import Alignment, align
from earmark.evaluation.entities import Inventory, find_invented, find_mentions
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore


@dataclass(frozen=True)
class Confusion:
    """A pair of spoken and written words."""

    kind: str  # missed or invented
    said: str  # spoken form; empty where nothing stands
    written: str  # likewise
    count: int


def confusions(
    utterances: Sequence[Utterance], scores: Sequence[UtteranceScore], counted: Sequence[Inventory]
) -> list[Confusion]:
    """Every pair with its count, most frequent first; one item of each argument for every utterance."""
    pairs: Counter[tuple[str, str, str]] = Counter()
    for utterance, one, inventory in zip(utterances, scores, counted, strict=True):
        alignment = align(one.reference.split(), one.hypothesis.split())
        entities = [utterance.language.normalize(entity) for entity in utterance.entities or ()]
        for first, count in find_mentions(alignment, entities, utterance.language):
            if alignment.spoken_at(first, count) is None:
                said = " ".join(alignment.reference[first : first + count])
                pairs["missed", said, stood_at(alignment, first, count)] += 1
        for first, count in find_invented(alignment, inventory, utterance.language):
            written = " ".join(alignment.hypothesis[first : first + count])
            pairs["invented", _said_at(alignment, first, count), written] += 1
    ordered = sorted(pairs.items(), key=lambda item: (item[0][0] == "invented", -item[1], item[0]))
    return [Confusion(kind, said, written, count) for (kind, said, written), count in ordered]


def stood_at(alignment: Alignment, first: int, count: int) -> str:
    """The hypothesis between the words that match before and after some reference words."""
    before = [h for r, h in alignment.matches.items() if r < first]
    after = [h for r, h in alignment.matches.items() if r >= first + count]
    start = max(before) + 1 if before else 0
    end = min(after) if after else len(alignment.hypothesis)
    return " ".join(alignment.hypothesis[start:end])


def _said_at(alignment: Alignment, first: int, count: int) -> str:
    """The reference between the words that match before and after some hypothesis words."""
    back = {hypothesis: reference for reference, hypothesis in alignment.matches.items()}
    before = [r for h, r in back.items() if h < first]
    after = [r for h, r in back.items() if h >= first + count]
    start = max(before) + 1 if before else 0
    end = min(after) if after else len(alignment.reference)
    return " ".join(alignment.reference[start:end])

"""One utterance against its reference: every count that the report sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earmark.evaluate.alignment import align
from earmark.evaluate.biased import biased_words, split_errors
from earmark.evaluate.entities import EntityCounts, Inventory, count_entities
from earmark.evaluate.manifest import Utterance
from earmark.evaluate.wer import ErrorCounts, count_errors
from earmark.text import spoken_form
from earmark.transcript import Transcript
from earmark.words import WordList


@dataclass(frozen=True)
class UtteranceScore:
    """Counts of one utterance."""

    id: str
    reference: str  # spoken form
    hypothesis: str  # spoken form
    seconds: float
    errors: ErrorCounts
    unbiased: ErrorCounts
    biased: ErrorCounts
    entities: EntityCounts


def spoken_hypothesis(transcript: Transcript) -> str:
    """The spoken form of a transcript; an entry counts as its text, whatever its display form."""
    return " ".join(filter(None, (spoken_form(word.entry or word.text) for word in transcript.words)))


def score(utterance: Utterance, transcript: Transcript, inventory: Inventory) -> UtteranceScore:
    """Compare the spoken forms of reference and transcript.

    ``inventory`` holds the phrases that count as a false alarm where they were not said.
    """
    reference, hypothesis = spoken_form(utterance.text), spoken_hypothesis(transcript)
    alignment = align(reference.split(), hypothesis.split())
    unbiased, biased = split_errors(alignment, biased_words(utterance))
    return UtteranceScore(
        id=utterance.id,
        reference=reference,
        hypothesis=hypothesis,
        seconds=transcript.seconds,
        errors=count_errors(alignment),
        unbiased=unbiased,
        biased=biased,
        entities=count_entities(alignment, utterance.entities or (), inventory),
    )


def inventories(utterances: Iterable[Utterance], lists: Sequence[WordList | None]) -> list[Inventory]:
    """What counts as a false alarm in each utterance: its list and all the manifest's entities.

    The entities count without a list as well, so that runs with and without one are comparable.
    Entries of negative weight are there to be avoided, those of weight 0 are off: neither counts.
    """
    entities = [e for u in utterances for e in u.entities or ()]
    made: dict[int, Inventory] = {}
    for one in lists:
        if id(one) not in made:
            made[id(one)] = Inventory(entities + [w.text for w in one or () if w.weight > 0])
    return [made[id(one)] for one in lists]

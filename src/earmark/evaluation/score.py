"""One utterance against its reference: every count that the report sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from earmark.biasing import WordList
from earmark.errors import OptionsError
from earmark.evaluation.alignment import align
from earmark.evaluation.biased import biased_words, split_errors
from earmark.evaluation.calibration import WordConfidence, confidences_of
from earmark.evaluation.characters import CharacterErrors, count_characters
from earmark.evaluation.damage import Damage, damage_of
from earmark.evaluation.entities import UNTYPED, EntityCounts, Inventory, count_by_type, count_entities
from earmark.evaluation.manifest import Utterance, shared_language
from earmark.evaluation.spoken import spoken_hypothesis
from earmark.evaluation.weighted import align_weighted
from earmark.evaluation.wer import ErrorCounts, count_errors
from earmark.language import Language
from earmark.transcript import Transcript, WrittenEntry

SECONDS_PER_HOUR = 3600
Protocol = Literal["usual", "le2021", "list"]


@dataclass(frozen=True)
class Scoring:
    """How transcripts are compared with their references, the same for all utterances."""

    protocol: Protocol = "usual"  # usual: edits cost 1; le2021: the costs of Le et al. 2021; list: their
    # costs, and the words of the utterance's whole list are biased, distractors included
    known: Callable[[str], bool] | None = None  # whether the language model has a word; None: there is none
    types: Mapping[str, str] = field(default_factory=dict)  # spoken form of an entity -> its type
    group: str | None = None  # field of the rows that says which part of the set they belong to

    def __post_init__(self) -> None:
        """Refuse a protocol that does not exist."""
        if self.protocol not in get_args(Protocol):
            names = ", ".join(get_args(Protocol))
            raise OptionsError(f"the protocol is {self.protocol!r}, expected one of {names}")


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
    characters: CharacterErrors = CharacterErrors()
    by_type: Mapping[str, EntityCounts] = field(default_factory=dict)
    unknown: tuple[int, int] = (0, 0)  # words that the language model does not have: written right, said
    group: str | None = None  # part of the set that the utterance belongs to
    entries: tuple[WrittenEntry, ...] = ()  # evidence for the list entries written
    confidences: tuple[WordConfidence, ...] = ()  # of the words written
    damage: Damage | None = None  # beside no list; None where no list was used, or none to compare with

    def counts(self) -> dict[str, float]:
        """What every figure is made of, by the names that :mod:`earmark.evaluation.figures` uses."""
        damage, hours = self.damage, self.seconds / SECONDS_PER_HOUR
        return {
            "errors": self.errors.errors,
            "words": self.errors.words,
            "unbiased_errors": self.unbiased.errors,
            "unbiased_words": self.unbiased.words,
            "biased_errors": self.biased.errors,
            "biased_words": self.biased.words,
            "character_edits": self.characters.edits,
            "characters": self.characters.characters,
            "found": self.entities.found,
            "missed": self.entities.missed,
            "invented": self.entities.invented,
            "unknown_found": self.unknown[0],
            "unknown_words": self.unknown[1],
            "hours": hours,
            "compared": float(damage is not None),
            "compared_hours": 0.0 if damage is None else hours,
            "worse": float(damage is not None and damage.worse),
            "better": float(damage is not None and damage.better),
            "wrong_entries": 0 if damage is None else len(damage.wrong),
            "capitals_changed": 0 if damage is None else len(damage.capitals),
        }


def score(
    utterance: Utterance,
    transcript: Transcript,
    inventory: Inventory,
    scoring: Scoring | None = None,
    listed: WordList | None = None,
    without: str | None = None,
) -> UtteranceScore:
    """Compare the spoken forms of reference and transcript.

    Args:
        utterance: row of the manifest.
        transcript: of its audio.
        inventory: phrases that count as a false alarm where they were not said.
        scoring: how to compare.
        listed: the utterance's list, which only the protocol "list" asks for.
        without: spoken form of the transcript without a list; None: damage is not measured.
    """
    hypothesis, seconds = spoken_hypothesis(transcript, utterance.language), transcript.seconds
    found = score_text(utterance, hypothesis, seconds, inventory, scoring, listed, transcript.entries)
    damage = None if without is None else damage_of(utterance, transcript, without)
    return replace(found, damage=damage, confidences=confidences_of(utterance, transcript))


def score_text(
    utterance: Utterance,
    hypothesis: str,
    seconds: float,
    inventory: Inventory,
    scoring: Scoring | None = None,
    listed: WordList | None = None,
    entries: tuple[WrittenEntry, ...] = (),
) -> UtteranceScore:
    """:func:`score` of a text in spoken form, whoever wrote it."""
    scoring, language = scoring or Scoring(), utterance.language
    reference = language.normalize(utterance.text)
    plain = align(reference.split(), hypothesis.split())
    alignment = plain if scoring.protocol == "usual" else align_weighted(plain.reference, plain.hypothesis)
    biased = _listed_words(listed, language) if scoring.protocol == "list" else biased_words(utterance)
    unbiased_errors, biased_errors = split_errors(alignment, biased)
    own = own_types(utterance)
    known = scoring.known or (lambda word: True)
    types = {**scoring.types, **own}
    unknown = [at for at, word in enumerate(alignment.reference) if not known(word)]
    return UtteranceScore(
        id=utterance.id,
        reference=reference,
        hypothesis=hypothesis,
        seconds=seconds,
        errors=count_errors(alignment),
        unbiased=unbiased_errors,
        biased=biased_errors,
        entities=count_entities(alignment, utterance.entities or (), inventory, language),
        characters=count_characters(reference, hypothesis),
        by_type=count_by_type(alignment, own, inventory, types, language) if scoring.types else {},
        unknown=(sum(at in alignment.matches for at in unknown), len(unknown)),
        group=_group(utterance, scoring.group),
        entries=entries,
    )


def inventories(utterances: Iterable[Utterance], lists: Sequence[WordList | None]) -> list[Inventory]:
    """What counts as a false alarm in each utterance: its list and all the manifest's entities.

    The entities count without a list as well, so that runs with and without one are comparable.
    Entries of negative weight are there to be avoided, those of weight 0 are off: neither counts.
    """
    utterances = list(utterances)
    entities = [e for u in utterances for e in u.entities or ()]
    language = shared_language(utterances)
    made: dict[int, Inventory] = {}
    for one in lists:
        if id(one) not in made:
            made[id(one)] = Inventory(entities + [w.text for w in one or () if w.weight > 0], language)
    return [made[id(one)] for one in lists]


def own_types(utterance: Utterance) -> dict[str, str]:
    """Spoken form of each of the row's entities -> its type."""
    kinds = utterance.types or (None,) * len(utterance.entities or ())
    pairs = zip(utterance.entities or (), kinds, strict=True)
    normalize = utterance.language.normalize
    return {spoken: kind or UNTYPED for text, kind in pairs if (spoken := normalize(text))}


def type_table(utterances: Iterable[Utterance]) -> dict[str, str]:
    """Spoken form -> type for all entities; empty where no row names a type."""
    utterances = list(utterances)
    if not any(kind for utterance in utterances for kind in utterance.types):
        return {}
    return {spoken: kind for u in reversed(utterances) for spoken, kind in own_types(u).items()}


def _listed_words(listed: WordList | None, language: Language) -> frozenset[str]:
    texts = (word.text for word in listed or () if word.weight > 0)
    return frozenset(word for text in texts for word in language.normalize(text).split())


def _group(utterance: Utterance, named: str | None) -> str | None:
    if named is None:
        return None
    value = (utterance.fields or {}).get(named)
    if value is None:
        raise OptionsError(
            f"line {utterance.line} of the manifest ({utterance.id!r}) has no {named!r} to group by: "
            "name a field that every row has"
        )
    return str(value)

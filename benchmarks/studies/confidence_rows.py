"""Words that the recognizer writes on the development sets, their evidence, and whether they were said."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.common.cases import GREEDY, NO_LM, Bench, Case
from benchmarks.common.copies import CLEAN, COPIES, Copy, encoded_copy
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import ACCENTS, BOOKS, NAMES, SETS, WAKE_WORDS
from benchmarks.studies.damage_lists import SURNAMES
from earmark import Recognizer
from earmark.assemble import Decoded, word_evidence, written_words
from earmark.biasing import BiasList, WordList
from earmark.decoding.confidence import WordEvidence
from earmark.evaluation.alignment import align
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.spoken import place_words
from earmark.models.alphabet import Alphabet
from earmark.offline import EncodedAudio
from earmark.transcript import Transcript

LM, ALONE, PLAIN = "language model", "beam without language model", "greedy"
RESOURCES: Mapping[str, Mapping[str, Any]] = {LM: {}, ALONE: NO_LM, PLAIN: GREEDY}
TELEPHONE, PINK = COPIES[1], COPIES[2]
STEP = {BOOKS: 1, NAMES: 1, ACCENTS: 4, WAKE_WORDS: 2}  # every so many-th clip of a set
NO_LIST = "no list"
UNSAID = "36 surnames, not said"


@dataclass(frozen=True)
class Row:
    """One written word."""

    evidence: WordEvidence
    right: bool
    speaker: str  # of the utterance; its id where the set names none


@dataclass(frozen=True)
class Source:
    """One set, one copy of it, one list and one decoder."""

    set: str
    copy: Copy
    list: str
    decoder: str = LM
    case: Case | None = None  # of the list; None: no list, or the surnames
    rows: tuple[Row, ...] = field(default=(), compare=False)


def plan() -> Iterator[Source]:
    """Every source, without its rows."""
    for decoder in (LM, PLAIN, ALONE):
        for name in SETS:
            yield Source(name, CLEAN, NO_LIST, decoder)
    for decoder in (LM, PLAIN):
        for name in (BOOKS, NAMES):
            yield Source(name, TELEPHONE, NO_LIST, decoder)
    yield Source(BOOKS, PINK, NO_LIST)
    for copy in (CLEAN, TELEPHONE):
        yield Source(NAMES, copy, "its names, 1,000 others", case=Case(NAMES, "entities", 1000))
    yield Source(WAKE_WORDS, CLEAN, "wake words", case=Case(WAKE_WORDS, "wake"))
    yield Source(BOOKS, CLEAN, "words_1000", case=Case(BOOKS, "words_1000"))
    yield Source(BOOKS, CLEAN, "words_100", case=Case(BOOKS, "words_100"))
    yield Source(NAMES, CLEAN, "its names, 10 others", case=Case(NAMES, "entities", 10))
    yield Source(BOOKS, CLEAN, UNSAID)


def measured(bench: Bench, source: Source) -> Source:
    """The source with its rows, read from the work folder where the code has not changed."""
    recognizer = bench.recognizer(RESOURCES[source.decoder])
    utterances = bench.utterances(source.set)[:: STEP[source.set]]
    lists = lists_of(bench, source, utterances)

    def measure() -> dict[str, Any]:
        encoded = encoded_copy(bench, source.set, utterances, source.copy)
        return {"rows": [asdict(row) for row in written(recognizer, utterances, encoded, lists)]}

    print(f"# {source.set}, {source.copy.name}, {source.list}, {source.decoder}", file=sys.stderr, flush=True)
    about = [source.set, source.copy.name, source.list, source.decoder, len(utterances)]
    found = cached(bench.work / "confidence", [about, recognizer.model.digest, fingerprint()], measure)
    assert found is not None  # what is measured here always is
    rows = (Row(WordEvidence(**row["evidence"]), row["right"], row["speaker"]) for row in found["rows"])
    return Source(source.set, source.copy, source.list, source.decoder, source.case, tuple(rows))


def lists_of(bench: Bench, source: Source, utterances: Sequence[Utterance]) -> list[WordList | None]:
    """The list of each utterance."""
    if source.case is None:
        return [WordList.of(SURNAMES) if source.list == UNSAID else None] * len(utterances)
    lists = bench.lists(source.case)
    by_id = dict(zip((row.id for row in bench.utterances(source.set)), lists, strict=True))
    return [by_id[row.id] for row in utterances]


def written(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    encoded: Sequence[EncodedAudio],
    lists: Sequence[WordList | None],
) -> Iterator[Row]:
    """Every word that is written, and whether its words stand in the reference at the aligned place."""
    compiled = [None if words is None else recognizer.compile(words) for words in lists]
    pieces = [(number, e) for number, one in enumerate(encoded) for e in one.segments]
    emissions, chosen = [e for _, e in pieces], [compiled[number] for number, _ in pieces]
    found = recognizer.stages.decode(emissions, chosen, 1)
    for number, utterance in enumerate(utterances):
        parts = [part for (owner, _), part in zip(pieces, found, strict=True) if owner == number]
        yield from _judged(utterance, parts, compiled[number], recognizer.model.alphabet)


def _judged(
    utterance: Utterance, parts: Sequence[Decoded], words: BiasList | None, alphabet: Alphabet
) -> Iterator[Row]:
    made = [word for part in parts for word in written_words(part, alphabet, words)]
    evidence = [one for part in parts for one in word_evidence(part, alphabet, words)]
    spoken, placed = place_words(Transcript("", tuple(made), 0.0), utterance.language)
    alignment = align(utterance.language.normalize(utterance.text).split(), spoken)
    places = {id(word): (first, count) for word, first, count in placed}
    speaker = str((utterance.fields or {}).get("speaker") or utterance.id)
    for word, one in zip(made, evidence, strict=True):
        if id(word) in places:
            yield Row(one, alignment.said_at(*places[id(word)]) is not None, speaker)

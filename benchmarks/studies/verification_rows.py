"""What verification is fitted to: every entry that lists bring about in the development sets, right or wrong.

Lists that are said and lists that are not, from one entry to 10,000, in clean and in disturbed speech.
Nothing is rejected, so that the rows are the same whatever the weights are.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.common.cases import Bench, Case
from benchmarks.common.characters import Characters
from benchmarks.common.copies import CLEAN, COPIES, Copy, encoded_copy
from benchmarks.common.hypotheses import best_hypotheses, spoken_words
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import ACCENTS, BOOKS, NAMES, WAKE_WORDS
from benchmarks.common.synthesised import utterances
from benchmarks.studies.damage import known
from benchmarks.studies.damage_lists import fit_lists
from benchmarks.studies.homophone_sentences import sentences
from benchmarks.studies.homophones import lists_of
from earmark import Recognizer
from earmark.biasing import CompiledEntry, WordList
from earmark.evaluation.alignment import align
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT
from earmark.models import Emissions
from earmark.transcript import Hit, Hypothesis, Verdict

WEIGHTS = (  # of VerifierWeights
    "phones", "lm", "phone_match", "confidence", "length", "confusability", "attention", "context", "rarity",
)  # fmt: skip
LENIENT = {"verification.enabled": True, "verification.max_false_alarms_per_hour": math.inf}
HOMOPHONES = "homophones-dev"
LONG = 12  # phones, as core/decode/verifier.cpp
LEAST_SURE = 1e-6  # likewise
ASKED = 0.5  # likewise
USED = COPIES[:2]  # clean, and over the telephone in noise
FEW = (10, 100)  # distractors of short lists with the entries that are said
MANY = (1000, 10_000)
SAMPLE = {BOOKS: 1, ACCENTS: 16, WAKE_WORDS: 24}  # every so many-th clip hears lists that are not said


@dataclass(frozen=True)
class Written:
    """One entry that the search wrote."""

    features: tuple[float, ...]  # in the order of WEIGHTS
    right: bool
    entry: str
    named: bool  # displayed otherwise than its words
    homophone: bool  # sounds like what would stand there: the sentence decides
    size: int  # of the list


@dataclass(frozen=True)
class Source:
    """One kind of list on one kind of speech."""

    set: str
    copy: str
    list: str
    said: bool  # some entries are said
    hours: float
    rows: tuple[Written, ...]


@dataclass(frozen=True)
class Task:
    """What one source is made of."""

    set: str
    copy: Copy
    name: str
    said: bool
    utterances: tuple[Utterance, ...]
    lists: tuple[WordList | None, ...]


def sources(bench: Bench, homophones: Path, foreign: Characters | None = None) -> Iterator[Source]:
    """Every source, read from the work folder where the code has not changed.

    Of a foreign model the rows are those of entries that phones beside it decide on; without the lists of
    10,000 entries and the sentences of homophones, which a language model decides on.
    """
    recognizer = bench.recognizer({"options": LENIENT}) if foreign is None else Recognizer(foreign, LENIENT)
    for task in tasks(bench, homophones):
        if foreign is not None and (task.set == HOMOPHONES or f"{MANY[-1]:,}" in task.name):
            continue

        def measure(task: Task = task) -> dict[str, Any]:
            encoded = encoded_copy(bench, task.set, task.utterances, task.copy)
            if foreign is not None:
                encoded = list(map(foreign.spread_all, encoded))
            rows = [asdict(row) for row in written(recognizer, task, encoded)]
            return {"rows": rows, "hours": sum(one.seconds for one in encoded) / 3600}

        print(f"# {task.set}, {task.copy.name}, {task.name}", file=sys.stderr, flush=True)
        about = [task.set, task.copy.name, task.name, len(task.utterances)]
        key = [about, recognizer.model.digest, str(recognizer.options), fingerprint()]
        found = cached(bench.work / "verification", key, measure)
        assert found is not None  # what is measured here always is
        rows = tuple(Written(**{**row, "features": tuple(row["features"])}) for row in found["rows"])
        yield Source(task.set, task.copy.name, task.name, task.said, found["hours"], rows)


def tasks(bench: Bench, homophones: Path) -> Iterator[Task]:
    """Lists that are not said on three sets and all copies; lists that are, on the sets with names."""
    every = [row for name in SAMPLE for row in bench.utterances(name)]
    for listed in fit_lists(bench, every):
        for copy in USED:
            for name, step in SAMPLE.items():
                rows = tuple(known(bench.utterances(name)[::step]))
                yield Task(name, copy, f"{listed.name}, {listed.size:,}", False, rows, tuple(listed.of(rows)))
    for copy in USED:
        for size in (*FEW, *MANY):
            yield _said(bench, NAMES, "entities", size, copy)
    yield _said(bench, BOOKS, "words_100", 0, CLEAN)
    yield _said(bench, BOOKS, "words_1000", 0, CLEAN)
    chosen = sentences("dev")
    spoken = utterances(chosen, homophones / "dev")
    for name, lists in lists_of(bench, chosen, spoken).items():
        if any(words is not None for words in lists):
            named = [
                Utterance(row.id, row.audio, row.text, row.line, entities=one.names, types=())
                for row, one in zip(spoken, chosen, strict=True)
            ]
            yield Task(HOMOPHONES, CLEAN, name, True, tuple(named), tuple(lists))


def _said(bench: Bench, name: str, words: str, size: int, copy: Copy) -> Task:
    case = Case(name, words, size) if size else Case(name, words)
    title = f"{words}, {size:,} others" if size else words
    return Task(name, copy, title, True, tuple(bench.utterances(name)), tuple(bench.lists(case)))


def written(recognizer: Recognizer, task: Task, encoded: Sequence[Any]) -> Iterator[Written]:
    """Every entry that a list has brought about and that has an alternative, and whether it was said."""
    compiled = [None if words is None else recognizer.compile(words) for words in task.lists]
    best = best_hypotheses(recognizer, encoded, compiled)
    for utterance, segments, words in zip(task.utterances, best, compiled, strict=True):
        if words is None:
            continue
        texts = [spoken_words(h, words, recognizer.model.alphabet) for h, _ in segments]
        said = _Said(utterance, [word for text, _ in texts for word in text])
        offset = 0
        for (hypothesis, emissions), (text, spans) in zip(segments, texts, strict=True):
            for hit, (first, count) in zip(hypothesis.hits, spans, strict=True):
                entry = words.entries[hit.entry]
                if _is_brought_about(hit):
                    features = _features(hit, hypothesis, entry, emissions)
                    right = task.said and said.stands(entry.word.text, offset + first, count)
                    named = entry.word.display != entry.spoken[0]
                    homophone = hit.verdict is not None and hit.verdict.homophone
                    yield Written(features, right, entry.word.text, named, homophone, len(words))
            offset += len(text)


def _is_brought_about(hit: Hit) -> bool:
    return hit.verdict is not None and hit.verdict.alternative is not None and hit.boost + hit.lm > 0


class _Said:
    """Where the words of a hypothesis were said, and which entries an utterance names."""

    def __init__(self, utterance: Utterance, spoken: Sequence[str]) -> None:
        alignment = align(DEFAULT.normalize(utterance.text).split(), list(spoken))
        self._back = {hypothesis: reference for reference, hypothesis in alignment.matches.items()}
        self._named = utterance.entities

    def stands(self, entry: str, first: int, count: int) -> bool:
        """The entry was said there; where an utterance names its entities, as one of them."""
        if self._named is not None and entry not in self._named:
            return False
        start = self._back.get(first)
        return start is not None and all(self._back.get(first + i) == start + i for i in range(count))


def _features(
    hit: Hit, hypothesis: Hypothesis, entry: CompiledEntry, emissions: Emissions
) -> tuple[float, ...]:
    looked = emissions.attention
    verdict = hit.verdict or Verdict()
    n = max(verdict.length, 1)
    sure = hypothesis.confidences[hit.first_token : hit.last_token + 1]
    return (
        verdict.phones,
        verdict.words,
        verdict.phone_match / n,
        sum(math.log(max(one, LEAST_SURE)) for one in sure) / len(sure),
        float(min(n, LONG)),
        -entry.confusability.degree,
        0.0 if looked is None else looked.of(hit.entry, hit.first_frame, hit.last_frame) - ASKED,
        verdict.context if entry.word.display != entry.spoken[0] else 0.0,
        verdict.rarity,
    )

"""What the decision on corrections is fitted to: every contest that lists bring about on training clips.

Lists that are said and lists that are not, on clean speech and on the telephone; the transcripts are of the
clean audio. A contest is right where the entry's words stand in the reference more often than in the given
transcript, and the transcript has no more word errors with them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN, COPIES, Copy
from benchmarks.common.others import Pair, pairs_of
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import ACCENTS_TRAINING, BOOKS_TRAINING, SYNTHETIC_TRAINING
from benchmarks.studies.correction_lists import Kind, kinds
from earmark.biasing import WordList
from earmark.correction import Corrector
from earmark.correction.contest import Contest
from earmark.correction.decision import Decision
from earmark.evaluation.alignment import align
from earmark.evaluation.wer import count_errors
from earmark.language import DEFAULT
from earmark.offline import cutter

USED = COPIES[:2]  # clean, and over the telephone in noise
NAMED = {SYNTHETIC_TRAINING: True, BOOKS_TRAINING: False, ACCENTS_TRAINING: True}  # clips that say names
GROUP = 8


@dataclass(frozen=True, eq=False)
class Recording(Decision):
    """Keeps every contest that it decides on."""

    contests: list[Contest] = field(default_factory=list)

    def log_odds(self, contest: Contest) -> float:
        """As the decision that it was made of."""
        self.contests.append(contest)
        return super().log_odds(contest)


@dataclass(frozen=True)
class Row:
    """One contest and whether the entry was right."""

    clip: str
    contest: Contest
    right: bool


@dataclass(frozen=True)
class Source:
    """One kind of list on one kind of speech."""

    set: str
    copy: str
    list: str
    said: bool  # some entries are said
    hours: float
    weight: float  # of its alarms
    rows: tuple[Row, ...]


def sources(bench: Bench, transcripts: Path) -> Iterator[Source]:
    """Every source, read from the work folder where the code has not changed."""
    for name, named in NAMED.items():
        if not (transcripts / name).is_dir():
            print(f"# {name} is left out: {transcripts / name} is not there", file=sys.stderr)
            continue
        pairs = pairs_of(transcripts, name, bench.utterances(name))
        for kind in kinds(bench.data, [pair.utterance for pair in pairs], named):
            for copy in USED:

                def measure(
                    kind: Kind = kind, copy: Copy = copy, pairs: Sequence[Pair] = pairs
                ) -> dict[str, Any]:
                    return _measured(bench, pairs, kind.lists, copy)

                print(f"# {name}, {copy.name}, {kind.name}", file=sys.stderr, flush=True)
                texts = [(pair.utterance.id, pair.given.text) for pair in pairs]
                key = [
                    name,
                    copy.name,
                    kind.name,
                    texts,
                    bench.own.model.digest,
                    fingerprint("decision.json"),
                ]
                found = cached(bench.work / "correction_fit", key, measure)
                assert found is not None  # what is measured here always is
                rows = tuple(Row(r["clip"], Contest(**r["contest"]), r["right"]) for r in found["rows"])
                yield Source(name, copy.name, kind.name, kind.said, found["hours"], kind.weight, rows)


def _measured(bench: Bench, pairs: Sequence[Pair], lists: Sequence[WordList], copy: Copy) -> dict[str, Any]:
    recognizer = bench.own
    recording = Recording(**vars(Decision.fitted()))
    cut = cutter(recognizer.model, recognizer.options.segmentation.detector)
    corrector = Corrector(recognizer.stages, cut, GROUP, recording)
    rows, seconds = [], 0.0
    for pair, words in zip(pairs, lists, strict=True):
        recording.contests.clear()
        audio = pair.utterance.audio if copy == CLEAN else copy.of(pair.utterance, ())
        seconds += corrector.correct(audio, pair.given, recognizer.compile(words)).seconds
        rows += [
            asdict(Row(pair.utterance.id, contest, is_right(contest, pair))) for contest in recording.contests
        ]
    return {"rows": rows, "hours": seconds / 3600}


def is_right(contest: Contest, pair: Pair) -> bool:
    """Whether writing the entry is right, with the ending that it was found with or without one."""
    reference = DEFAULT.normalize(pair.utterance.text).split()
    given = DEFAULT.normalize(pair.given.text).split()
    before = _errors(reference, given)
    stems = (stem for ending in DEFAULT.endings for stem in ending.stems(contest.entry))
    for form in (contest.entry, *stems):
        words, theirs = form.split(), contest.given.split()
        more = len(_places(reference, words)) > len(_places(given, words))
        places = _places(given, theirs) if theirs else range(len(given) + 1)
        if more and any(
            _errors(reference, [*given[:at], *words, *given[at + len(theirs) :]]) <= before for at in places
        ):
            return True
    return False


def _places(text: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where words stand in a text."""
    return [at for at in range(len(text)) if list(text[at : at + len(words)]) == list(words)]


def _errors(reference: Sequence[str], text: Sequence[str]) -> int:
    return count_errors(align(list(reference), list(text))).errors


def bare(contest: Contest, confidences: bool) -> Contest:
    """The contest as it would be in a transcript with or without confidences."""
    return contest if confidences else replace(contest, confidence=None)

"""Correct another recognizer's transcripts with lists of all kinds, beside fuzzy replacement in the text.

    python -m benchmarks.studies.correction --data ../shared/data [--transcripts FOLDER]

Transcripts come from benchmarks.studies.other_transcripts: SET/STEM.json in FOLDER, by default in the work
folder; clips without one are left out. The fuzzy replacement gets the threshold at which names that are not
said cost as many false alarms as in earmark's correction, or ALARMS an hour where that costs fewer. Writes
docs/figures/correction.md and .json.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import WAKE, Bench
from benchmarks.common.others import Pair, pairs_of, transcripts_folder
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import BOOKS, NAMES, SETS, WAKE_WORDS, distractor_files
from benchmarks.peers.fuzzy import FuzzyReplacer, Match, replaced
from benchmarks.studies.correction_lists import ORDINARY, common_words
from benchmarks.studies.correction_page import write
from earmark.biasing import WordList
from earmark.evaluation.correcting import CorrectedText, score_corrections
from earmark.evaluation.given import correct_all
from earmark.evaluation.lists import build_lists
from earmark.evaluation.run import scoring_of

ALARMS = 0.5  # an hour
OURS, FUZZY, FUZZY_RARE = "earmark", "fuzzy", "fuzzy, common words left alone"
SIZES = (10, 100, 1000, 10_000, 100_000)  # distractors beside all names of the set
FUZZY_SIZES = (100, 1000, 10_000)
STEPS = tuple(round(0.5 + 0.01 * n, 2) for n in range(51))  # thresholds of the fuzzy replacement
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """A list on a set."""

    set: str
    words: str  # entities, never, ordinary, wake, or a field of the rows
    size: int = 0  # distractors

    @property
    def name(self) -> str:
        """Name in the table."""
        more = f" + {self.size:,}" if self.size else ""
        names = {
            "entities": f"all names{more}",
            "never": f"{self.size:,} never spoken",
            "ordinary": f"{len(ORDINARY)} short names",
            "wake": "wake words",
        }
        return names.get(self.words, self.words)


UNSAID = tuple(Listed(name, *kind) for name in SETS for kind in (("never", 1000), ("ordinary", 0)))
SAID = (
    *(Listed(NAMES, "entities", size) for size in SIZES),
    Listed(BOOKS, "words_100"),
    Listed(BOOKS, "words_1000"),
    Listed(WAKE_WORDS, "wake"),
)


def main() -> None:
    """Measure every list, choose the thresholds of the fuzzy replacement and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--transcripts", type=Path, metavar="FOLDER", help="SET/STEM.json")
    parser.add_argument(
        "--set", action="append", choices=SETS, metavar="NAME", help="these alone: write no page"
    )
    parser.add_argument(
        "--most", type=int, default=SIZES[-1], metavar="N", help=f"others in the longest list ({SIZES[-1]:,})"
    )
    arguments = parser.parse_args()
    study = Study(Bench.of(arguments), arguments.transcripts or transcripts_folder(arguments.work))
    sets = [name for name in arguments.set or SETS if (study.transcripts / name).is_dir()]
    print(f"# sets with transcripts in {study.transcripts}: {', '.join(sets) or 'none'}", flush=True)
    chosen = [one for one in (*UNSAID, *SAID) if one.set in sets and one.size <= arguments.most]
    rows = [study.ours(listed) for listed in chosen]
    allowed = max(ALARMS, hourly([row for row in rows if row["words"] == "never"]))
    for name, common in ((FUZZY, False), (FUZZY_RARE, True)):
        threshold = study.threshold(common, allowed)
        peers = [one for one in chosen if one.size in (0, *FUZZY_SIZES)]
        rows += [study.fuzzy(name, listed, common, threshold) for listed in peers]
    if arguments.limit is None and arguments.set is None:
        write(rows)


def hourly(rows: Sequence[Row]) -> float:
    """Wrong entries an hour of several rows together."""
    hours = sum(row["seconds"] for row in rows) / 3600
    return sum(row["wrong"] for row in rows) / hours if hours else 0.0


class Study:
    """Transcripts of all sets and what is made of them."""

    def __init__(self, bench: Bench, transcripts: Path) -> None:
        self.bench, self.transcripts = bench, transcripts
        self._pairs: dict[str, list[Pair]] = {}
        self._matches: dict[tuple[Listed, bool], list[list[Match]]] = {}

    def pairs(self, name: str) -> list[Pair]:
        """Utterances of a set that have a transcript."""
        if name not in self._pairs:
            self._pairs[name] = pairs_of(self.transcripts, name, self.bench.utterances(name))
        return self._pairs[name]

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that no fuzzy replacement should touch."""
        return frozenset(common_words(self.bench.data))

    def lists(self, listed: Listed) -> list[WordList | None]:
        """The list of each utterance; distractors are not spoken in the whole set."""
        rows = [pair.utterance for pair in self.pairs(listed.set)]
        if listed.words in ("ordinary", "wake"):
            return [WordList.of(ORDINARY) if listed.words == "ordinary" else WAKE] * len(rows)
        whole = self.bench.utterances(listed.set)
        lists = build_lists(
            whole,
            words_field=listed.words if listed.words.startswith("words_") else None,
            from_entities=listed.words == "entities",
            distractors=distractor_files(self.bench.data, listed.size) if listed.size else (),
            list_size=listed.size or None,
        )
        by_id = {row.id: words for row, words in zip(whole, lists, strict=True)}
        return [by_id[row.id] for row in rows]

    def ours(self, listed: Listed) -> dict[str, Any]:
        """Figures of earmark's correction."""

        def measure() -> dict[str, Any]:
            pairs, lists, recognizer = self.pairs(listed.set), self.lists(listed), self.bench.own
            rows = [pair.utterance for pair in pairs]
            texts, timings = correct_all(recognizer, rows, lists, [pair.given for pair in pairs])
            spent = sum(timing.acoustic or 0.0 for timing in timings)
            return {**self._figures(listed, lists, texts), "spent": spent}

        return self._row(OURS, listed, [], measure)

    def fuzzy(self, name: str, listed: Listed, common: bool, threshold: float) -> dict[str, Any]:
        """Figures of replacement in the text."""

        def measure() -> dict[str, Any]:
            begin = time.perf_counter()
            texts = self._replaced(listed, common, threshold)
            spent = time.perf_counter() - begin
            return {**self._figures(listed, self.lists(listed), texts), "spent": spent}

        return {**self._row(name, listed, [common, threshold], measure), "threshold": threshold}

    def threshold(self, common: bool, allowed: float) -> float:
        """The least likeness at which 1,000 names that are not said cost no more alarms than ``allowed``."""
        unsaid = [one for one in UNSAID if one.words == "never" and one.set in self._pairs]
        at = bisect_left(STEPS, True, key=lambda step: self._alarms(unsaid, common, step) <= allowed)
        return STEPS[min(at, len(STEPS) - 1)]

    def _alarms(self, unsaid: Sequence[Listed], common: bool, threshold: float) -> float:
        """Wrong entries an hour of all sets together; more similar entries alone, fewer alarms."""
        wrong, seconds = 0, 0.0
        for listed in unsaid:
            texts = self._replaced(listed, common, threshold)
            rows = [pair.utterance for pair in self.pairs(listed.set)]
            scores = score_corrections(rows, self.lists(listed), texts).after.scores
            wrong += sum(len(score.damage.wrong) for score in scores if score.damage is not None)
            seconds += sum(text.seconds for text in texts)
        return wrong / (seconds / 3600)

    def _replaced(self, listed: Listed, common: bool, threshold: float) -> list[CorrectedText]:
        pairs = self.pairs(listed.set)
        if (listed, common) not in self._matches:
            made: dict[int, FuzzyReplacer] = {}
            lists = self.lists(listed)
            for words in lists:
                if id(words) not in made:
                    entries = [word.text for word in words or ()]
                    made[id(words)] = FuzzyReplacer(entries, self.common if common else ())
            self._matches[listed, common] = [
                made[id(words)].matches(pair.given.text) for pair, words in zip(pairs, lists, strict=True)
            ]
        found = []
        for pair, matches in zip(pairs, self._matches[listed, common], strict=True):
            after = replaced(pair.given.text, matches, threshold)
            same = after.split() == pair.given.text.split()
            found.append(CorrectedText(pair.given.text, after, pair.utterance.seconds or 0.0, same))
        return found

    def _figures(
        self, listed: Listed, lists: Sequence[WordList | None], texts: Sequence[CorrectedText]
    ) -> dict[str, Any]:
        rows = [pair.utterance for pair in self.pairs(listed.set)]
        report = score_corrections(rows, lists, texts, scoring_of(self.bench.own, rows))
        before, after = (part.measures() for part in (report.before, report.after))
        damage = [score.damage for score in report.after.scores if score.damage is not None]
        unsaid = [same for same, said in zip(report.unchanged, report.said, strict=True) if not said]
        return {
            "clips": len(rows),
            "seconds": sum(text.seconds for text in texts),
            "before": {name: asdict(measure) for name, measure in before.items()},
            "after": {name: asdict(measure) for name, measure in after.items()},
            "worse": sum(one.worse for one in damage),
            "better": sum(one.better for one in damage),
            "wrong": sum(len(one.wrong) for one in damage),
            "unsaid": len(unsaid),
            "unsaid_changed": sum(not same for same in unsaid),
            "p": {name: difference.p for name, difference in report.differences.items()},
        }

    def _row(
        self, way: str, listed: Listed, more: Sequence[object], measure: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        texts = [(pair.utterance.id, pair.given.text) for pair in self.pairs(listed.set)]
        key = [way, asdict(listed), texts, *more, self.bench.own.model.digest, fingerprint()]
        begin = time.monotonic()
        found = cached(self.bench.work / "correction", key, measure)
        assert found is not None  # what is measured here always is
        print(_line(way, listed, found, time.monotonic() - begin), flush=True)
        return {"way": way, **asdict(listed), "listed": listed.name, **found}


def _line(way: str, listed: Listed, row: Row, spent: float) -> str:
    wer, b_wer, f1 = (
        " -> ".join(
            "-" if (v := row[part][name]["value"]) is None else f"{100 * v:.2f}"
            for part in ("before", "after")
        )
        for name in ("wer", "b_wer", "f1")
    )
    hours = row["seconds"] / 3600
    return (
        f"# {way}, {listed.set}, {listed.name}: {row['clips']} clips, WER {wer}, B-WER {b_wer}, F1 {f1}, "
        f"{row['better']} better, {row['worse']} worse, {row['wrong']} wrong ({row['wrong'] / hours:.1f} an "
        f"hour), {row['unsaid_changed']} of {row['unsaid']} unsaid changed, "
        f"{row['seconds'] / row['spent']:.0f} x; {spent:.0f} s"
    )


if __name__ == "__main__":
    main()

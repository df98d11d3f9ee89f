"""A configuration on a development set: its lists, its recognizer, its measured row."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.common.rows import cached, emissions_folder, fingerprint
from benchmarks.common.sets import distractor_files, unpacked
from earmark import Recognizer
from earmark.biasing import Word, WordList
from earmark.evaluation.cache import INDEX, EmissionsCache
from earmark.evaluation.flaws import Flaws
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Condition, Utterance, load_manifest
from earmark.evaluation.run import encode_all
from earmark.evaluation.score import Protocol
from earmark.evaluation.variations import Variation, run_variation
from earmark.offline import EncodedAudio

WAKE = WordList.of([Word("athena"), Word("chatterbox")])
GREEDY = {"decoder": "greedy"}
NO_LM = {"lm": None, "lexicon": None}  # the search alone


@dataclass(frozen=True)
class Case:
    """A row of a table."""

    set: str
    words: str = "none"  # none, entities, wake, never (words that are not spoken), or a field of the rows
    size: int = 0  # distractors
    name: str = ""
    kind: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the model's own
    resources: Mapping[str, Any] = field(default_factory=dict)  # keywords of Recognizer
    bias: bool = True  # False: the list only says what a false alarm is
    typos: float = 0.0  # share of the entries with a letter wrong
    missing: float = 0.0  # share of the entries left out
    condition: str | None = None  # rows of the set to use
    protocol: Protocol = "usual"
    group: str | None = None

    @property
    def listed(self) -> str:
        """Name of the list in a table."""
        if self.words == "none":
            return "no list"
        if self.words == "never":
            return f"{self.size:,} never spoken"
        own = {"entities": "all entities", "wake": "wake words"}.get(self.words, self.words)
        return own + (f" + {self.size:,}" if self.size else "")


class Bench:
    """Sets, emissions and recognizers, each made once, and rows that are kept."""

    def __init__(self, data: Path, work: Path, model: str = "english", limit: int | None = None) -> None:
        self.data, self.work, self.model, self.limit = data, work, model, limit
        self._recognizers: dict[str, Recognizer] = {}
        self._utterances: dict[tuple[str, str | None], tuple[Utterance, ...]] = {}
        self._caches: dict[str, EmissionsCache] = {}

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Bench:
        """Make the bench that the common arguments ask for."""
        return cls(arguments.data, arguments.work, arguments.model, arguments.limit)

    @cached_property
    def own(self) -> Recognizer:
        """The recognizer as the model comes."""
        return self.recognizer({})

    def recognizer(self, resources: Mapping[str, Any]) -> Recognizer:
        """Return a recognizer for all cases that differ in options alone, which share compiled lists."""
        key = repr(sorted(resources.items()))
        if key not in self._recognizers:
            self._recognizers[key] = Recognizer(self.model, **resources)
        return self._recognizers[key]

    def utterances(self, name: str, condition: str | None = None) -> tuple[Utterance, ...]:
        """Rows of a set, as many as the limit allows."""
        if (name, condition) not in self._utterances:
            conditions = (Condition.parse(condition),) if condition else ()
            rows = load_manifest(unpacked(name, self.data, self.work), conditions)
            self._utterances[name, condition] = tuple(rows[: self.limit])
        return self._utterances[name, condition]

    def encoded(self, name: str) -> list[EncodedAudio]:
        """Emissions of the rows of a set."""
        cache = self.emissions(name)
        return [cache.load(row.id) for row in self.utterances(name)]

    def emissions(self, name: str, condition: str | None = None) -> EmissionsCache:
        """Emissions of a set, computed and kept the first time; those of a limited run stand apart."""
        part, rows = name, load_manifest(unpacked(name, self.data, self.work))
        if self.limit is not None:
            part = f"{name}{condition or ''}-first-{self.limit}"
            rows = self.utterances(name, condition)
        if part not in self._caches:
            folder = emissions_folder(self.work, part, self.own.model.digest)
            if not (folder / INDEX).is_file():
                encode_all(self.own, rows, folder)
            self._caches[part] = EmissionsCache.open(folder, self.own.model)
        return self._caches[part]

    def lists(self, case: Case) -> list[WordList | None]:
        """The list of each utterance."""
        rows = self.utterances(case.set, case.condition)
        if case.words == "wake":
            return [WAKE] * len(rows)
        return build_lists(
            rows,
            words_field=case.words if case.words.startswith("words_") else None,
            from_entities=case.words == "entities",
            distractors=distractor_files(self.data, case.size) if case.size else (),
            list_size=case.size or None,
            flaws=Flaws(case.typos, case.missing),
        )

    def row(self, case: Case) -> dict[str, Any]:
        """Figures, intervals and the counts of each utterance; measured once for each state of the code."""
        key = [asdict(case), self.limit, self.own.model.digest, fingerprint()]
        found = cached(self.work / "rows", key, lambda: self._measured(case))
        assert found is not None  # what is measured here always is
        return found

    def _measured(self, case: Case) -> dict[str, Any]:
        rows = self.utterances(case.set, case.condition)
        variation = Variation(case.name, case.kind, self.lists(case), case.options, case.bias, case.size)
        run = run_variation(
            self.recognizer(case.resources), rows, self.emissions(case.set, case.condition).load, variation,
            protocol=case.protocol, group=case.group, damage=False,
        )  # fmt: skip
        about = {"set": case.set, "words": case.words, "condition": case.condition, "listed": case.listed}
        return {**about, **run.as_json(rows=True)}


def slim(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the counts of single utterances, to be kept beside a page."""
    return [{key: value for key, value in row.items() if key not in ("rows", "settings")} for row in rows]

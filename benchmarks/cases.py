"""What docs/figures/results.md is made of: one list and one set of options on one development set each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from accuracy import DISTRACTORS, unpacked
from rows import cached, emissions_folder, fingerprint

from earmark import Recognizer
from earmark.evaluation.ablation import grid
from earmark.evaluation.cache import INDEX, EmissionsCache
from earmark.evaluation.flaws import Flaws
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.variations import Variation, run_variation
from earmark.tuning.study import hear_all

NAMES, BOOKS = "synthetic-entities-dev", "librispeech-dev"
MORE = (*DISTRACTORS, "ent_surname", "ent_first", "ent_brand")  # from 100,000 on: the others hold too few
SIZES = (0, 10, 100, 1000, 10_000, 100_000)
NEVER = (100, 1000, 10_000, 100_000)
AT = 1000  # distractors where something else than the length of the list is varied
TYPOS, MISSING = 0.1, 0.5


@dataclass(frozen=True)
class Case:
    """One row."""

    name: str
    kind: str  # none, sizes, never, flaws, ablation
    set: str
    words: str = "none"  # none, entities, a field of the rows, or never
    size: int = 0  # distractors
    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the model's own
    bias: bool = True
    typos: float = 0.0
    missing: float = 0.0


def cases(recognizer: Recognizer) -> list[Case]:
    """Every row, those of one set together, the most telling first."""
    found = [Case("no list", "none", NAMES, "entities", bias=False)]
    found += [Case(f"{size:,} distractors", "sizes", NAMES, "entities", size) for size in SIZES]
    found += _flawed(NAMES, "entities", AT)
    found += _ablated(recognizer, NAMES, "entities", AT)
    found += [Case("no list", "none", BOOKS, "words_100", bias=False)]
    found += [Case(words, "sizes", BOOKS, words) for words in ("words_100", "words_1000")]
    found += [Case(f"{size:,} never spoken", "never", BOOKS, "never", size) for size in NEVER]
    found.append(Case(f"no list, against the {NEVER[-1]:,}", "never", BOOKS, "never", NEVER[-1], bias=False))
    found += _flawed(BOOKS, "words_100", 0)
    return found + _ablated(recognizer, BOOKS, "words_1000", 0)


def _flawed(name: str, words: str, size: int) -> list[Case]:
    return [
        Case("10 % typos", "flaws", name, words, size, typos=TYPOS),
        Case("half missing", "flaws", name, words, size, missing=MISSING),
        Case("half missing, 10 % typos", "flaws", name, words, size, typos=TYPOS, missing=MISSING),
    ]


def _ablated(recognizer: Recognizer, name: str, words: str, size: int) -> list[Case]:
    rows = grid(recognizer.options)
    return [Case(n, "ablation", name, words, size, o, bias=n != "none") for n, o in rows.items()]


class Bench:
    """Sets, emissions and kept rows."""

    def __init__(self, recognizer: Recognizer, data: Path, work: Path, limit: int | None = None) -> None:
        self.recognizer, self.data, self.work, self.limit = recognizer, data, work, limit
        self._sets: dict[str, tuple[tuple[Utterance, ...], EmissionsCache]] = {}

    def row(self, case: Case) -> dict[str, Any]:
        """Figures, intervals and the counts of each utterance; measured once for each state of the code."""
        key = [asdict(case), self.limit, self.recognizer.model.digest, fingerprint()]
        found = cached(self.work / "results", key, lambda: self._measured(case))
        assert found is not None  # what is measured here always is
        return found

    def _measured(self, case: Case) -> dict[str, Any]:
        utterances, emissions = self._set(case.set)
        files = DISTRACTORS if case.size < SIZES[-1] else MORE
        lists = build_lists(
            utterances,
            words_field=case.words if case.words.startswith("words_") else None,
            from_entities=case.words == "entities",
            distractors=[self.data / "words" / f"{n}.txt.xz" for n in files] if case.size else (),
            list_size=case.size or None,
            flaws=Flaws(case.typos, case.missing),
        )
        one = Variation(case.name, case.kind, lists, case.options, case.bias, case.size)
        books = case.set == BOOKS
        run = run_variation(
            self.recognizer, utterances, emissions.load, one,
            protocol="le2021" if books else "usual", group=None if books else "domain",
        )  # fmt: skip
        return {"set": case.set, "words": case.words, **run.as_json(rows=True)}

    def _set(self, name: str) -> tuple[tuple[Utterance, ...], EmissionsCache]:
        if name not in self._sets:
            utterances = load_manifest(unpacked(name, self.data, self.work))
            folder = emissions_folder(self.work, name, self.recognizer.model.digest)
            if not (folder / INDEX).is_file():
                hear_all(self.recognizer, utterances, folder)
            utterances = utterances[: self.limit]
            self._sets[name] = utterances, EmissionsCache.open(folder, self.recognizer.model)
        return self._sets[name]

"""Techniques 3 and 4, phonetic rescoring and pronunciation lookup, alone and beside the others.

    python benchmarks/phonetics.py --data ../shared/data --work runs/accuracy

Writes docs/figures/phonetics.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them. What
is searched once is kept in the work folder's ``phonetics`` and used again as long as the model is the same:
empty it after a change to the search.
"""

from __future__ import annotations

import json
import math
import pickle
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from accuracy import DISTRACTORS, ROOT, common_parser, machine, percent, unpacked

from earmark import Recognizer
from earmark.assemble import Decoded, assemble
from earmark.biasing import BiasList, WordList
from earmark.decoding.phonetic.lookup import LookupOptions, PronunciationLookup
from earmark.decoding.phonetic.phrases import ListedPhrases
from earmark.decoding.phonetic.readings import Pronounced, Sounds
from earmark.decoding.phonetic.rescorer import PhoneticRescorer
from earmark.evaluation.cache import EmissionsCache
from earmark.evaluation.lists import draw_distractors, entity_words
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.report import Report
from earmark.evaluation.run import hear_row
from earmark.evaluation.score import inventories, score
from earmark.language import DEFAULT
from earmark.lexicon import Pronouncer
from earmark.models import Emissions
from earmark.resources import load_graphones
from earmark.transcript import Hypothesis

SIZES = (10, 100, 1000, 10_000)  # distractors
SETS = ("synthetic-entities-dev", "librispeech-dev")
NBEST = 100  # hypotheses that are rescored
SEARCHES: dict[str, dict[str, Any]] = {  # what the search is told; "plain" is not given the list
    "plain": {
        "boosting": "off",
        "class_token": False,
        "phone_weight": 0.0,
        "word_search": False,
        "guard": False,
    },
    "1 and 2": {"phone_weight": 0.0, "word_search": False, "guard": False},
    "all": {},
}
CHOSEN = {"alignment": 0.3, "distance": 3.0, "expected": 4.0}
BUDGETS = (0.0, 0.1, 0.2, 0.3)
PLAN = [  # set, distractors, search: what says most comes first
    *((name, 1000, search) for search in ("plain", "1 and 2") for name in SETS),
    *((name, 10_000, "plain") for name in SETS),
    *((name, 1000, "all") for name in SETS),
    *((name, size, search) for size in (10_000, 100, 10) for search in ("1 and 2", "plain") for name in SETS),
]
BEGIN = "<!-- tables: written by benchmarks/phonetics.py, do not edit -->"


@dataclass(frozen=True)
class Piece:
    """One piece of an utterance's audio and what the search made of it."""

    utterance: str
    emissions: Emissions
    hypotheses: tuple[Hypothesis, ...]


Change = Callable[[Piece], Hypothesis]


class Setting:
    """One development set with one list."""

    def __init__(self, bench: Bench, name: str, size: int) -> None:
        self.bench, self.name, self.size = bench, name, size
        self.rows = bench.rows(name)
        files = DISTRACTORS if name.startswith("synthetic") else ("librispeech_rare",)
        paths = [bench.data / "words" / f"{file}.txt.xz" for file in files]
        self.words = WordList.of(entity_words(self.rows) + draw_distractors(paths, size, self.rows))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # entries that sound like another one
            compiled = bench.recognizer.compile(self.words)
        assert compiled is not None
        self.compiled: BiasList = compiled

    @cached_property
    def phrases(self) -> ListedPhrases:
        return ListedPhrases(self.compiled)

    def pieces(self, search: str, nbest: int) -> list[Piece]:
        """Every piece of the set, searched or as it was kept."""
        listed = None if search == "plain" else self.compiled
        size = "" if listed is None else f"-{self.size}"
        kept = self.bench.kept / f"{self.name}-{search.replace(' ', '-')}{size}-{nbest}.pickle"
        if not kept.is_file():
            decoder = self.bench.recognizer.with_options(SEARCHES[search])._search
            found = [
                tuple(decoder.decode(e.log_probs, listed, nbest, e.phone_log_probs))
                for _, e in self.bench.emissions(self.name)
            ]
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(found))
        every = zip(self.bench.emissions(self.name), pickle.loads(kept.read_bytes()), strict=True)
        return [Piece(utterance, e, hypotheses) for (utterance, e), hypotheses in every]

    def figures(self, pieces: Sequence[Piece], change: Change) -> tuple[Report, float]:
        """The report of the changed hypotheses, and the milliseconds of computing an utterance took."""
        inventory = inventories(self.rows, [self.words] * len(self.rows))
        begin = time.thread_time()  # not the time that others take on the same cores
        changed = [change(piece) for piece in pieces]
        spent = time.thread_time() - begin
        decoded: dict[str, list[Decoded]] = {}
        for piece, hypothesis in zip(pieces, changed, strict=True):
            one = Decoded((hypothesis,), piece.emissions.start, piece.emissions.frame_shift)
            decoded.setdefault(piece.utterance, []).append(one)
        vocabulary = self.bench.recognizer.model.alphabet
        scores = [
            score(row, assemble(decoded.get(row.id, []), vocabulary, self.compiled, row_seconds), counted)
            for (row, row_seconds), counted in zip(self.bench.seconds(self.name), inventory, strict=True)
        ]
        return Report(tuple(scores), (), {}), 1000 * spent / len(self.rows)


class Bench:
    """The model and its emissions of the development sets."""

    def __init__(self, data: Path, work: Path, model: str) -> None:
        self.data, self.work = data, work
        self.recognizer = Recognizer(model, {"threads": 1})
        pronouncer = self.recognizer.pronouncer
        assert pronouncer is not None and self.recognizer.lm is not None
        self.columns = DEFAULT.phone_set.columns(pronouncer.symbols, pronouncer.blank)
        spoken = Pronouncer(pronouncer.lexicon, load_graphones(self.recognizer.model))
        self.sounds: list[Sounds] = [Pronounced(spoken)]
        self.kept = work / "phonetics" / self.recognizer.model.digest[:8]
        self._rows: dict[str, list[Utterance]] = {}
        self._heard: dict[str, list[tuple[str, Emissions]]] = {}
        self._seconds: dict[str, list[float]] = {}

    def rows(self, name: str) -> list[Utterance]:
        """Utterances; the entities of read books are each clip's rare words."""
        if name not in self._rows:
            rows = load_manifest(unpacked(name, self.data, self.work), ())
            if name == "librispeech-dev":
                rows = [replace(row, entities=tuple(row.words_of("rare"))) for row in rows]
            self._rows[name] = list(rows)
        return self._rows[name]

    def emissions(self, name: str) -> list[tuple[str, Emissions]]:
        """(utterance, emissions) of every piece of a set."""
        if name not in self._heard:
            model = self.recognizer.model
            folder = self.work / "emissions" / f"{name}-{model.digest[:8]}"
            if not folder.is_dir():
                cache = EmissionsCache(folder, model)
                for row in self.rows(name):
                    cache.store(row.id, hear_row(self.recognizer, row))
                cache.close()
            cache = EmissionsCache.open(folder, model)
            heard = [(row.id, cache.load(row.id)) for row in self.rows(name)]
            self._heard[name] = [(row, e) for row, one in heard for e in one.segments]
            self._seconds[name] = [one.seconds for _, one in heard]
        return self._heard[name]

    def seconds(self, name: str) -> list[tuple[Utterance, float]]:
        """Utterances with their lengths."""
        self.emissions(name)
        return list(zip(self.rows(name), self._seconds[name], strict=True))

    def rescore(self, form: str, weight: float) -> Change:
        """Technique 3."""
        rescorer = PhoneticRescorer(self.columns, True, form, weight)  # type: ignore[arg-type]
        spell = self.recognizer.model.alphabet.text

        def change(piece: Piece) -> Hypothesis:
            phones = piece.emissions.phone_log_probs
            return rescorer.rescore(piece.hypotheses, phones, self.sounds, spell)[0]

        return change

    def look_up(self, options: LookupOptions, phrases: ListedPhrases) -> Change:
        """Technique 4."""
        lookup = PronunciationLookup(
            self.recognizer.model.alphabet, self.columns, True, self.sounds, self.recognizer.lm, options
        )

        def change(piece: Piece) -> Hypothesis:
            e = piece.emissions
            assert e.phone_log_probs is not None
            return lookup.look_up(piece.hypotheses[0], e.log_probs, e.phone_log_probs, phrases).hypothesis

        return change


def first(bench: Bench, setting: Setting) -> Change:
    """The search's own choice."""
    return lambda piece: piece.hypotheses[0]


def technique_3(form: str, weight: float) -> Callable[[Bench, Setting], Change]:
    """Rescoring."""
    return lambda bench, setting: bench.rescore(form, weight)


def technique_4(budget: float) -> Callable[[Bench, Setting], Change]:
    """Lookup."""
    return lambda bench, setting: bench.look_up(LookupOptions(budget=budget), setting.phrases)


CHANGES: list[tuple[str, Callable[[Bench, Setting], Change]]] = [
    ("-", first),
    *((f"3, {form}", technique_3(form, weight)) for form, weight in CHOSEN.items()),
    *((f"4, budget {budget:g}", technique_4(budget)) for budget in BUDGETS),
]


def rows_of_table(bench: Bench, limit: float) -> dict[str, list[str]]:
    """Every line of the page's tables, by table; those measured before are read, others until ``limit``."""
    kept = bench.kept / "rows.json"
    done: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    for name, size, search in PLAN:
        setting = None
        for label, change in CHANGES if search != "all" else CHANGES[:1] + CHANGES[4:]:
            key = "/".join((name, str(size), search, label))
            if key in done or time.monotonic() > limit:
                continue
            setting = setting or Setting(bench, name, size)
            pieces = setting.pieces(search, 1 if search == "all" else NBEST)
            done[key] = line(setting, search, label, *setting.figures(pieces, change(bench, setting)))
            print(name, done[key], flush=True)
            kept.write_text(json.dumps(done, indent=1), encoding="utf-8")
    return {
        table: [done[key] for size in SIZES for key in done if key.startswith(f"{name}/{size}/")]
        for name, table in (("synthetic-entities-dev", "names"), ("librispeech-dev", "books"))
    }


def line(setting: Setting, search: str, label: str, report: Report, milliseconds: float) -> str:
    """One row of a table."""
    measures = report.measures()
    alarms = measures["false_alarms_per_hour"].value
    cells = [
        f"{setting.size:,}", search, label,
        *(percent(measures[key].value, None) for key in ("precision", "recall")),
        *(percent(measures[key].value, measures[key].interval) for key in ("f1", "wer")),
        "-" if alarms is None else f"{alarms:.1f}",
        "-" if label == "-" else f"{milliseconds:.1f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Measure every row and write the page's tables."""
    parser = common_parser(__doc__)
    parser.add_argument("--minutes", type=float, help="leave out the rows that are not begun by then")
    arguments = parser.parse_args()
    bench = Bench(arguments.data, arguments.work, arguments.model)
    minutes = arguments.minutes or math.inf
    lines = rows_of_table(bench, time.monotonic() + 60 * minutes)
    page = ROOT / "docs" / "figures" / "phonetics.md"
    before = page.read_text(encoding="utf-8").partition(BEGIN)[0]
    page.write_text(before + as_markdown(lines), encoding="utf-8")


def as_markdown(lines: dict[str, list[str]]) -> str:
    """The tables, from the comment on."""
    head = "| distractors | search | technique | precision | recall | entity F1 | WER | FA/h | ms |\n"
    rule = "|---|---|---|---|---|---|---|---|---|\n"
    return f"""{BEGIN}

Machine: {machine()}. Percent, 95 % bootstrap intervals in brackets; *FA/h* is false alarms an hour; *ms* is
what the technique computes for an utterance on one core, the search aside.

## Names and terms: synthetic-entities-dev, list of all its entities and distractors

Distractors are drawn from {", ".join(DISTRACTORS)}.

{head}{rule}{chr(10).join(lines["names"])}

## Read books: librispeech-dev, list of all its clips' rare words and distractors from librispeech_rare

Entities are the rare words of each clip.

{head}{rule}{chr(10).join(lines["books"])}
"""


if __name__ == "__main__":
    main()

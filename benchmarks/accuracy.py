"""Every accuracy figure of README, docs and model card, from one command.

    python benchmarks/accuracy.py --data ../shared/data --work runs/accuracy

Development sets only. Writes docs/figures/accuracy.json (what was measured, with intervals and settings) and
docs/figures/accuracy.md (the same as tables). Emissions are computed once for each
model and kept in the work folder: empty it after a change to reading, cutting or features of audio.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tarfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rows import cached, emissions_folder, fingerprint

from earmark import Recognizer
from earmark.decoding.phonetic.phonetics import PhoneticOptions
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Condition, load_manifest
from earmark.evaluation.run import evaluate
from earmark.resources import Decoder

ROOT = Path(__file__).resolve().parent.parent
SETS = {
    "librispeech-dev": "speech/librispeech-dev.tar",
    "synthetic-entities-dev": "tts/synthetic-entities-dev.tar",
    "speechocean-dev": "speech/speechocean-dev.tar",
    "wakewords-dev": "speech/wakewords-dev.tar",
}
HEAD = "| list | WER | U-WER | B-WER | precision | recall | entity F1 | FA/h |\n"
RULE = "|---|---|---|---|---|---|---|---|"
DISTRACTORS = ("ent_drug", "ent_disease", "ent_person", "ent_place")


@dataclass(frozen=True)
class Row:
    """One configuration on one set."""

    set: str
    words: str  # "none", "entities", a field of the rows, or "never" for words that nobody says
    distractors: int = 0
    boosting: str = "off"
    decoder: Decoder = "beam"
    condition: str | None = None  # rows of the set to use
    lm: bool = True  # with the bundled language model and pronunciations

    @property
    def name(self) -> str:
        """What a table calls it."""
        if self.words == "none":
            return f"no list, {self.decoder}{'' if self.lm or self.decoder == 'greedy' else ' alone'}"
        listed = {"entities": "all entities", "never": "never spoken"}.get(self.words, self.words)
        extra = f" + {self.distractors:,}" if self.distractors and self.words != "never" else ""
        size = f"{self.distractors:,} " if self.words == "never" else ""
        mode = "" if self.boosting == "adaptive" else f", {self.boosting}"
        return f"{size}{listed}{extra}{mode}"


ROWS = [
    Row("librispeech-dev", "none", decoder="greedy"),
    Row("librispeech-dev", "none", lm=False),
    Row("librispeech-dev", "none"),
    *(
        Row("librispeech-dev", words, size, "adaptive")
        for words, size in (("words_100", 0), ("words_1000", 0), ("never", 1000), ("never", 10_000))
    ),
    Row("synthetic-entities-dev", "none", decoder="greedy"),
    Row("synthetic-entities-dev", "none", lm=False),
    Row("synthetic-entities-dev", "none"),
    *(Row("synthetic-entities-dev", "entities", size, "adaptive") for size in (0, 100, 1000, 10_000)),
    *(
        Row("speechocean-dev", "none", decoder=decoder, condition=condition, lm=lm)
        for condition in ("age>=16", "age<16")
        for decoder, lm in (("greedy", False), ("beam", False), ("beam", True))
    ),
]


NO_LIST = [(row.set, row.condition, row.name) for row in ROWS if row.words == "none"]
PAGES = {  # page -> rows that stand in it too, between two comments
    "README.md": [
        ("librispeech-dev", None, "no list, greedy"),
        ("librispeech-dev", None, "no list, beam"),
        ("librispeech-dev", None, "words_100"),
        ("librispeech-dev", None, "1,000 never spoken"),
        ("synthetic-entities-dev", None, "no list, beam"),
        ("synthetic-entities-dev", None, "all entities + 1,000"),
        ("synthetic-entities-dev", None, "all entities + 10,000"),
        ("speechocean-dev", "age>=16", "no list, beam"),
    ],
    "src/earmark/models/english/README.md": NO_LIST,
}
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def main() -> None:
    """Measure every row, then write both files."""
    parser = common_parser(__doc__)
    parser.add_argument("--only", help="rows of this set only; nothing is written")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="decode options")
    arguments = parser.parse_args()
    changes = {k: float(v) if "." in v else int(v) for k, v in (s.split("=", 1) for s in arguments.set)}
    done = []
    for row in ROWS:
        if arguments.only in (None, row.set):
            done.append(measure(row, arguments.data, arguments.work, arguments.model, changes))
            print(line(done[-1]), flush=True)
    if arguments.only is None and not changes:
        report = {"machine": machine(), "command": "python benchmarks/accuracy.py --data DATA", "rows": done}
        folder = ROOT / "docs" / "figures"
        (folder / "accuracy.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        (folder / "accuracy.md").write_text(as_markdown(report), encoding="utf-8")
        for page, rows in PAGES.items():
            fill(ROOT / page, [one for one in done if (one["set"], one["condition"], one["name"]) in rows])


def common_parser(description: str | None) -> argparse.ArgumentParser:
    """What every benchmark on the development sets is told."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with speech, tts, words")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "runs" / "accuracy", help="unpacked sets, emissions"
    )
    parser.add_argument("--model", default="english")
    return parser


def measure(
    row: Row,
    data: Path,
    work: Path,
    model: str,
    changes: dict[str, Any],
    phonetics: PhoneticOptions | None = None,
) -> dict[str, Any]:
    """The figures of one row, measured once for every state of the code."""
    key = [asdict(row), changes, str(model), fingerprint(), *([phonetics] if phonetics else [])]
    found = cached(work / "rows", key, lambda: _measured(row, data, work, model, changes, phonetics))
    assert found is not None  # what is measured here always is
    return found


def _measured(
    row: Row,
    data: Path,
    work: Path,
    model: str,
    changes: dict[str, Any],
    phonetics: PhoneticOptions | None,
) -> dict[str, Any]:
    manifest = unpacked(row.set, data, work)
    utterances = load_manifest(manifest, (Condition.parse(row.condition),) if row.condition else ())
    field = row.words if row.words.startswith("words_") else None
    lists = build_lists(
        utterances,
        words_field=field,
        from_entities=row.words == "entities",
        distractors=[data / "words" / f"{name}.txt.xz" for name in DISTRACTORS] if row.distractors else (),
        list_size=row.distractors or None,
    )
    shared = _recognizer(model, row.decoder, row.lm, phonetics)
    recognizer = shared.with_options({"boosting": row.boosting, **changes})
    part = f"{row.set}{'' if row.condition is None else row.condition[3]}"
    emissions = emissions_folder(work, part, recognizer.model.digest)
    stored = emissions.is_dir()
    emissions.parent.mkdir(parents=True, exist_ok=True)
    report = evaluate(
        recognizer,
        utterances,
        lists,
        bias=row.words != "none",
        save_emissions=None if stored else emissions,
        emissions=emissions if stored else None,
    ).as_json()
    keep = ("wer", "u_wer", "b_wer", "entities", "false_alarms_per_hour", "search_real_time_factor")
    return {
        "set": row.set,
        "condition": row.condition,
        "name": row.name,
        **{key: report[key] for key in keep},
        "intervals": {key: report["intervals"][key] for key in keep},
        "utterances": report["utterances"],
        "counts": report["counts"],
    }


@cache
def _recognizer(model: str, decoder: Decoder, lm: bool, phonetics: PhoneticOptions | None) -> Recognizer:
    """One for all rows that differ in options alone: lists that they share are compiled once."""
    if lm:
        return Recognizer(model, decoder=decoder, phonetics=phonetics)
    return Recognizer(model, {"variants": 0}, decoder=decoder, phonetics=phonetics, lm=None, lexicon=None)


def unpacked(name: str, data: Path, work: Path) -> Path:
    """The manifest of a set, unpacked into the work folder the first time."""
    folder = work / name
    if not (folder / "manifest.jsonl").is_file():
        with tarfile.open(data / SETS[name]) as tar:
            tar.extractall(folder, filter="data")
    return folder / "manifest.jsonl"


def machine() -> str:
    """Processor and cores, as far as the system tells."""
    cpu = Path("/proc/cpuinfo")
    names = [x.split(":", 1)[1].strip() for x in cpu.read_text().splitlines() if x.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


def percent(value: float | None, interval: Sequence[float] | None) -> str:
    """``12.3 (11.0-13.9)``, or a dash."""
    if value is None:
        return "-"
    around = f" ({100 * interval[0]:.1f}-{100 * interval[1]:.1f})" if interval else ""
    return f"{100 * value:.1f}{around}"


def line(row: dict[str, Any]) -> str:
    """One row of a table."""
    spans = row["intervals"]
    cells = [
        row["name"],
        percent(row["wer"], spans["wer"]),
        percent(row["u_wer"], None),
        percent(row["b_wer"], None),
        percent(row["entities"]["precision"], None),
        percent(row["entities"]["recall"], None),
        percent(row["entities"]["f1"], spans["entities"]["f1"]),
        "-" if row["false_alarms_per_hour"] is None else f"{row['false_alarms_per_hour']:.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


def fill(page: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Put a table of ``rows`` between the comments of ``page``."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = []
    for row in rows:
        condition = f", {row['condition']}" if row["condition"] else ""
        lines.append(f"| {row['set']}{condition} {line(row)}")
    head = HEAD.replace("| list", "| development set | list", 1)
    table = "\n".join([head + RULE + "---|", *lines])
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def as_markdown(report: dict[str, Any]) -> str:
    """All rows, a table for each set."""
    parts = [
        "# Accuracy of the bundled model\n",
        "Written by `python benchmarks/accuracy.py --data DATA`; do not edit. Development sets:",
        "the README of the data says what they are. Percent; 95 % bootstrap intervals in brackets;",
        f"FA/h is false alarms an hour of speech. Machine: {report['machine']}.\n",
    ]
    title = None
    for row in report["rows"]:
        here = row["set"] + (f", {row['condition']}" if row["condition"] else "")
        if here != title:
            title = here
            parts.append(f"\n## {title} ({row['utterances']} utterances)\n\n{HEAD}{RULE}")
        parts.append(line(row))
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    main()

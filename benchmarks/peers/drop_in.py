"""Compare the drop-in for pyctcdecode with pyctcdecode and ctc-beam-decoder: same emissions, same 3-gram.

    pip install --no-deps pyctcdecode==0.5.0 && pip install pygtrie kenlm ctc-beam-decoder==0.2.0
    python -m benchmarks.peers.drop_in --data ../shared/data

Writes benchmarks/peers/drop_in.json and drop_in.md. The 3-gram is estimated from texts of the data the first
time.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import machine
from benchmarks.common.sets import BOOKS, NAMES, phrase_files
from benchmarks.peers.drop_in_page import as_markdown
from benchmarks.peers.peer import Shared
from benchmarks.peers.side_by_side import SEED, draw
from earmark.biasing import Word, WordList
from earmark.evaluation.lists import draw_distractors, entity_words
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report
from earmark.evaluation.score import Scoring, inventories, score_text, type_table
from earmark.language import DEFAULT
from earmark.training.ngram import NgramOptions, train_ngram

HERE = Path(__file__).resolve().parent
PACKAGES = {  # name on the page -> module with build_ctcdecoder
    "earmark.compat.pyctcdecode": "earmark.compat.pyctcdecode",
    "pyctcdecode 0.5": "pyctcdecode",
    "ctc-beam-decoder 0.2.0": "ctc_beam_decoder",
}
TEXTS = ("general_commonvoice_cc0", "general_masc_open", "general_sotu_pd", "lm/books")
SIZES = (100, 1000)  # distractors beside all names of the set
MANY = 120  # utterances of a row with hotwords


def main() -> None:
    """Measure every row and write both files."""
    parser = common_parser(__doc__)
    parser.add_argument("--lm", type=Path, metavar="FILE", help="ARPA file in place of the estimated one")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    study = Study(Bench.of(arguments), arguments.lm)
    report = {"machine": machine(), "seed": SEED, "rows": study.rows(), "equal": study.equal()}
    if arguments.limit is None:
        (HERE / "drop_in.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        (HERE / "drop_in.md").write_text(as_markdown(report), encoding="utf-8")
    else:
        print(as_markdown(report))


class Study:
    """Sets, decoders and the language model, each made ready once."""

    def __init__(self, bench: Bench, lm: Path | None) -> None:
        self.bench = bench
        self.lm = trained(bench) if lm is None else lm
        self.shared = Shared(bench.own.with_options({"search.threads": 1}), {})
        unknown = {"<unk>", "▁⁇▁"}
        self.labels = ["", *("▁⁇▁" if piece in unknown else piece for piece in self.shared.pieces[1:])]
        self.decoders: dict[tuple[str, bool], Any] = {}

    def decoder(self, package: str, with_lm: bool) -> Any:
        """The decoder of a package, with the 3-gram or without."""
        key = (package, with_lm)
        if key not in self.decoders:
            build = import_module(PACKAGES[package]).build_ctcdecoder
            self.decoders[key] = build(self.labels, str(self.lm)) if with_lm else build(self.labels)
        return self.decoders[key]

    def utterances(self, name: str) -> tuple[Utterance, ...]:
        """Rows of a set, whose emissions are at hand."""
        rows = self.bench.utterances(name)
        if rows[0].id not in self.shared.encoded:
            encoded = zip(rows, self.bench.encoded(name), strict=True)
            self.shared.encoded.update({row.id: one for row, one in encoded})
        return rows

    def texts(self, package: str, rows: Sequence[Utterance], with_lm: bool, **options: Any) -> list[str]:
        """The texts of utterances."""
        decoder = self.decoder(package, with_lm)
        return [" ".join(decoder.decode(x, **options) for x in self.shared.log_probs(row)) for row in rows]

    def equal(self) -> list[dict[str, Any]]:
        """How many clips have the text of pyctcdecode, with neither language model nor list."""
        found = []
        for name in (NAMES, BOOKS):
            rows = self.utterances(name)
            ours, theirs = (self.texts(package, rows, False) for package in list(PACKAGES)[:2])
            same = sum(text == other for text, other in zip(ours, theirs, strict=True))
            found.append({"set": name, "clips": len(rows), "equal": same})
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Figures of every package, set and list."""
        found = []
        for package in PACKAGES:
            for name in (NAMES, BOOKS):
                found.append(self.row(package, name, (), 0))
            names = entity_words(self.utterances(NAMES))
            for size in SIZES:
                extra = draw_distractors(phrase_files(self.bench.data), size, self.utterances(NAMES))
                found.append(self.row(package, NAMES, (*names, *extra), size))
        return found

    def row(self, package: str, name: str, words: tuple[Word, ...], size: int) -> dict[str, Any]:
        """Figures of one package on one set."""
        everything = self.utterances(name)
        rows = draw(everything, MANY) if words else list(everything)
        hotwords = [DEFAULT.normalize(word.text) for word in words]
        self.texts(package, rows[:1], True, hotwords=hotwords)  # loads, and compiles the list
        begin = time.process_time()
        texts = self.texts(package, rows, True, hotwords=hotwords)
        seconds = time.process_time() - begin
        report = scored(everything, rows, texts, words)
        return {
            "package": package, "set": name, "distractors": size if words else None, "utterances": len(rows),
            "real_time_factor": seconds / report["counts"]["seconds"], "wer": report["wer"],
            "entities": report["entities"], "intervals": report["intervals"],
            "false_alarms_per_hour": report["false_alarms_per_hour"],
        }  # fmt: skip


def scored(
    everything: Sequence[Utterance], rows: Sequence[Utterance], texts: Sequence[str], words: tuple[Word, ...]
) -> dict[str, Any]:
    """Word error rate and names of some utterances."""
    listed = WordList.of(words) if words else None
    counted = inventories(everything, [listed] * len(rows))
    types: Scoring = Scoring(types=type_table(everything))
    normalize: Callable[[str], str] = DEFAULT.normalize
    scores = [
        score_text(row, normalize(text), row.seconds or 0.0, inventory, types)
        for row, text, inventory in zip(rows, texts, counted, strict=True)
    ]
    return Report(tuple(scores), (), {}).as_json()


def trained(bench: Bench) -> Path:
    """The 3-gram of the data's texts, estimated the first time."""
    path = bench.work / "drop-in-3gram.arpa"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        options = NgramOptions(order=3, prune=(0, 0, 1), class_token=False, bits=0)
        train_ngram([bench.data / "text" / f"{name}.txt.xz" for name in TEXTS], [path], options)
    return path


if __name__ == "__main__":
    main()

"""The contextual adapter alone and beside the other techniques, where it looks, and what it costs.

    python benchmarks/adapter.py --data ../shared/data --work runs/accuracy

Development sets only. Writes docs/adapter.json and the tables of docs/adapter.md. Uses the emissions that
benchmarks/accuracy.py keeps, or computes them. ``--adapter FOLDER`` measures another adapter than the bundled
one and ``--only PART`` some tables; both print and write nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from accuracy import BEGIN, DISTRACTORS, END, ROOT, common_parser, machine, percent, unpacked

from earmark import Recognizer
from earmark.bias.adapter import ContextualAdapter
from earmark.evaluate.cache import EmissionsCache
from earmark.evaluate.lists import build_lists
from earmark.evaluate.manifest import Utterance, load_manifest
from earmark.evaluate.run import evaluate, hear_row
from earmark.text import spoken_form
from earmark.train.adapter.align import forced_alignment
from earmark.words import WordList

SIZES = (100, 1000, 10_000, 100_000)  # distractors beside all entities of the set
NAMED, READ = "synthetic-entities-dev", "librispeech-dev"
EDGE = 3  # frames around a spoken entry that count neither as the entry nor as outside
TIMED = 40  # clips that are timed


class Bench:
    """Development sets, their emissions, and one adapter."""

    def __init__(
        self, data: Path, work: Path, model: str, adapter: Path | bool, beam: dict[str, Any]
    ) -> None:
        self.data, self.work, self.beam = data, work, beam
        self.greedy = Recognizer(model, {"threads": 1}, decoder="greedy")
        own = self.greedy.model.bundle.folder if adapter is True else adapter  # type: ignore[attr-defined]
        self.adapter = ContextualAdapter(Path(own), len(self.greedy.model.vocabulary))
        self.model = self.greedy.model

    def rows(self, name: str) -> list[Utterance]:
        """Utterances of a set; its emissions are computed and kept the first time."""
        rows = load_manifest(unpacked(name, self.data, self.work))
        if not self._folder(name).is_dir():
            cache = EmissionsCache(self._folder(name), self.model)
            for row in rows:
                cache.store(row.id, hear_row(self.greedy, row))
            cache.close()
        return rows

    def lists(self, rows: Sequence[Utterance], words: str, distractors: int = 0) -> list[WordList | None]:
        """``words`` is "entities", "never" or a field of the rows."""
        return build_lists(
            rows,
            words_field=words if words.startswith("words_") else None,
            from_entities=words == "entities",
            distractors=[self.data / "words" / f"{n}.txt.xz" for n in DISTRACTORS] if distractors else (),
            list_size=distractors or None,
        )

    def score(
        self,
        name: str,
        words: str,
        distractors: int,
        adapter: bool,
        decoder: str = "greedy",
        bias: bool = True,
    ) -> dict[str, Any]:
        """The figures of one row."""
        rows = self.rows(name)
        recognizer = Recognizer(
            self.model,
            {"threads": 1, **self.beam} if decoder == "beam" else {"threads": 1},
            decoder=decoder,  # type: ignore[arg-type]
            adapter=self.adapter if adapter else False,
        )
        report = evaluate(
            recognizer,
            rows,
            self.lists(rows, words, distractors),
            bias=bias and (adapter or decoder == "beam"),
            emissions=self._folder(name),
        ).as_json()
        keys = ("wer", "u_wer", "b_wer", "entities", "false_alarms_per_hour")
        return {
            "set": name, "list": words, "distractors": distractors, "decoder": decoder, "adapter": adapter,
            "biased": bias, **{k: report[k] for k in keys},
            "intervals": {k: report["intervals"][k] for k in keys},
        }  # fmt: skip

    def _folder(self, name: str) -> Path:
        return self.work / "emissions" / f"{name}-{self.model.digest[:8]}"


def alone(bench: Bench) -> list[dict[str, Any]]:
    """Greedy decoding, with and without the adapter."""
    rows = [bench.score(NAMED, "entities", 100, False)]
    rows += [bench.score(NAMED, "entities", size, True) for size in SIZES]
    for words, size in (("words_100", 0), ("words_1000", 0), ("never", 1000)):
        rows += [bench.score(READ, words, size, adapter) for adapter in (False, True)]
    return rows


def together(bench: Bench) -> list[dict[str, Any]]:
    """Beam search with all that the model's own settings switch on, without the adapter and with it."""
    places = [(NAMED, "entities", size) for size in SIZES[:3]]
    places += [(READ, "words_100", 0), (READ, "words_1000", 0), (READ, "never", 1000)]
    return [bench.score(*place, adapter, "beam") for place in places for adapter in (False, True)]


def where(bench: Bench) -> list[dict[str, Any]]:
    """Share of the attention on the right entry where one is said, and on <no-bias> elsewhere."""
    found = []
    for name, words, size in ((NAMED, "entities", 100), (NAMED, "entities", 1000), (READ, "words_100", 0)):
        rows = bench.rows(name)
        cache = EmissionsCache.open(bench._folder(name), bench.model)
        inside: list[float] = []
        outside: list[float] = []
        for row, listed in zip(rows, bench.lists(rows, words, size), strict=True):
            if listed is not None:
                shares(bench, row, listed, cache, inside, outside)
        found.append(
            {"set": name, "list": words, "distractors": size, "spoken": len(inside),
             "right_entry": float(np.mean(inside)), "most": float(np.mean(np.array(inside) > 0.5)),
             "nothing_elsewhere": float(np.mean(outside))}
        )  # fmt: skip
    return found


def shares(
    bench: Bench,
    row: Utterance,
    listed: WordList,
    cache: EmissionsCache,
    inside: list[float],
    outside: list[float],
) -> None:
    """Add the shares of one utterance: one for each entry that it says, one for each frame outside."""
    heard = cache.load(row.id).segments
    compiled = Recognizer(bench.model, adapter=bench.adapter, decoder="greedy").compile(listed)
    biased = bench.adapter.bias(heard[0], compiled)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(bench.model.tokenizer))
    words = spoken_form(row.text).split()
    tokens = [[piece + 1 for piece in pieces.encode(word)] for word in words]
    places = forced_alignment(heard[0].log_probs, [t for word in tokens for t in word])
    if len(heard) != 1 or places is None or biased.attention is None or compiled is None:
        return
    offsets = np.cumsum([0, *(len(word) for word in tokens)])
    free = np.ones(len(heard[0].log_probs), bool)
    for number, entry in enumerate(compiled.entries):
        said = entry.spoken[0].split() if entry.spoken else [""]
        for at in range(len(words) - len(said) + 1):
            if words[at : at + len(said)] == said:
                first, last = places[offsets[at], 0], places[offsets[at + len(said)] - 1, 1]
                inside.append(biased.attention.of(number, int(first), int(last)))
                free[max(0, first - EDGE) : last + EDGE + 1] = False
    outside.extend(biased.attention.nothing[free].tolist())


def cost(bench: Bench) -> dict[str, Any]:
    """Seconds for each minute of audio, on one thread, and of encoding a list."""
    rows = bench.rows(NAMED)[:TIMED]
    chains = [list(_samples(row)) for row in rows]
    minutes = sum(len(s) for chain in chains for s in chain) / 16_000 / 60
    base = _time(lambda: [bench.model.emissions(s) for chain in chains for s in chain]) / minutes
    figures: dict[str, Any] = {"clips": len(rows), "base": base, "bias": {}, "encode": {}}
    emissions = [bench.model.emissions(s) for chain in chains for s in chain]
    recognizer = Recognizer(bench.model, adapter=bench.adapter, decoder="greedy")
    for size in (100, 500, 10_000, 100_000):
        words = bench.lists(bench.rows(NAMED), "never", size)[0]
        compiled = recognizer.compile(words)
        assert compiled is not None
        figures["encode"][size] = _time(partial(bench.adapter.catalogue, compiled), 1)
        figures["bias"][size] = (
            _time(lambda c=compiled: [bench.adapter.bias(e, c) for e in emissions]) / minutes
        )
    return figures


def _samples(row: Utterance) -> Sequence[Any]:
    from earmark.audio import load_audio

    return [load_audio(row.audio).samples]


def _time(call: Callable[[], object], times: int = 6) -> float:
    spent = []
    for _ in range(times):
        begin = time.process_time()
        call()
        spent.append(time.process_time() - begin)
    return min(spent)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of :func:`alone` or :func:`together`."""
    lines = [
        "| set and list | adapter | WER | U-WER | B-WER | precision | recall | entity F1 | FA/h |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        spans, entities = row["intervals"], row["entities"]
        name = {"entities": "all entities", "never": "never spoken"}.get(row["list"], row["list"])
        listed = f"{row['set']}, {name}" + (f" + {row['distractors']:,}" if row["distractors"] else "")
        cells = [
            listed, "yes" if row["adapter"] else "no", percent(row["wer"], spans["wer"]),
            percent(row["u_wer"], None), percent(row["b_wer"], None), percent(entities["precision"], None),
            percent(entities["recall"], None), percent(entities["f1"], spans["entities"]["f1"]),
            f"{row['false_alarms_per_hour']:.1f}",
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def where_table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of :func:`where`."""
    lines = [
        "| set and list | entries spoken | attention on the right one | of them above one half | "
        "attention on nothing, elsewhere |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        listed = f"{row['set']}, {row['list']}" + (f" + {row['distractors']:,}" if row["distractors"] else "")
        shown = [percent(row[key], None) for key in ("right_entry", "most", "nothing_elsewhere")]
        lines.append(f"| {listed} | {row['spoken']} | {' | '.join(shown)} |")
    return "\n".join(lines)


def cost_table(figures: dict[str, Any]) -> str:
    """Figures of :func:`cost`."""
    lines = [
        "| entries | encoding the list, once | biasing a minute of audio | share of the base model |",
        "|---|---|---|---|",
    ]
    for size, spent in figures["bias"].items():
        encode = figures["encode"][size]
        lines.append(
            f"| {int(size):,} | {encode:.2f} s | {spent:.3f} s | {100 * spent / figures['base']:.1f} % |"
        )
    return "\n".join(lines)


PARTS: dict[str, tuple[Callable[[Bench], Any], Callable[[Any], str], str]] = {
    "alone": (alone, table, "Adapter alone, greedy decoding"),
    "together": (together, table, "Beside the other techniques: beam search with the model's own settings"),
    "where": (where, where_table, "Where it looks"),
    "cost": (cost, cost_table, "What it costs, on one thread"),
}


def main() -> None:
    """Measure the parts and write the tables."""
    parser = common_parser(__doc__)
    parser.add_argument("--adapter", type=Path, help="folder of another adapter; nothing is written")
    parser.add_argument("--only", nargs="*", choices=PARTS, help="some tables; nothing is written")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of the beam search")
    arguments = parser.parse_args()
    beam = {k: json.loads(v) for k, v in (one.split("=", 1) for one in arguments.set)}
    bench = Bench(arguments.data, arguments.work, arguments.model, arguments.adapter or True, beam)
    measured, shown = {}, []
    for part in arguments.only or PARTS:
        measure, as_text, title = PARTS[part]
        measured[part] = measure(bench)
        shown.append(f"### {title}\n\n{as_text(measured[part])}")
        print(shown[-1], flush=True)
    if arguments.adapter is None and not arguments.only and not beam:
        report = {"machine": machine(), "command": "python benchmarks/adapter.py --data DATA", **measured}
        (ROOT / "docs" / "adapter.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        page = ROOT / "docs" / "adapter.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        note = f"Machine: {machine()}. Percent, 95 % intervals in brackets; FA/h is false alarms an hour."
        tables = "\n\n".join([note, *shown])
        page.write_text(f"{before}{BEGIN}\n{tables}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()

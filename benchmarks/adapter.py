"""The contextual adapter alone and beside the other techniques, where it looks, and what it costs.

    python benchmarks/adapter.py --data ../shared/data --work runs/accuracy

Development sets only. Keeps figures in docs/figures/adapter.json and writes the tables of
docs/figures/adapter.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them.
``--adapter FOLDER`` measures another one than the bundled one and writes nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from accuracy import BEGIN, DISTRACTORS, END, ROOT, common_parser, machine, percent, unpacked

from earmark import Recognizer
from earmark.audio import load_audio
from earmark.biasing import WordList
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.evaluation.cache import EmissionsCache
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.run import evaluate, hear_row
from earmark.language import DEFAULT
from earmark.training.alignment import forced_alignment

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
        own = self.greedy.model.companions.path if adapter is True else adapter  # type: ignore[attr-defined]
        tokens = len(self.greedy.model.alphabet)
        self.adapter = ContextualAdapter(Path(own), tokens)
        self.beside = ContextualAdapter(Path(own), tokens, searched=True)
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
            adapter=(self.beside if decoder == "beam" else self.adapter) if adapter else None,
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


def alone(bench: Bench) -> Iterator[dict[str, Any]]:
    """Greedy decoding, with and without the adapter."""
    yield bench.score(NAMED, "entities", 100, False)
    for size in SIZES:
        yield bench.score(NAMED, "entities", size, True)
    for words, size in (("words_100", 0), ("words_1000", 0), ("never", 1000)):
        for adapter in (False, True):
            yield bench.score(READ, words, size, adapter)


def names(bench: Bench) -> Iterator[dict[str, Any]]:
    """Beam search with all that the model's own settings switch on, without the adapter and with it."""
    for size in SIZES:
        for adapter in (False, True):
            yield bench.score(NAMED, "entities", size, adapter, "beam")


def books(bench: Bench) -> Iterator[dict[str, Any]]:
    """The same on read books; the longest lists last, each clip has its own to be spelled."""
    for words, size in (("never", 1000), ("words_100", 0), ("words_1000", 0)):
        for adapter in (False, True):
            yield bench.score(READ, words, size, adapter, "beam")


def where(bench: Bench) -> Iterator[dict[str, Any]]:
    """Share of the attention on the right entry where one is said, and on <no-bias> elsewhere."""
    for name, words, size in ((NAMED, "entities", 100), (NAMED, "entities", 1000), (READ, "words_100", 0)):
        rows = bench.rows(name)
        cache = EmissionsCache.open(bench._folder(name), bench.model)
        inside: list[float] = []
        outside: list[float] = []
        for row, listed in zip(rows, bench.lists(rows, words, size), strict=True):
            if listed is not None:
                shares(bench, row, listed, cache, inside, outside)
        yield {
            "set": name, "list": words, "distractors": size, "spoken": len(inside),
            "right_entry": float(np.mean(inside)), "most": float(np.mean(np.array(inside) > 0.5)),
            "nothing_elsewhere": float(np.mean(outside)),
        }  # fmt: skip


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
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(bench.model.companions.tokenizer_file))
    words = DEFAULT.normalize(row.text).split()
    tokens = [[piece + 1 for piece in pieces.encode(word)] for word in words]
    aligned = forced_alignment(heard[0].log_probs, [t for word in tokens for t in word])
    if len(heard) != 1 or aligned is None or biased.attention is None or compiled is None:
        return
    offsets = np.cumsum([0, *(len(word) for word in tokens)])
    free = np.ones(len(heard[0].log_probs), bool)
    for number, entry in enumerate(compiled.entries):
        said = entry.spoken[0].split() if entry.spoken else [""]
        for at in range(len(words) - len(said) + 1):
            if words[at : at + len(said)] == said:
                first, last = aligned.spans[offsets[at], 0], aligned.spans[offsets[at + len(said)] - 1, 1]
                inside.append(biased.attention.of(number, int(first), int(last)))
                free[max(0, first - EDGE) : last + EDGE + 1] = False
    outside.extend(biased.attention.nothing[free].tolist())


def cost(bench: Bench) -> Iterator[dict[str, Any]]:
    """Seconds for each minute of audio, on one thread, and of encoding a list."""
    samples = [load_audio(row.audio).samples for row in bench.rows(NAMED)[:TIMED]]
    minutes = sum(len(one) for one in samples) / 16_000 / 60
    base = _time(lambda: [bench.model.encode([one])[0] for one in samples]) / minutes
    emissions = [bench.model.encode([one])[0] for one in samples]
    recognizer = Recognizer(bench.model, {"threads": 1}, adapter=bench.adapter, decoder="greedy")
    for size in (100, 500, 10_000, 100_000):
        compiled = recognizer.compile(bench.lists(bench.rows(NAMED), "never", size)[0])
        assert compiled is not None
        encode = _time(partial(bench.adapter.catalogue, compiled), 1)
        spent = _time(lambda words=compiled: [bench.adapter.bias(e, words) for e in emissions])
        yield {"entries": size, "encode": encode, "bias": spent / minutes, "base": base}


def _time(call: Callable[[], object], times: int = 6) -> float:
    spent = []
    for _ in range(times):
        begin = time.process_time()
        call()
        spent.append(time.process_time() - begin)
    return min(spent)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of :func:`alone`, :func:`names` and :func:`books`."""
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


def cost_table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of :func:`cost`."""
    lines = [
        "| entries | encoding the list, once | biasing a minute of audio | share of the base model |",
        "|---|---|---|---|",
    ]
    for row in rows:
        share = 100 * row["bias"] / row["base"]
        lines.append(f"| {row['entries']:,} | {row['encode']:.2f} s | {row['bias']:.3f} s | {share:.1f} % |")
    return "\n".join(lines)


Rows = Iterator[dict[str, Any]]
PARTS: dict[str, tuple[Callable[[Bench], Rows], Callable[[Sequence[dict[str, Any]]], str], str]] = {
    "alone": (alone, table, "Adapter alone, greedy decoding"),
    "names": (names, table, "Beside the other techniques: beam search with the model's own settings"),
    "books": (books, table, "Beside the other techniques, read books"),
    "where": (where, where_table, "Where it looks"),
    "cost": (cost, cost_table, "What it costs, on one thread"),
}


def main() -> None:
    """Measure the parts, keep the figures in docs/figures and write the tables of all that are there."""
    parser = common_parser(__doc__)
    parser.add_argument("--adapter", type=Path, help="folder of another adapter; nothing is written")
    parser.add_argument("--only", nargs="*", choices=PARTS, help="some parts; the others' figures stay")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="of the beam search")
    arguments = parser.parse_args()
    beam = {k: json.loads(v) for k, v in (one.split("=", 1) for one in arguments.set)}
    bench = Bench(arguments.data, arguments.work, arguments.model, arguments.adapter or True, beam)
    for part in arguments.only or PARTS:
        measure, as_text, _ = PARTS[part]
        done: list[dict[str, Any]] = []
        for row in measure(bench):
            done.append(row)
            print(as_text([row]).splitlines()[-1], flush=True)
            if arguments.adapter is None and not beam:
                keep(part, done)


def keep(part: str, rows: list[dict[str, Any]]) -> None:
    """Put the rows of a part into docs/figures/adapter.json, and all that stands there into the page."""
    stored = ROOT / "docs" / "figures" / "adapter.json"
    report = json.loads(stored.read_text(encoding="utf-8")) if stored.is_file() else {}
    report |= {"machine": machine(), "command": "python benchmarks/adapter.py --data DATA", part: rows}
    stored.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    tables = [f"Machine: {machine()}. Percent, 95 % intervals in brackets; FA/h is false alarms an hour."]
    tables += [
        f"### {title}\n\n{show(report[key])}" for key, (_, show, title) in PARTS.items() if key in report
    ]
    page = ROOT / "docs" / "figures" / "adapter.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    text = f"{before}{BEGIN}\n" + "\n\n".join(tables) + f"\n{END}{rest.partition(END)[2]}"
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

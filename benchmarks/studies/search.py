"""Time the search beside pyctcdecode, and beside itself at several list sizes, on the same emissions.

    pip install --no-deps pyctcdecode && pip install pygtrie   # its numpy<2 pin is out of date
    python -m benchmarks.studies.search --manifest dev/manifest.jsonl --limit 100

Everything runs on one thread, one utterance at a time, the competitors in turn in every round; ratios are
medians over rounds.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from benchmarks.common.page import table
from earmark._core import ContextGraph
from earmark.audio import load_audio
from earmark.biasing import BiasList, WordCompiler, WordList
from earmark.decoding import BeamDecoder, DecodeOptions
from earmark.language import DEFAULT
from earmark.models import SentencePieceTokenizer, find_model
from earmark.models.alphabet import Alphabet
from earmark.models.onnx import OnnxModel

LIST_SIZES = (10, 100, 1_000, 10_000)
AUTOMATON_ENTRIES = 100_000
BEAM = 32
ONSETS = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kl", "sh", "st"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]


@dataclass(frozen=True)
class Utterance:
    """Emissions of one audio, with what was said where that is known."""

    log_probs: NDArray[np.float32]  # (T, V)
    text: str | None = None
    names: tuple[str, ...] = ()  # listed words that belong to it


@dataclass(frozen=True)
class Timing:
    """A way to search all utterances."""

    name: str
    seconds: float  # median over rounds
    times_real_time: float
    against_no_list: float  # median of the ratio within each round, > 1 is slower
    wer: float | None


def main() -> None:
    """Measure and print."""
    arguments = parse()
    model = find_model(arguments.model)
    step = float(json.loads((model / "model.json").read_text())["step"])
    alphabet = Alphabet(tuple(json.loads((model / "model.json").read_text())["tokens"]))
    tokenizer = SentencePieceTokenizer(model / "tokenizer.model", alphabet)
    compiler = WordCompiler(tokenizer, alphabet, language=DEFAULT)
    utterances = load(arguments, model)
    seconds = sum(len(u.log_probs) for u in utterances) * step
    listed = list_words(utterances, arguments.words, max(LIST_SIZES))
    ways = competitors(alphabet, compiler, listed, arguments.no_pyctcdecode)
    timings = measure(ways, utterances, seconds, arguments.rounds)
    automaton = measure_automaton(compiler)
    report: dict[str, Any] = {
        "utterances": len(utterances),
        "seconds": seconds,
        "beam": BEAM,
        "timings": [asdict(row) for row in timings],
        "automaton": automaton,
    }
    print(json.dumps(report, indent=1) if arguments.json else as_text(report, timings))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--manifest", type=Path, required=True, help="JSONL with audio and text")
    parser.add_argument("--model", default="english", help="bundled model name or model folder")
    parser.add_argument("--words", type=Path, help="words to fill lists with, one a line; else made up")
    parser.add_argument("--limit", type=int, default=100, help="utterances at most")
    parser.add_argument("--rounds", type=int, default=5, help="rounds in which everything runs once")
    parser.add_argument("--no-pyctcdecode", action="store_true", help="leave the slow peer out")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def load(arguments: argparse.Namespace, model: Path) -> list[Utterance]:
    """Emissions of the manifest's clips, spread over it when there are more than --limit."""
    rows = spread([json.loads(x) for x in arguments.manifest.read_text().splitlines() if x], arguments.limit)
    acoustic = OnnxModel(model, threads=1)
    return [
        Utterance(
            acoustic.encode([load_audio(arguments.manifest.parent / row["audio"]).samples])[0].log_probs,
            row["text"],
            tuple(e["text"] for e in row.get("entities", [])) or tuple(row.get("rare", [])),
        )
        for row in rows
    ]


def spread(items: list[Any], limit: int) -> list[Any]:
    """At most ``limit`` items, evenly over the whole list."""
    stride = max(1, len(items) // max(1, limit))
    return items[::stride][:limit]


def list_words(utterances: list[Utterance], path: Path | None, count: int) -> list[str]:
    """``count`` different words: the utterances' own names first, then the file's or made-up ones."""
    filler = path.read_text().split("\n") if path else made_up(2 * count)
    spoken = [DEFAULT.normalize(w) for u in utterances for w in u.names] + [
        DEFAULT.normalize(w) for w in filler
    ]
    words = list(dict.fromkeys(w for w in spoken if w))
    if len(words) < count:
        sys.exit(f"{path} holds {len(words)} different words, expected at least {count}")
    return words[:count]


def made_up(count: int) -> list[str]:
    """Words of two to four syllables that look like names."""
    rng = np.random.default_rng(1)
    return [
        "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.integers(2, 5)))
        + str(rng.choice(ONSETS))
        for _ in range(count)
    ]


Search = Callable[[NDArray[np.float32]], str]


def competitors(
    alphabet: Alphabet, compiler: WordCompiler, listed: list[str], without_peer: bool
) -> dict[str, Search]:
    """Name -> function from emissions to text."""
    decoder = BeamDecoder(alphabet, DecodeOptions.of({"search.beam": BEAM}))
    bare = BeamDecoder(alphabet, DecodeOptions.of({"search.beam": BEAM, "verification.enabled": False}))
    lists = {size: compiler.compile(WordList.of(listed[:size])) for size in LIST_SIZES}
    ways = {"earmark, no list": search_with(decoder, alphabet)}
    for size, words in lists.items():
        ways[f"earmark, {size:,} entries"] = search_with(decoder, alphabet, words)
    ways["earmark, 100 entries, no verification"] = search_with(bare, alphabet, lists[100])
    if not without_peer:
        ways |= peers(alphabet, listed[:100])
    return ways


def search_with(decoder: BeamDecoder, alphabet: Alphabet, words: BiasList | None = None) -> Search:
    """The text that a decoder writes with a list."""
    return lambda log_probs: alphabet.text(list(decoder.decode(log_probs, words)[0].tokens))


def peers(alphabet: Alphabet, hotwords: list[str]) -> dict[str, Search]:
    """pyctcdecode with the same beam, without and with the same 100 entries."""
    logging.getLogger("pyctcdecode").setLevel(logging.ERROR)
    try:
        from pyctcdecode import build_ctcdecoder
    except ImportError:
        sys.exit(
            "pyctcdecode is not installed: pip install --no-deps pyctcdecode && pip install pygtrie, "
            "or leave it out with --no-pyctcdecode"
        )
    labels = ["", *("▁⁇▁" if p in {"<unk>", "▁⁇▁"} else p for p in alphabet.tokens[1:])]
    decoder = build_ctcdecoder(labels)
    return {
        "pyctcdecode, no list": lambda x: str(decoder.decode(x, beam_width=BEAM)),
        "pyctcdecode, 100 entries": lambda x: str(decoder.decode(x, beam_width=BEAM, hotwords=hotwords)),
    }


def measure(
    ways: dict[str, Search], utterances: list[Utterance], seconds: float, rounds: int
) -> list[Timing]:
    """Times of every way, interleaved; the slow peer takes part in the first round only."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    wers: dict[str, float | None] = {}
    for number in range(rounds):
        for name, search in ways.items():
            if number > 0 and name.startswith("pyctcdecode"):
                continue
            begun = time.perf_counter()
            texts = [search(u.log_probs) for u in utterances]
            times[name].append(time.perf_counter() - begun)
            wers[name] = word_error_rate(utterances, texts)
    plain = times["earmark, no list"]
    return [
        Timing(
            name,
            statistics.median(taken),
            seconds / statistics.median(taken),
            statistics.median(t / p for t, p in zip(taken, plain, strict=False)),
            wers[name],
        )
        for name, taken in times.items()
    ]


def word_error_rate(utterances: list[Utterance], texts: list[str]) -> float | None:
    """Word errors by words spoken; None when no text is known."""
    errors = spoken = 0
    for utterance, text in zip(utterances, texts, strict=True):
        if utterance.text is not None:
            words = DEFAULT.normalize(utterance.text).split()
            errors += Levenshtein.distance(words, text.split())
            spoken += len(words)
    return errors / spoken if spoken else None


def measure_automaton(compiler: WordCompiler) -> dict[str, float]:
    """Build time and memory of the automaton for 100,000 entries, one path each."""
    entries = compiler.compile(WordList.of(list(dict.fromkeys(made_up(3 * AUTOMATON_ENTRIES))))).entries
    paths = [e.paths[0] for e in entries if e.paths][:AUTOMATON_ENTRIES]
    tokens = np.array([t for p in paths for t in p], np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(p) for p in paths])]).astype(np.int64)
    begun = time.perf_counter()
    numbers, weights = np.arange(len(paths), dtype=np.int32), np.ones(len(paths), np.float32)
    graph = ContextGraph(compiler.alphabet.table, tokens, offsets, numbers, weights)
    return {
        "entries": len(paths),
        "tokens": len(tokens),
        "nodes": graph.nodes,
        "seconds": time.perf_counter() - begun,
        "megabytes": graph.memory_bytes / 1e6,
    }


def as_text(report: dict[str, Any], timings: list[Timing]) -> str:
    """The report as Markdown."""
    amount = f"{report['utterances']} utterances, {report['seconds']:.0f} s of emissions"
    head = f"{amount}, beam {BEAM}, one thread\n"
    rows = [
        (
            row.name, f"{1000 * row.seconds:.1f}", f"{row.times_real_time:,.0f}",
            f"{row.against_no_list:.2f}", "-" if row.wer is None else f"{100 * row.wer:.1f} %",
        )
        for row in timings
    ]  # fmt: skip
    lines = [head, table(("search", "ms", "times real time", "time against no list", "WER"), rows)]
    peer = next((row for row in timings if row.name == "pyctcdecode, 100 entries"), None)
    ours = next(row for row in timings if row.name == "earmark, 100 entries")
    if peer is not None:
        factor = peer.seconds / ours.seconds
        lines.append(f"{factor:,.0f} times faster than pyctcdecode with the same 100 entries\n")
    a = report["automaton"]
    lines.append(
        f"automaton of {a['entries']:,.0f} entries ({a['tokens']:,.0f} tokens): "
        f"{a['seconds']:.2f} s, {a['megabytes']:.1f} MB, {a['nodes']:,.0f} nodes"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()

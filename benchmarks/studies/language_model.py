"""Measure perplexity, size and speed of a language model, beside KenLM reading the same model.

    pip install kenlm
    python -m benchmarks.studies.language_model MODEL.bin --arpa MODEL.arpa.gz --text sentences.txt

Speed is processor time on one thread, in rounds in which every way runs once; ratios are taken within a
round, so that a busy machine slows both. "Per word" is how a decoder in Python uses KenLM: one call
a word with a state in and a state out (pyctcdecode does so).
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from earmark.decoding import WordLm
from earmark.language import DEFAULT

LN10 = math.log(10.0)


def main() -> None:
    """Measure and print."""
    arguments = parse_arguments()
    model = WordLm.load(arguments.model)
    report: dict[str, Any] = {
        "bytes": model.core.bytes,
        "ngrams": model.counts(),
        "bytes_per_ngram": round(model.core.bytes / sum(model.counts()), 2),
        "texts": {path.parent.name or path.stem: perplexity(model, read(path)) for path in arguments.text},
    }
    if arguments.arpa:
        texts = [line for path in arguments.text for line in read(path)][: arguments.limit]
        report["kenlm"] = beside_kenlm(model, arguments.arpa, texts, arguments.rounds)
    print(json.dumps(report, indent=2))


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="binary language model")
    parser.add_argument(
        "--text", type=Path, nargs="+", required=True, help="manifest.jsonl, or lines of text"
    )
    parser.add_argument("--arpa", type=Path, help="a model in ARPA format for both programs, .gz or not")
    parser.add_argument("--limit", type=int, default=5000, help="sentences for the speed")
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def read(path: Path) -> list[str]:
    """Spoken forms of a manifest's texts or of a text's lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".jsonl":
        lines = [json.loads(line)["text"] for line in lines if line.strip()]
    return [text for text in map(DEFAULT.normalize, lines) if text]


def perplexity(model: WordLm, texts: list[str]) -> dict[str, float]:
    """Replace words that the model lacks by its class, where it has one: the price of a listed word."""
    if model.has_class:
        texts = [" ".join(w if w in model else "<boost>" for w in text.split()) for text in texts]
    unknown = sum(w == "<boost>" or w not in model for text in texts for w in text.split())
    words = sum(len(text.split()) for text in texts)
    return {
        "perplexity": round(model.perplexity(texts).perplexity, 1),
        "sentences": len(texts),
        "outside_the_vocabulary": round(unknown / words, 4),
    }


def beside_kenlm(model: WordLm, arpa: Path, texts: list[str], rounds: int) -> dict[str, Any]:
    """Agreement on the ARPA file, and the time of a word in each way, in one run."""
    try:
        import kenlm
    except ImportError:
        sys.exit("kenlm is not installed: pip install kenlm, or leave --arpa out")
    peer, same = kenlm.Model(str(arpa)), WordLm.load(arpa)
    furthest = max(
        abs(LN10 * peer.score(t) - s.log_prob) for t, s in zip(texts, same.score_all(texts), strict=True)
    )
    words = sum(len(text.split()) + 1 for text in texts)
    split = [text.split() for text in texts]

    def word_by_word() -> None:
        for sentence in split:
            state, after = kenlm.State(), kenlm.State()
            peer.BeginSentenceWrite(state)
            for word in sentence:
                peer.BaseScore(state, word, after)
                state, after = after, state
            peer.BaseScore(state, "</s>", after)

    ids = model.core.encode(texts)
    ways: dict[str, Callable[[], object]] = {
        "kenlm_word_by_word": word_by_word,
        "kenlm_sentences": lambda: [peer.score(text) for text in texts],
        "earmark_texts": lambda: model.core.score_texts(texts, True, True, 1),
        "earmark_ids": lambda: model.core.score_ids(ids),
    }
    times = {name: [] for name in ways}  # type: dict[str, list[float]]
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.process_time()
            way()
            times[name].append(1e9 * (time.process_time() - begun) / words)
    ratios = {
        f"{peer_way}_over_{own}": statistics.median(
            a / b for a, b in zip(times[peer_way], times[own], strict=True)
        )
        for peer_way in ("kenlm_word_by_word", "kenlm_sentences")
        for own in ("earmark_texts", "earmark_ids")
    }
    return {
        "sentences": len(texts),
        "furthest_apart_nats": furthest,
        "nanoseconds_a_word": {name: round(statistics.median(taken), 1) for name, taken in times.items()},
        "ratios": {name: round(ratio, 1) for name, ratio in ratios.items()},
    }


if __name__ == "__main__":
    main()

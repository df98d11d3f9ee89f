"""``earmark train lm``: a word language model from text. Needs no PyTorch."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from earmark.errors import OptionsError

SIZES = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def add_options(step: argparse.ArgumentParser) -> None:
    """The options of ``earmark train lm``."""
    step.add_argument(
        "text", nargs="+", type=weighted, metavar="TEXT[:WEIGHT]",
        help="a sentence a line; .gz and .xz too. With weights, models of the texts are interpolated",
    )  # fmt: skip
    step.add_argument(
        "--output", type=Path, nargs="+", required=True, metavar="FILE",
        help="files to write: x.arpa and x.arpa.gz are ARPA, any other name the binary file",
    )  # fmt: skip
    step.add_argument("--order", type=int, default=4, help="words of the longest n-grams, 1 to 6 (4)")
    step.add_argument("--vocabulary", type=int, default=80_000, help="words at most, the commonest (80000)")
    step.add_argument("--min-count", type=int, default=2, help="leave out words seen less often (2)")
    step.add_argument(
        "--prune", type=int, nargs="+", default=[], metavar="COUNT",
        help="by order, leave out n-grams seen at most so often; the last count goes on (0)",
    )  # fmt: skip
    size = step.add_mutually_exclusive_group()
    size.add_argument("--entropy", type=float, help="leave out n-grams that cost less nats a word, say 1e-8")
    size.add_argument("--max-size", type=byte_count, help="the same until the binary file fits, say 12m")
    step.add_argument(
        "--class-token", choices=["<boost>", "<unk>"], default="<boost>",
        help="what rare words count as: the class that listed words score through, or unknown (<boost>)",
    )  # fmt: skip
    step.add_argument("--bits", type=int, default=8, help="of a quantised number; 0: floats (8)")
    step.add_argument("--memory", type=byte_count, default=1_000_000_000, help="for counting (1g)")
    step.add_argument("--temporary", type=Path, metavar="DIR", help="for counts that do not fit into memory")
    step.add_argument("--normalised", action="store_true", help="the text is in spoken form already")
    step.set_defaults(run=run)


def weighted(text: str) -> tuple[Path, float | None]:
    """``books.txt:0.6`` -> the file and its weight; None without one."""
    name, colon, weight = text.rpartition(":")
    if not colon or Path(text).exists():
        return Path(text), None
    try:
        return Path(name), float(weight)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r}: expected TEXT or TEXT:WEIGHT, such as books.txt:2"
        ) from error


def byte_count(text: str) -> int:
    """``12m`` -> 12000000.

    Raises:
        argparse.ArgumentTypeError: no number with k, m or g.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([kmg]?)", text.lower())
    if not match or float(match[1]) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size: write bytes, or a number and k, m or g")
    return int(float(match[1]) * SIZES[match[2]])


def run(arguments: argparse.Namespace) -> int:
    """Train, write, and print the report as JSON."""
    from earmark.training.ngram import NgramOptions, train_ngram

    options = NgramOptions(
        order=arguments.order,
        vocabulary=arguments.vocabulary,
        min_count=arguments.min_count,
        class_token=arguments.class_token == "<boost>",
        prune=tuple(arguments.prune),
        entropy=arguments.entropy,
        max_bytes=arguments.max_size,
        bits=arguments.bits,
        memory=arguments.memory,
    )
    paths = [path for path, _ in arguments.text]
    weights = [weight for _, weight in arguments.text if weight is not None]
    if weights and len(weights) != len(paths):
        raise OptionsError("some texts came with a weight and some without: give all of them one, or none")
    _, report = train_ngram(
        paths,
        arguments.output,
        options,
        weights=weights,
        normalised=arguments.normalised,
        folder=arguments.temporary,
        say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )
    for order in report.guessed:
        print(
            f"earmark: warning: too little text to estimate the discounts of order {order}: 0.5, 1 and 1.5 "
            "were used; give more text or a lower --order",
            file=sys.stderr,
        )
    print(json.dumps(asdict(report)))
    return 0

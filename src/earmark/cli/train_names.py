"""``earmark train names``: where names stand in sentences, from cased text. Needs no PyTorch."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """The options of ``earmark train names``."""
    step.add_argument("text", nargs="+", type=Path, help="cased text, a sentence a line, plain or .xz")
    step.add_argument("--lm", type=Path, required=True, metavar="FILE", help="the model's language model")
    step.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    step.add_argument(
        "--sentences", type=Path, metavar="FILE", help="sentences with {name} for a name, one a line"
    )
    step.add_argument(
        "--most", type=int, default=6_000_000, metavar="N", help="places from one text at most (6000000)"
    )
    step.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write, and print the report as JSON."""
    from earmark.decoding import WordLm
    from earmark.training.names import NameOptions, train_names

    report = train_names(
        arguments.text,
        WordLm.load(arguments.lm),
        arguments.out,
        NameOptions(most=arguments.most),
        sentences=arguments.sentences,
        say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )
    print(json.dumps(asdict(report)))
    return 0

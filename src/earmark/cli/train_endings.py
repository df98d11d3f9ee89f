"""``earmark train endings``: what stands around words with each ending, from cased text. Needs no PyTorch."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """The options of ``earmark train endings``."""
    step.add_argument("text", nargs="+", type=Path, help="cased text, a sentence a line, plain or .xz")
    step.add_argument("--lm", type=Path, required=True, metavar="FILE", help="the model's language model")
    step.add_argument("--language", default="en", metavar="CODE", help="of the text (en)")
    step.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="the model's: gets endings.NAME.bin"
    )
    step.add_argument(
        "--most", type=int, default=4_000_000, metavar="N", help="places from one text at most (4000000)"
    )
    step.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write, and print the reports as JSON."""
    from earmark.decoding import WordLm
    from earmark.language import load
    from earmark.training.endings import OPTIONS, train_endings

    reports = train_endings(
        arguments.text,
        WordLm.load(arguments.lm),
        load(arguments.language),
        arguments.out,
        replace(OPTIONS, most=arguments.most),
        say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )
    print(json.dumps({name: asdict(report) for name, report in reports.items()}))
    return 0

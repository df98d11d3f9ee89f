"""``earmark train written``: the tagger of capitals and punctuation, from cased text."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path


def add_options(step: argparse.ArgumentParser) -> None:
    """Add the options of ``earmark train written``."""
    step.add_argument(
        "text", nargs="+", type=Path, help="cased and punctuated text, a sentence a line, plain or .xz"
    )
    step.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    step.add_argument(
        "--million-words", type=float, default=45.0, metavar="N", help="millions of words to train on (45)"
    )
    step.add_argument("--seed", type=int, default=1, metavar="N", help="seed of weights and examples (1)")
    step.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write, and print the scores on the held-out part of each text as JSON."""
    from earmark.training.written import TaggerOptions, train_tagger

    scores = train_tagger(
        arguments.text,
        arguments.out,
        TaggerOptions(million_words=arguments.million_words, seed=arguments.seed),
        say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )
    print(json.dumps({name: asdict(one) for name, one in scores.items()}))
    return 0

"""``earmark train g2p``: letters to phones and back, from pronunciation lexica. Needs no PyTorch."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from earmark.cli.train_lm import byte_count


def add_options(step: argparse.ArgumentParser) -> None:
    """The options of ``earmark train g2p``."""
    step.add_argument(
        "lexicon", nargs="+", type=Path,
        help="word<TAB>IPA or CMUdict's word and ARPAbet, a reading a line",
    )  # fmt: skip
    step.add_argument("--out", type=Path, required=True, metavar="FILE", help="the model to write")
    step.add_argument("--order", type=int, default=6, help="graphones of the longest n-grams, 1 to 6 (6)")
    step.add_argument(
        "--max-size", type=byte_count, default=1_000_000, help="bytes of the file at most, say 800k (1m)"
    )
    step.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, write, and print the report as JSON."""
    from earmark.training.graphones import GraphoneOptions, read_lexica, train_graphones

    options = GraphoneOptions(order=arguments.order, max_bytes=arguments.max_size)
    report = train_graphones(
        read_lexica(arguments.lexicon),
        arguments.out,
        options,
        say=lambda sentence: print(sentence, file=sys.stderr, flush=True),
    )
    print(json.dumps(asdict(report)))
    return 0

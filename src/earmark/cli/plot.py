"""``earmark plot``: pictures of emissions and attention. Needs the extra ``evaluation``."""

from __future__ import annotations

import argparse
from pathlib import Path

from earmark.errors import OptionsError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its pictures."""
    parser = subparsers.add_parser(
        "plot", help="draw emissions and where the adapter looked", description="Pictures as PNG files."
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="PICTURE")
    attention = kinds.add_parser(
        "attention", help="entries of a list against time, below spectrum and emissions"
    )
    attention.add_argument("audio", metavar="AUDIO", help="sound file")
    attention.add_argument("--words", required=True, metavar="FILE", help="word list")
    attention.add_argument("--model", default="english", metavar="NAME_OR_PATH", help="(english)")
    attention.add_argument("--rows", type=int, default=12, help="entries to show, those looked at most (12)")
    attention.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the .png to write"
    )
    attention.set_defaults(run=run_attention)


def run_attention(arguments: argparse.Namespace) -> int:
    """Bias the emissions of one audio and draw them."""
    from earmark.evaluation.attention import draw, picture_of_file
    from earmark.recognizer import Recognizer

    if arguments.rows < 1:
        raise OptionsError(f"--rows is {arguments.rows}, expected 1 or more")
    recognizer = Recognizer(arguments.model, decoder="greedy", biasing="adapter")
    picture = picture_of_file(recognizer, arguments.audio, arguments.words, arguments.rows)
    draw(picture).savefig(arguments.output, dpi=110)
    return 0

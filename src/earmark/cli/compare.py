"""``earmark evaluate compare``: two reports of the same utterances in, differences with p-values out."""

from __future__ import annotations

import argparse
import dataclasses
import json

from earmark.evaluation.compare import Difference, Rows, compare
from earmark.evaluation.figures import FIGURES

SURE = 0.05  # a difference is called one below this p-value


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "evaluate compare",
        help="say whether two reports of `earmark evaluate` differ by more than chance",
        description="Compare two files that `earmark evaluate --output` wrote about the same utterances: "
        "the difference B - A of every figure, its 95 %% interval and p-value, by resampling utterances "
        "in pairs.",
    )
    parser.add_argument("a", metavar="A.json", help="one report")
    parser.add_argument("b", metavar="B.json", help="the other; the same file does with --run-a or --run-b")
    parser.add_argument("--run-a", metavar="NAME", help="a further run of A, like 'boosting alone'")
    parser.add_argument("--run-b", metavar="NAME", help="a further run of B")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    found = compare(Rows.load(arguments.a, arguments.run_a), Rows.load(arguments.b, arguments.run_b))
    if arguments.json:
        rows = {name: {**dataclasses.asdict(d), "difference": d.difference} for name, d in found.items()}
        print(json.dumps(rows, indent=2))
        return 0
    print(f"{'':>22}  {'A':>9} {'B':>9}  B - A (95 %)")
    for name, difference in found.items():
        print(_line(name, difference))
    return 0


def _line(name: str, one: Difference) -> str:
    factor, unit = (1.0, "") if name.endswith("hour") else (100.0, " %")
    low, high = (factor * end for end in one.interval)
    if one.p >= SURE:
        verdict = "no certain difference"
    else:
        verdict = "B is better" if one.difference * FIGURES[name].better > 0 else "A is better"
    return (
        f"{name.replace('_', ' '):>22}  {factor * one.a:7.2f}{unit:2} {factor * one.b:7.2f}{unit:2} "
        f"{factor * one.difference:+.2f} ({low:+.2f} to {high:+.2f}), p = {one.p:.2g}: {verdict}"
    )

"""``earmark evaluate import``: a public test set in, a manifest out."""

from __future__ import annotations

import argparse
from pathlib import Path

from earmark.cli.data import check_folders
from earmark.errors import OptionsError
from earmark.evaluation.sets import SETS, write_manifest
from earmark.evaluation.sets.common import SetOptions


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "evaluate import",
        help="write a manifest for a public test set that lies on this machine",
        description="Write a manifest for `earmark evaluate` from a public test set in its published form. "
        "Nothing is downloaded or copied: the manifest points to the audio where it is.",
    )
    parser.add_argument("set", choices=tuple(SETS), help="which set it is")
    parser.add_argument("folder", metavar="FOLDER", help="where it lies")
    parser.add_argument("--split", metavar="NAME", help="part of it, like test-clean, dev or test")
    parser.add_argument(
        "--lists",
        action="append",
        default=[],
        metavar="FILE",
        help="librispeech: a file of biasing lists from fbai-speech; may be given several times",
    )
    parser.add_argument(
        "--types", metavar="T,T,...", help="types of entities to keep, like PERSON,ORG (default: names)"
    )
    parser.add_argument("--output", required=True, metavar="MANIFEST", help="JSONL file to write")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read the set and write the manifest."""
    check_folders(arguments.output)
    if arguments.lists and arguments.set != "librispeech":
        raise OptionsError(f"--lists is for librispeech, the set is {arguments.set}: leave it out")
    options = SetOptions(
        arguments.split,
        tuple(Path(path) for path in arguments.lists),
        frozenset(filter(None, (arguments.types or "").split(","))),
    )
    rows = SETS[arguments.set](Path(arguments.folder), options)
    write_manifest(rows, arguments.output)
    mentions = sum(len(row.get("entities", ())) for row in rows)
    print(f"{len(rows)} utterances, {mentions} entities: {arguments.output}")
    return 0

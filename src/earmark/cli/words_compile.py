"""``earmark words compile``: derive everything from a list once, and keep it in a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from earmark.biasing import WordList, save_list
from earmark.biasing.list_file import SUFFIX, is_list_file
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, report_diagnostics
from earmark.errors import WordListError
from earmark.recognizer import Recognizer


def add_options(parser: argparse.ArgumentParser) -> None:
    """Register the command's options."""
    parser.add_argument(
        "file", metavar="LIST", help="a .txt, .csv, .tsv, .json or .vcf list in UTF-8, or a compiled one"
    )
    parser.add_argument(
        "--output", "-o", metavar="FILE", help=f"where to write it (default: LIST with the ending {SUFFIX})"
    )
    parser.add_argument(
        "--strict", action="store_true", help="refuse a list with an entry that cannot be written"
    )
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compile one list and write it."""
    path = Path(arguments.output or Path(arguments.file).with_suffix(SUFFIX))
    if path.suffix != SUFFIX and path.exists() and not is_list_file(path):
        raise WordListError(
            f"--output is {str(path)!r}, which holds something else than a compiled list and would be lost: "
            f"give a name that ends in {SUFFIX}"
        )
    recognizer = Recognizer(
        arguments.model, decode_settings(arguments), **chosen_resources(arguments), strict=arguments.strict
    )
    words = recognizer.compile(WordList.load(arguments.file))  # a compiled list is compiled anew, too
    assert words is not None
    report_diagnostics(recognizer, words)
    save_list(words, path)
    print(f"{path}: {len(words)} entries, {path.stat().st_size / 1e6:.1f} MB")
    return 0

"""``earmark words check``: how a word list is understood, before it is used."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from earmark.biasing import WordList
from earmark.biasing.check import EntryCheck, ListCheck, check_words
from earmark.cli import words_add, words_compile
from earmark.models.opening import describe_model
from earmark.pronouncing import bundle_compiler

UNREACHABLE = 1  # exit code when some entries can never be written; 2 is an unusable file


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "words", help="inspect word lists", description="Inspect word lists before they are used."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="show how each entry is spoken and spelled, and whether it can be written",
        description="Print how each entry of a list is spoken, how the model's tokens spell it, and whether "
        "it can be written at all. Exit code 0: all can; 1: some cannot; 2: the file cannot be used.",
    )
    check.add_argument("file", metavar="FILE", help="a .txt, .csv, .tsv, .json or .vcf word list in UTF-8")
    check.add_argument(
        "--model",
        default="english",
        metavar="NAME_OR_PATH",
        help="bundled model or model folder (default: english)",
    )
    check.add_argument(
        "--problems", action="store_true", help="print only entries with a problem or a warning"
    )
    check.add_argument(
        "--variants", type=int, metavar="N", help="with N other spellings of each entry's sounds"
    )
    check.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    check.set_defaults(run=run)
    words_add.add_options(
        actions.add_parser(
            "add",
            help="put a word into a list file, with how it is said",
            description="Put a word into a list file, in the file's own format, with how it is said: in IPA, "
            "spelled as it sounds, or from a recording.",
        )
    )
    words_compile.add_options(
        actions.add_parser(
            "compile",
            help="prepare a long list for a model once, and keep it in a file",
            description="Derive everything from a list that recognition needs of it, and write it to a file. "
            "Such a file is given in place of the list, for the same model and options, and opens at once.",
        )
    )


def run(arguments: argparse.Namespace) -> int:
    """Check one list and print the result."""
    words = WordList.load(arguments.file)
    bundle = describe_model(arguments.model)
    report = check_words(words, bundle_compiler(bundle, arguments.variants))
    shown = [e for e in report.entries if not arguments.problems or e.problem or e.warnings]
    if arguments.json:
        _print_json(arguments.file, bundle.name, report, shown)
    else:
        for entry in shown:
            _print_entry(entry)
        for note in report.notes:
            print(note)
        _print_summary(report)
    return UNREACHABLE if report.unreachable else 0


def _print_entry(entry: EntryCheck) -> None:
    own = entry.display != entry.text and entry.same_as is None
    shown_as = f", written {entry.display!r}" if own else ""
    weight = "" if entry.weight == 1.0 else f", weight {entry.weight:g}"
    state = "ok" if entry.problem is None else "CANNOT BE WRITTEN"
    print(f"{entry.place:>6}  {entry.text}: {state}{shown_as}{weight}")
    if entry.spoken:
        print(f"        spoken   {' | '.join(entry.spoken)}")
    for one in entry.pronunciations:
        share = f" {one.probability:.2f}" if one.source == "g2p" else ""
        print(f"        said     {one.phones} ({one.source}{share})")
    if entry.variants:
        print(f"        variants {' | '.join(entry.variants)}")
    for pieces in entry.tokens:
        print(f"        tokens   {' '.join(pieces)}")
    if entry.problem is not None:
        print(f"        problem  {entry.problem}")
    for warning in entry.warnings:
        print(f"        note     {warning}")


def _print_summary(report: ListCheck) -> None:
    count, lost, warned = len(report.entries), report.unreachable, report.with_warnings
    print(
        f"{count} entr{'y' if count == 1 else 'ies'}: {count - lost} can be written, {lost} cannot, "
        f"{warned} with a note"
    )


def _print_json(file: str, model: str, report: ListCheck, shown: list[EntryCheck]) -> None:
    summary = {
        "entries": len(report.entries),
        "reachable": len(report.entries) - report.unreachable,
        "unreachable": report.unreachable,
        "with_warnings": report.with_warnings,
    }
    entries = [asdict(entry) | {"reachable": entry.problem is None} for entry in shown]
    found = {"file": file, "model": model, "summary": summary, "notes": report.notes, "entries": entries}
    print(json.dumps(found, ensure_ascii=False))

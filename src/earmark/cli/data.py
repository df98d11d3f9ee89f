"""Arguments of the commands that read a manifest, and what they load."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from earmark.biasing import WordList
from earmark.cli.terminal import watched
from earmark.errors import OptionsError
from earmark.evaluation.flaws import Flaws
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Condition, Utterance, load_manifest
from earmark.language import DEFAULT, Language


def add_data(parser: argparse.ArgumentParser) -> None:
    """Manifest, lists, and which rows to use."""
    parser.add_argument(
        "manifest", metavar="MANIFEST", help="JSONL with id, audio, text, seconds, entities, rare"
    )
    lists = parser.add_mutually_exclusive_group()
    lists.add_argument("--words", metavar="FILE", help="one word list for all utterances")
    lists.add_argument("--words-field", metavar="FIELD", help="each row's own list, as words_100")
    lists.add_argument("--entity-words", action="store_true", help="one list of all the rows' entities")
    parser.add_argument(
        "--distractors",
        metavar="FILE",
        action="append",
        default=[],
        help="phrases to draw from, one a line (also .xz, .gz); those that the manifest speaks are left out",
    )
    parser.add_argument("--list-size", type=int, metavar="N", help="how many distractors to add to the list")
    parser.add_argument(
        "--typos",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="misspell this share of the list, one letter an entry, before distractors are added",
    )
    parser.add_argument(
        "--missing", type=float, default=0.0, metavar="SHARE", help="leave this share of the list out"
    )
    parser.add_argument(
        "--filter", action="append", default=[], metavar="COND", help="rows to use, like 'age>=16'"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="use the first N rows only")


def load_data(
    arguments: argparse.Namespace, language: Language = DEFAULT
) -> tuple[tuple[Utterance, ...], list[WordList | None]]:
    """The rows that the arguments of :func:`add_data` choose, and a list for each; texts are in ``language``.

    Raises:
        EarmarkError: an argument, the manifest or a list cannot be used.
    """
    if arguments.limit is not None and arguments.limit < 1:
        raise OptionsError(f"--limit is {arguments.limit}, expected 1 or more rows")
    conditions = tuple(Condition.parse(written) for written in arguments.filter)
    utterances = load_manifest(arguments.manifest, conditions, arguments.limit, language)
    # With --sizes the distractors may be for the further runs alone.
    later = bool(getattr(arguments, "sizes", ())) and arguments.list_size is None
    lists = build_lists(
        utterances,
        words=arguments.words,
        words_field=arguments.words_field,
        from_entities=arguments.entity_words,
        distractors=() if later else arguments.distractors,
        list_size=arguments.list_size,
        flaws=Flaws(arguments.typos, arguments.missing),
    )
    return utterances, lists


def lists_of(
    arguments: argparse.Namespace, utterances: Sequence[Utterance], size: int, own: bool
) -> list[WordList | None]:
    """Make lists as :func:`load_data` does, with another number of distractors, or of distractors alone.

    Raises:
        OptionsError: there are no files to draw from.
    """
    if size and not arguments.distractors:
        raise OptionsError("--sizes adds distractors: give files to draw them from with --distractors")
    return build_lists(
        utterances,
        words=arguments.words if own else None,
        words_field=arguments.words_field if own else None,
        from_entities=arguments.entity_words and own,
        distractors=arguments.distractors if size else (),
        list_size=size or None,
        flaws=Flaws(arguments.typos, arguments.missing),
    )


def describe_lists(arguments: argparse.Namespace, lists: Sequence[WordList | None]) -> dict[str, object]:
    """Describe the lists and their lengths, to be kept beside figures."""
    sizes = [len(one) for one in lists if one is not None]
    return {
        "words": arguments.words or arguments.words_field or ("entities" if arguments.entity_words else None),
        "distractors": arguments.distractors,
        "list_size": arguments.list_size,
        "typos": arguments.typos,
        "missing": arguments.missing,
        "entries_per_list": round(sum(sizes) / len(sizes), 1) if sizes else 0,
    }


def check_folders(*targets: str | None) -> None:
    """Refuse files that cannot be written: better now than after an hour of decoding."""
    for target in filter(None, targets):
        if Path(target).is_dir():
            raise OptionsError(f"{target!r} is a folder: give the name of a file to write")
        if not Path(target).resolve().parent.is_dir():
            raise OptionsError(f"the folder of {target!r} does not exist: create it first")


def show_progress(done: int, total: int) -> None:
    """Utterances done, on a terminal only."""
    if watched():
        print(f"\r{done}/{total} utterances", end="\n" if done == total else "", file=sys.stderr, flush=True)

"""Studies of synthesised sentences in two halves: command line, and audio with the texts that are right."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from benchmarks.common.arguments import common_parser
from earmark.evaluation.manifest import Utterance


class Spoken(Protocol):
    """A sentence to synthesise."""

    @property
    def id(self) -> str:
        """Its name in the manifest."""
        ...

    @property
    def text(self) -> str:
        """What is right to write."""
        ...


def set_arguments(
    about: str | None, halves: Sequence[str], write_texts: Callable[[Path], list[str]]
) -> argparse.Namespace | None:
    """Read the command line, with the audio's folder as ``set``; None where it asked for the texts alone."""
    parser = common_parser(about)
    parser.add_argument("--set", type=Path, metavar="FOLDER", help="the synthesised sentences")
    parser.add_argument("--write-text", type=Path, metavar="FOLDER", help="write what to synthesise and stop")
    parser.add_argument("--half", choices=halves, help="one half alone: print, write no page")
    arguments = parser.parse_args()
    if arguments.write_text is not None:
        print("\n".join(write_texts(arguments.write_text)))
        return None
    if arguments.set is None:
        parser.error("--set FOLDER is missing: give the sentences synthesised from what --write-text writes")
    return arguments


def utterances(chosen: Sequence[Spoken], folder: Path) -> list[Utterance]:
    """Read the synthesised sentences, with the texts that are right."""
    manifest = folder / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    audio = {row["id"]: row["audio"] for row in map(json.loads, lines)}
    missing = [one.id for one in chosen if one.id not in audio]
    if missing:
        raise SystemExit(
            f"{manifest} lacks {len(missing)} of {len(chosen)} sentences, first {missing[0]}: synthesise "
            "what --write-text writes"
        )
    return [Utterance(one.id, folder / audio[one.id], one.text, n) for n, one in enumerate(chosen, 1)]

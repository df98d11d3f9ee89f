"""Outputs of ``earmark transcribe``: formats, printed or in a folder."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earmark.checks import made_folder, nearest
from earmark.cli.transcript_text import as_json, print_text
from earmark.errors import OptionsError
from earmark.output import FORMATS, SUFFIXES, write
from earmark.transcript import Transcript

NAMED = {"-": "stdin"}  # files of audios that have no name


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose formats and files."""
    parser.add_argument(
        "--format", action="append", metavar="FORMAT", default=[],
        help=f"{', '.join(FORMATS)}; several with commas, or all (default: text)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="the same as --format json: one object a line")
    parser.add_argument(
        "--output-dir", metavar="DIR", help="write a file for each audio and format, named by the audio"
    )


@dataclass(frozen=True)
class Outputs:
    """The formats that are asked for, and where they go."""

    formats: tuple[str, ...]
    folder: Path | None  # None: print
    nbest: int | None
    several: bool  # audios

    @classmethod
    def of(cls, arguments: argparse.Namespace, names: Sequence[str]) -> Outputs:
        """Read the options.

        Args:
            arguments: with the options of :func:`add_outputs`, and ``nbest``.
            names: of the audios.

        Raises:
            OptionsError: an unknown format, several of them without a folder, or two files of one name.
        """
        formats = formats_of([*arguments.format, *["json"] * arguments.json]) or ("text",)
        outputs = cls(formats, None, arguments.nbest, len(names) > 1)
        if arguments.output_dir is not None:
            _check_names(names)
            return replace(outputs, folder=made_folder("--output-dir", arguments.output_dir))
        if len(formats) > 1:
            raise OptionsError(
                f"{len(formats)} formats ({', '.join(formats)}) cannot be printed together: "
                "give --output-dir DIR, which gets a file for each"
            )
        if outputs.several and formats[0] not in ("text", "json"):
            raise OptionsError(
                f"{formats[0]} of {len(names)} audios cannot be printed together: "
                "give --output-dir DIR, which gets a file for each"
            )
        return outputs

    def put(self, name: str, transcript: Transcript) -> None:
        """Write or print the transcript of one audio."""
        if self.folder is None:
            self._print(name, transcript)
            return
        for format in self.formats:
            file = self.folder / f"{_stem(name)}{SUFFIXES[format]}"
            written = self._written(name, transcript, format)
            # names of files that are not in the locale's encoding come back as they are
            file.write_text(written, encoding="utf-8", errors="surrogateescape")

    def _print(self, name: str, transcript: Transcript) -> None:
        (format,) = self.formats
        if format == "text":
            print_text(name if self.several else None, transcript)
        else:
            print(self._written(name, transcript, format), end="", flush=True)

    def _written(self, name: str, transcript: Transcript, format: str) -> str:
        if format == "json":
            return json.dumps(as_json(name, transcript, self.nbest), ensure_ascii=False) + "\n"
        return write(replace(transcript, audio=NAMED.get(name, name)), format)


def formats_of(given: Sequence[str]) -> tuple[str, ...]:
    """``["srt,VTT", "json"]`` -> ``("srt", "vtt", "json")``, each once; ``all`` stands for every format."""
    parts = (part.strip().lower() for item in given for part in item.split(","))
    formats = tuple(dict.fromkeys(name for part in parts for name in (FORMATS if part == "all" else (part,))))
    for name in formats:
        if name not in FORMATS:
            near = nearest(name, FORMATS)
            likely = "" if near is None else f": did you mean {near!r}?"
            raise OptionsError(
                f"--format {name!r} is unknown, expected all or one of {', '.join(FORMATS)}{likely}"
            )
    return formats


def _stem(name: str) -> str:
    return NAMED.get(name) or Path(name).stem


def _check_names(names: Sequence[str]) -> None:
    stems = [_stem(name) for name in names]
    double = next((stem for stem in stems if stems.count(stem) > 1), None)
    if double is not None:
        both = [name for name in names if _stem(name) == double]
        raise OptionsError(
            f"{both[0]} and {both[1]} would be written to the same files {double}.*: "
            "transcribe them in two calls with two folders"
        )

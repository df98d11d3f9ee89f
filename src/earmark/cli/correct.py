"""``earmark correct``: audio and somebody's transcript in, the transcript with the list's entries out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from earmark.audio.stream import reported
from earmark.cli.main import fail
from earmark.cli.options import (
    STANDARD_INPUT,
    add_decoding,
    audio_of,
    check_standard_input,
    chosen_resources,
    decode_settings,
    progress_of,
    report_diagnostics,
    words_of,
)
from earmark.cli.terminal import warn, wipe
from earmark.correction import FORMATS, Correction, GivenTranscript, Replacement, read_transcript
from earmark.errors import AudioDiagnostic, EarmarkError, OptionsError
from earmark.recognizer import Recognizer

SHOWN = 60  # characters of unsaid text in a warning
_RED, _GREEN, _GREY, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[90m", "\x1b[0m"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "correct",
        help="write the names of a list into another recognizer's transcripts",
        description="Write the entries of a list into transcripts of any recognizer, where they were said. "
        "Everything else of a transcript stays byte for byte. Give audio and transcript in turn.",
    )
    parser.add_argument(
        "files", nargs="+", metavar="AUDIO TRANSCRIPT",
        help="a sound file and its transcript, one of them - for standard input; several pairs",
    )  # fmt: skip
    parser.add_argument("--words", required=True, metavar="FILE", help="word list: text, CSV, TSV or JSON")
    parser.add_argument(
        "-o", "--output", metavar="PATH",
        help="file to write, or for several pairs a folder that gets a file of each transcript's name "
        "(default: print)",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, metavar="FORMAT",
        help=f"of the transcripts, one of {', '.join(FORMATS)} (default: by their content)",
    )  # fmt: skip
    parser.add_argument("--diff", action="store_true", help="print what changes, when and why, not the text")
    parser.add_argument(
        "--json", metavar="FILE", help="write the evidence for every entry, one JSON object a pair and line"
    )
    parser.add_argument(
        "--strict", action="store_true", help="refuse a list with entries that cannot be reached"
    )
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Correct every pair; a bad one is reported and the others go on."""
    pairs = pairs_of(arguments.files)
    check_standard_input(arguments.files)
    target = _target(arguments.output, pairs)
    recognizer = Recognizer(
        arguments.model,
        decode_settings(arguments),
        words=words_of(arguments),
        **chosen_resources(arguments),
        strict=arguments.strict,
    )
    report_diagnostics(recognizer, recognizer.words)
    code, evidence = 0, []
    with progress_of([audio for audio, _ in pairs], 1) as progress, reported(progress.read):
        for audio, path in pairs:
            try:
                given = read_transcript(_file_of(path), arguments.format)
                corrected = recognizer.correct(audio_of(audio), given)
            except EarmarkError as error:
                code = fail(error)
                continue
            finally:
                progress.done()
            wipe()
            evidence.append(as_json(audio, path, corrected))
            _report(path, corrected)
            _show(path, given, corrected, target, arguments.diff, len(pairs) > 1)
    if arguments.json is not None:
        lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in evidence)
        Path(arguments.json).write_text(lines, encoding="utf-8")
    return code


def _file_of(path: str) -> Path:
    """The transcript that an argument names; "-" is standard input."""
    return Path("/dev/stdin" if path == STANDARD_INPUT else path)


def pairs_of(files: Sequence[str]) -> list[tuple[str, str]]:
    """Audio and transcript of each pair.

    Raises:
        OptionsError: a file is left over.
    """
    if len(files) % 2:
        raise OptionsError(
            f"{len(files)} files were given, expected pairs of an audio and its transcript: "
            f"{files[-1]!r} has no partner"
        )
    return list(zip(files[::2], files[1::2], strict=True))


def _target(output: str | None, pairs: Sequence[tuple[str, str]]) -> Path | None:
    """The file, or the folder for several pairs, that is written to."""
    if output is None:
        return None
    target = Path(output)
    if len(pairs) > 1:
        names = [Path(path).name for _, path in pairs]
        double = next((name for name in names if names.count(name) > 1), None)
        if double is not None:
            raise OptionsError(f"two transcripts are called {double!r}: correct them in two calls")
        target.mkdir(parents=True, exist_ok=True)
    return target


def _show(
    path: str, given: GivenTranscript, corrected: Correction, target: Path | None, diff: bool, several: bool
) -> None:
    output = corrected.transcript.output()
    if target is not None:
        file = target / Path(path).name if several else target
        file.write_bytes(output.encode(given.encoding))
    if diff:
        print("\n".join(changes(path, corrected, sys.stdout.isatty())), flush=True)
    elif target is None:
        print(f"{path}:" if several else "", end="\n" if several else "")
        print(output, end="" if output.endswith("\n") else "\n", flush=True)


def changes(path: str, corrected: Correction, coloured: bool) -> Iterator[str]:
    """Lines on what has changed in a transcript."""
    red, green, grey, plain = (_RED, _GREEN, _GREY, _PLAIN) if coloured else ("", "", "", "")
    count = len(corrected.replacements)
    yield f"{path}: {count} change{'' if count == 1 else 's'}, {len(corrected.confirmed)} entries stood there"
    for item in corrected.replacements:
        before = item.before if item.change != "inserted" or not coloured else f"{plain}{item.before}{red}"
        yield f"{_times(item)}  {red}- {before}{plain}"
        yield f"{' ' * len(_times(item))}  {green}+ {item.text}{plain}  {grey}{_reason(item)}{plain}"


def _times(item: Replacement) -> str:
    return f"{item.start:8.2f}-{item.end:.2f} s"


def _reason(item: Replacement) -> str:
    if item.change == "respelled":
        return "its display form"
    evidence = item.evidence
    odds = "" if evidence.log_odds is None else f"log-odds {evidence.log_odds:+.1f}"
    other = "" if evidence.alternative is None else f" against {evidence.alternative or 'nothing'!r}"
    return f"{odds}{other}"


def as_json(audio: str, path: str, corrected: Correction) -> dict[str, Any]:
    """What ``--json`` writes of one pair."""
    return {
        "audio": audio,
        "transcript": path,
        "text": corrected.text,
        "seconds": corrected.seconds,
        "replacements": [
            {field.name: getattr(item, field.name) for field in fields(item)}
            | {"evidence": item.evidence.to_dict()}
            for item in corrected.replacements
        ],
        "confirmed": [entry.to_dict() for entry in corrected.confirmed],
        "rejected": [entry.to_dict() for entry in corrected.rejected],
        "unsaid": [asdict(text) for text in corrected.unsaid],
        "diagnostics": [asdict(diagnostic) for diagnostic in corrected.diagnostics],
    }


def _report(path: str, corrected: Correction) -> None:
    """Say on standard error what is wrong with the audio, and what the transcript has that it has not."""
    for one in corrected.diagnostics:
        if isinstance(one, AudioDiagnostic):
            warn(f"{path}: {one}")
    for text in corrected.unsaid:
        shown = text.text if len(text.text) <= SHOWN else f"{text.text[:SHOWN]} ..."
        warn(f"{path}: {shown!r} is not in the audio; it was left alone")

"""``earmark listen``: words while somebody speaks, from the microphone or a pipe."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from typing import Any

from earmark.audio.end_points import USUAL, EndPoints
from earmark.audio.microphone import Block, microphone_blocks
from earmark.audio.opening import MAX_RATE, MIN_RATE
from earmark.audio.pipe import pipe_blocks
from earmark.audio.waveform import RATE
from earmark.checks import check_whole
from earmark.cli.options import (
    add_decoding,
    chosen_resources,
    decode_settings,
    report_diagnostics,
    words_of,
)
from earmark.cli.transcript_text import result_fields
from earmark.live import LiveStream, Partial
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript

GREY, PLAIN, NEW_LINE = "\x1b[90m", "\x1b[0m", "\r\x1b[2K"  # of a terminal; the last empties the line


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "listen",
        help="transcribe the microphone or a pipe while it goes on",
        description="Transcribe speech while it goes on, a line an utterance with its times in seconds. On a "
        "terminal the utterance that goes on is shown in grey. Ctrl-C ends it.",
    )
    parser.add_argument(
        "input",
        nargs="?",
        choices=("-",),
        metavar="-",
        help="read standard input: WAV, or mono 16-bit PCM without a header (default: the microphone)",
    )
    parser.add_argument("--words", metavar="FILE", help="word list: text, CSV, TSV or JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, partial or final")
    parser.add_argument(
        "--rate", type=int, default=RATE, metavar="N",
        help=f"samples a second of PCM without a header (default: {RATE})",
    )  # fmt: skip
    parser.add_argument("--device", metavar="N", help="number of the microphone, or a part of its name")
    parser.add_argument(
        "--pause", type=float, default=USUAL.pause, metavar="SECONDS",
        help=f"silence that ends an utterance of at least {USUAL.least:g} s (default: {USUAL.pause:g})",
    )  # fmt: skip
    parser.add_argument(
        "--longest", type=float, metavar="SECONDS",
        help="length at which an utterance ends without a pause (default: 2 to 6 minutes, at a join)",
    )  # fmt: skip
    add_decoding(parser)
    parser.add_argument(
        "--verbatim",
        action="store_true",
        help="write words as they are said, without capitals, punctuation and figures",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe until the audio ends or Ctrl-C is pressed."""
    check_whole("--rate", arguments.rate, MIN_RATE, MAX_RATE)
    rules = EndPoints(pause=arguments.pause, longest=arguments.longest)
    recognizer = Recognizer(
        arguments.model,
        decode_settings(arguments),
        words=words_of(arguments),
        **chosen_resources(arguments),
        verbatim=arguments.verbatim,
    )
    report_diagnostics(recognizer, recognizer.words)
    printer = JsonLines() if arguments.json else Lines(sys.stdout.isatty())
    _listen(recognizer.stream(end_points=rules), _blocks(arguments), printer)
    return 0


def _blocks(arguments: argparse.Namespace) -> Iterator[Block]:
    if arguments.input == "-":
        return pipe_blocks(sys.stdin.buffer, arguments.rate)
    device = arguments.device
    return microphone_blocks(int(device) if device is not None and device.isdigit() else device)


def _listen(stream: LiveStream, blocks: Iterator[Block], printer: JsonLines | Lines) -> None:
    try:
        for samples, rate in blocks:
            stream.accept(samples, rate)
            printer.finals(stream.take_final())
            if printer.shows_partials:
                printer.partial(stream.partial())
    except KeyboardInterrupt:  # the usual end
        pass
    printer.finals(stream.finish())


class Lines:
    """A line an utterance; on a terminal, what is said goes on in grey below."""

    def __init__(self, terminal: bool) -> None:
        self.shows_partials = terminal
        self._shown = ""

    def finals(self, transcripts: list[Transcript]) -> None:
        """Print the utterances that have ended."""
        for final in transcripts:
            if not final.words:
                continue
            times = f"{final.words[0].start:8.2f} {final.words[-1].end:8.2f}"
            print(f"{NEW_LINE if self._shown else ''}{times}  {final.text}", flush=True)
            self._shown = ""

    def partial(self, partial: Partial) -> None:
        """Show the end of what was said so far, as much as a line of the terminal holds."""
        text = partial.text[-(shutil.get_terminal_size().columns - 1) :]
        if text != self._shown:
            print(f"{NEW_LINE}{GREY}{text}{PLAIN}", end="", flush=True)
            self._shown = text


class JsonLines:
    """A JSON object a line: ``"type": "partial"`` or ``"final"``."""

    shows_partials = True

    def __init__(self) -> None:
        self._shown = ""

    def finals(self, transcripts: list[Transcript]) -> None:
        """Print the utterances that have ended."""
        for final in transcripts:
            self._print({"type": "final"} | result_fields(final))
            self._shown = ""

    def partial(self, partial: Partial) -> None:
        """Print what was said so far, where it is new."""
        if partial.text and partial.text != self._shown:
            words = [word.to_dict() for word in partial.words]
            about = {"stable": partial.stable, "tentative": partial.tentative, "seconds": partial.seconds}
            self._print({"type": "partial"} | about | {"words": words})
            self._shown = partial.text

    @staticmethod
    def _print(fields: dict[str, Any]) -> None:
        print(json.dumps(fields, ensure_ascii=False), flush=True)

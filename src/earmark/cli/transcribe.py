"""``earmark transcribe``: audio in, text or JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from earmark.audio import record
from earmark.cli.main import fail
from earmark.cli.options import (
    add_decoding,
    chosen_resources,
    decode_settings,
    report_audio,
    report_diagnostics,
    words_of,
)
from earmark.correction.pairing import INSTALLED
from earmark.errors import EarmarkError, OptionsError
from earmark.offline import Audio
from earmark.recognizer import Recognizer
from earmark.transcript import TranscribedWord, Transcript, WrittenEntry


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "transcribe",
        help="transcribe audio files",
        description="Transcribe audio files, with the words of a list spelled as the list has them.",
    )
    parser.add_argument(
        "audio", nargs="*", metavar="AUDIO", help="wav, flac, ogg, opus or mp3, of any rate and length"
    )
    parser.add_argument("--words", metavar="FILE", help="word list: text, CSV, TSV or JSON")
    parser.add_argument("--json", action="store_true", help="print one JSON object a file, one a line")
    parser.add_argument("--nbest", type=int, metavar="N", help="also give the N best texts")
    parser.add_argument(
        "--transcriber",
        default=INSTALLED,
        metavar="NAME",
        help="another recognizer that writes the sentences, in which the list's entries are put: moonshine, "
        "faster-whisper:MODEL, openai:URL, 'command:PROGRAM {audio}', or none for the acoustic model and the "
        "search alone (default: moonshine where it is installed, for the bundled model)",
    )
    parser.add_argument("--record", type=float, metavar="SECONDS", help="record from the microphone first")
    parser.add_argument(
        "--strict", action="store_true", help="refuse a list with entries that cannot be reached"
    )
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe every audio; a bad one is reported and the others go on."""
    audios: list[Audio] = list(arguments.audio)
    if not audios and arguments.record is None:
        raise OptionsError("there is nothing to transcribe: give audio files, or --record SECONDS")
    if arguments.nbest is not None and arguments.nbest < 1:
        raise OptionsError(f"--nbest is {arguments.nbest}, expected 1 or more")
    recognizer = Recognizer(
        arguments.model,
        decode_settings(arguments),
        words=words_of(arguments),
        **chosen_resources(arguments),
        transcriber=_transcriber(arguments),
        strict=arguments.strict,
    )
    report_diagnostics(recognizer, recognizer.words)
    names = list(arguments.audio)
    if arguments.record is not None:
        print(f"earmark: recording {arguments.record:g} seconds ...", file=sys.stderr)
        audios.insert(0, record(arguments.record))
        names.insert(0, "microphone")
    code = 0
    for name, result in zip(names, recognizer.transcribe_each(audios, nbest=arguments.nbest), strict=True):
        if isinstance(result, EarmarkError):
            code = fail(result)
            continue
        report_audio(name, result)
        if arguments.json:
            print(json.dumps(as_json(name, result, arguments.nbest), ensure_ascii=False), flush=True)
        else:
            print_text(name if len(names) > 1 else None, result)
    return code


def _transcriber(arguments: argparse.Namespace) -> str | None:
    """What ``--transcriber`` names; alternative texts and other models do without the bundled writer."""
    named: str = arguments.transcriber
    if named == INSTALLED:
        return named if arguments.nbest is None and arguments.model == "english" else None
    return None if named == "none" else named


def as_json(name: str, transcript: Transcript, nbest: int | None = None) -> dict[str, Any]:
    """The object that ``--json`` prints for one audio; "nbest" only when it was asked for."""
    return {"audio": name} | result_fields(transcript, nbest)


def result_fields(transcript: Transcript, nbest: int | None = None) -> dict[str, Any]:
    """What ``--json`` prints of a transcript."""
    made: dict[str, Any] = {
        "text": transcript.text,
        "seconds": transcript.seconds,
        "words": [word_fields(word) for word in transcript.words],
        "entries": [evidence_fields(entry) for entry in transcript.entries],
        "rejected": [evidence_fields(entry) for entry in transcript.rejected],
        "diagnostics": [asdict(diagnostic) for diagnostic in transcript.diagnostics],
        "transcriber": transcript.transcriber,
    }
    if nbest is not None:
        made["nbest"] = list(transcript.nbest or (transcript.text,))
    return made


def word_fields(word: TranscribedWord) -> dict[str, Any]:
    """What ``--json`` prints of a word."""
    return {
        "text": word.text,
        "start": word.start,
        "end": word.end,
        "confidence": _rounded(word.confidence),
        "acoustic_confidence": _rounded(word.acoustic_confidence),
        "entry": word.entry,
        "ending": word.ending,
    }


def evidence_fields(entry: WrittenEntry) -> dict[str, Any]:
    """Every field of the evidence, numbers to four places."""
    fields = asdict(entry)
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in fields.items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def print_text(name: str | None, transcript: Transcript) -> None:
    """Print the text on one line, after its name where it has one, and its alternatives below."""
    head = f"{name}: " if name is not None else ""
    print(head + transcript.text, flush=True)
    for rank, text in enumerate(transcript.nbest, start=1):
        print(f"  {rank}. {text}", flush=True)

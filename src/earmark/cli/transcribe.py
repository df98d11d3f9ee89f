"""``earmark transcribe``: audio in, text or JSON out."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from earmark.audio import record
from earmark.audio.stream import reported
from earmark.cli.main import fail
from earmark.cli.options import (
    add_decoding,
    audio_of,
    check_standard_input,
    chosen_resources,
    decode_settings,
    progress_of,
    report_audio,
    report_diagnostics,
    words_of,
)
from earmark.cli.outputs import Outputs, add_outputs
from earmark.cli.terminal import Progress, say, wipe
from earmark.correction.pairing import INSTALLED
from earmark.errors import EarmarkError, OptionsError
from earmark.offline import Audio
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "transcribe",
        help="transcribe audio files",
        description="Transcribe audio files, with the words of a list spelled as the list has them.",
    )
    parser.add_argument(
        "audio", nargs="*", metavar="AUDIO",
        help="sound files of any rate and length, with PyAV or ffmpeg also mp4, m4a, webm, mkv, wma and "
        "others; - is standard input",
    )  # fmt: skip
    parser.add_argument("--words", metavar="FILE", help="word list: text, CSV, TSV or JSON")
    add_outputs(parser)
    parser.add_argument("--nbest", type=int, metavar="N", help="also give the N best texts")
    parser.add_argument(
        "--transcriber",
        default=INSTALLED,
        metavar="NAME",
        help="another recognizer that writes the sentences, in which the list's entries are put: moonshine, "
        "faster-whisper:MODEL, openai:URL, 'command:PROGRAM {audio}', or none for the acoustic model and the "
        "search alone (default: moonshine where it is installed, for the bundled model)",
    )
    parser.add_argument(
        "--channels", choices=("mix", "separate"), default="mix",
        help="separate: transcribe each channel by itself, such as the two sides of a call, and merge the "
        "turns by time (default: mix)",
    )  # fmt: skip
    parser.add_argument(
        "--verbatim",
        action="store_true",
        help="write words as they are said, without capitals, punctuation and figures",
    )
    parser.add_argument("--record", type=float, metavar="SECONDS", help="record from the microphone first")
    parser.add_argument(
        "--strict", action="store_true", help="refuse a list with entries that cannot be reached"
    )
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe every audio; a bad one is reported and the others go on."""
    if not arguments.audio and arguments.record is None:
        raise OptionsError("there is nothing to transcribe: give audio files, or --record SECONDS")
    if arguments.nbest is not None and arguments.nbest < 1:
        raise OptionsError(f"--nbest is {arguments.nbest}, expected 1 or more")
    names = list(arguments.audio)
    if arguments.record is not None:
        names.insert(0, "microphone")
    outputs = Outputs.of(arguments, names)
    check_standard_input(names)
    if arguments.channels == "separate" and arguments.nbest is not None:
        raise OptionsError("--nbest and --channels separate exclude each other: turns have one text")
    recognizer = Recognizer(
        arguments.model,
        decode_settings(arguments),
        words=words_of(arguments),
        **chosen_resources(arguments),
        transcriber=_transcriber(arguments),
        strict=arguments.strict,
        verbatim=arguments.verbatim,
    )
    report_diagnostics(recognizer, recognizer.words)
    audios = [audio_of(name) for name in arguments.audio]
    if arguments.record is not None:
        say(f"recording {arguments.record:g} seconds ...")
        audios.insert(0, record(arguments.record))
    # A transcriber reads each audio before the search does.
    with progress_of(names, 1 if recognizer.transcriber is None else 2) as progress, reported(progress.read):
        return _put(zip(names, _results(recognizer, audios, arguments), strict=True), outputs, progress)


def _put(
    results: Iterable[tuple[str, Transcript | EarmarkError]], outputs: Outputs, progress: Progress
) -> int:
    """Write or print each transcript, and report each error; the exit code."""
    code = 0
    for name, result in results:
        wipe()
        if isinstance(result, EarmarkError):
            code = fail(result)
        else:
            report_audio(name, result)
            outputs.put(name, result)
        progress.done()
    return code


def _results(
    recognizer: Recognizer, audios: Sequence[Audio], arguments: argparse.Namespace
) -> Iterator[Transcript | EarmarkError]:
    """The transcript or the error of each audio, in order."""
    if arguments.channels == "mix":
        yield from recognizer.transcribe_each(audios, nbest=arguments.nbest)
        return
    for audio in audios:
        try:
            yield recognizer.transcribe_channels(audio)
        except EarmarkError as error:
            yield error


def _transcriber(arguments: argparse.Namespace) -> str | None:
    """What ``--transcriber`` names; alternatives, other models, ``--verbatim`` do without the writer."""
    named: str = arguments.transcriber
    if named == INSTALLED:
        plain = arguments.nbest is None and not arguments.verbatim
        return named if plain and arguments.model == "english" else None
    return None if named == "none" else named

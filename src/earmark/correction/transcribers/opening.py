"""Open a transcriber by what the command line and the recognizer call it."""

from __future__ import annotations

from earmark.checks import check_kind, nearest
from earmark.correction.transcribers.hints import DEFAULT, hint_count
from earmark.correction.transcribers.protocol import Transcriber
from earmark.errors import TranscriberError

KINDS = ("moonshine", "faster-whisper", "openai", "command")
EXPECTED = "'moonshine', 'faster-whisper:NAME_OR_FOLDER', 'openai:URL' or 'command:PROGRAM ARGUMENTS {audio}'"


def open_transcriber(spec: str, language: str = "en", threads: int = 0) -> Transcriber:
    """Load the transcriber that a text names.

    Args:
        spec: "moonshine", the bundled writer, or "moonshine:FOLDER"; "faster-whisper:" and a name or a
            folder; "openai:" and the address of a server, with "?model=NAME"; "command:" and a program that
            prints a transcript of the WAV file {audio}. "?hints=20" behind one of the two in the middle
            gives it so many entries of the list.
        language: ISO 639 code of what is spoken.
        threads: cores to run on, 0 for all.

    Raises:
        TranscriberError: there is no such transcriber, it is not installed or cannot be loaded.
        OptionsError: ``threads`` is out of range.
    """
    check_kind("transcriber", spec, str, EXPECTED, TranscriberError)
    kind, _, rest = spec.partition(":")
    if kind == "moonshine":
        return _moonshine(rest, language, threads)
    if kind == "faster-whisper" and rest:
        from earmark.correction.transcribers.whisper import FasterWhisper

        name, asked, hints = rest.partition("?hints=")
        return FasterWhisper.open(name, language, threads, hint_count(hints) if asked else DEFAULT)
    if kind == "openai" and rest:
        from earmark.correction.transcribers.endpoint import OpenAiEndpoint

        return OpenAiEndpoint(rest, language)
    if kind == "command" and rest:
        from earmark.correction.transcribers.command import Command

        return Command(rest)
    near = nearest(kind, KINDS)
    likely = "" if near is None or near == kind else f"did you mean {near!r}? "
    raise TranscriberError(f"there is no transcriber {spec!r}: {likely}give {EXPECTED}")


def _moonshine(folder: str, language: str, threads: int) -> Transcriber:
    from earmark.correction.transcribers.moonshine import Moonshine

    if language != "en":
        raise TranscriberError(
            f"the transcriber 'moonshine' writes English, the language is {language!r}: give another one"
        )
    return Moonshine(folder or None, threads)

"""Work: what a worker thread does for a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event

from earmark.audio import StoredAudio, stream_audio
from earmark.biasing import BiasList
from earmark.correction import Correction, GivenTranscript
from earmark.recognizer import Recognizer
from earmark.serve.rest.uploads import check_audio
from earmark.transcript import Transcript


@dataclass(frozen=True)
class Done:
    """A transcript, and the list that it was made with."""

    transcript: Transcript
    words: BiasList | None


def transcribe(recognizer: Recognizer, audio: StoredAudio, words: BiasList | None, most: float) -> Done:
    """Transcribe a whole audio of at most ``most`` seconds."""
    check_audio(audio, most)
    return Done(recognizer.transcribe(audio, words), words)


def correct(
    recognizer: Recognizer, audio: StoredAudio, given: GivenTranscript, words: BiasList, most: float
) -> Correction:
    """Write the entries of a list into another recognizer's transcript."""
    check_audio(audio, most)
    return recognizer.correct(audio, given, words)


def transcribe_parts(
    recognizer: Recognizer,
    audio: StoredAudio,
    words: BiasList | None,
    most: float,
    put: Callable[[Transcript], None],
    gone: Event,
) -> Done:
    """Transcribe an audio utterance by utterance.

    Args:
        recognizer: whose sentences a transcriber writes, or not: then there is one part.
        audio: of the request.
        words: its list.
        most: seconds that it may have.
        put: takes each part when it is done.
        gone: set when the client has gone, so that the rest is left.
    """
    if recognizer.transcriber is not None:
        done = transcribe(recognizer, audio, words, most)
        put(done.transcript)
        return done
    seconds = check_audio(audio, most)
    stream = recognizer.stream(words)
    parts: list[Transcript] = []
    for block in stream_audio(audio):
        stream.accept(block)
        parts += _handed(stream.take_final(), put)
        if gone.is_set():
            return Done(joined(parts, seconds), words)
    parts += _handed(stream.finish(), put)
    return Done(joined(parts, seconds), words)


def _handed(parts: Sequence[Transcript], put: Callable[[Transcript], None]) -> Sequence[Transcript]:
    for part in parts:
        put(part)
    return parts


def joined(parts: Sequence[Transcript], seconds: float) -> Transcript:
    """Put the utterances of an audio together."""
    if not parts:
        return Transcript("", (), round(seconds, 3))
    return replace(
        parts[0],
        text=" ".join(part.text for part in parts if part.text),
        words=tuple(word for part in parts for word in part.words),
        seconds=round(seconds, 3),
        entries=tuple(entry for part in parts for entry in part.entries),
        rejected=tuple(entry for part in parts for entry in part.rejected),
        considered=tuple(dict.fromkeys(text for part in parts for text in part.considered)),
        diagnostics=tuple(dict.fromkeys(one for part in parts for one in part.diagnostics)),
        nbest=(),
    )

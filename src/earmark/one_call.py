"""One call: what takes a recognizer, for those who need none of their own."""

from __future__ import annotations

from functools import cache

from earmark.call_lists import Words
from earmark.correction import Correction, Source
from earmark.offline import Audio
from earmark.recognizer import Recognizer


@cache
def bundled_recognizer() -> Recognizer:
    """The bundled recognizer, loaded once a process."""
    return Recognizer()


def correct(audio: Audio, transcript: Source, words: Words, *, format: str | None = None) -> Correction:
    """Write the list's entries into a transcript of another recognizer, with the bundled model.

    See :meth:`earmark.Recognizer.correct` for the arguments and errors.
    """
    return bundled_recognizer().correct(audio, transcript, words, format=format)

"""As said: text without capitals, punctuation and figures, for clients that compare it with phrases."""

from __future__ import annotations

from earmark.transcript import TranscribedWord, Transcript


def text_as_said(transcript: Transcript) -> str:
    """The text as it was said; entries in their display form."""
    written = any(word.spoken is not None for word in transcript.words)
    return transcript.spoken if written else transcript.text


def word_as_said(word: TranscribedWord) -> str:
    """The words of one as they were said."""
    return word.text if word.spoken is None else word.spoken

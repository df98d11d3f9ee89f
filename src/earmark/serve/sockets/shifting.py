"""Shifting: results of a part of a stream, with the times of the whole."""

from __future__ import annotations

from dataclasses import replace

from earmark.transcript import TranscribedWord, Transcript, WrittenEntry


def moved(transcript: Transcript, seconds: float) -> Transcript:
    """The transcript, ``seconds`` later."""
    if not seconds:
        return transcript
    return replace(
        transcript,
        words=tuple(moved_word(word, seconds) for word in transcript.words),
        entries=tuple(_moved_entry(entry, seconds) for entry in transcript.entries),
        rejected=tuple(_moved_entry(entry, seconds) for entry in transcript.rejected),
        seconds=round(transcript.seconds + seconds, 3),
    )


def moved_word(word: TranscribedWord, seconds: float) -> TranscribedWord:
    """The word, ``seconds`` later."""
    return replace(word, start=round(word.start + seconds, 3), end=round(word.end + seconds, 3))


def _moved_entry(entry: WrittenEntry, seconds: float) -> WrittenEntry:
    return replace(entry, start=round(entry.start + seconds, 3), end=round(entry.end + seconds, 3))

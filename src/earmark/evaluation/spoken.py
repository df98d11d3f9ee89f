"""The spoken form of a transcript, and where its words stand in it."""

from __future__ import annotations

from earmark.language import DEFAULT, Language
from earmark.transcript import TranscribedWord, Transcript


def place_words(
    transcript: Transcript, language: Language = DEFAULT
) -> tuple[list[str], list[tuple[TranscribedWord, int, int]]]:
    """Words of the spoken form, and (word, first, count) of each written word that is spoken.

    An entry counts as its text, whatever its display form, with the ending that it is written with.
    """
    spoken: list[str] = []
    placed = []
    for word in transcript.words:
        own = language.normalize(word.text if word.entry is None else word.entry + word.ending).split()
        if own:
            placed.append((word, len(spoken), len(own)))
        spoken += own
    return spoken, placed


def spoken_hypothesis(transcript: Transcript, language: Language = DEFAULT) -> str:
    """The spoken form as one text."""
    return " ".join(place_words(transcript, language)[0])

"""Channels: the transcripts of a recording's channels, merged by time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from earmark.output.cues import label_of
from earmark.output.units import ends_sentence, spaces_of
from earmark.transcript import TranscribedWord, Transcript

PAUSE = 0.5  # seconds: a phrase ends, and the other speaker's may stand before the next


def merge_channels(transcripts: Sequence[Transcript]) -> Transcript:
    """Merge the transcripts of channels 1, 2 ... by time; the text has a line a turn, as "1: Hello."."""
    phrases = [
        phrase
        for channel, transcript in enumerate(transcripts, start=1)
        for phrase in _phrases(transcript, channel)
    ]
    phrases.sort(key=lambda phrase: phrase.words[0].start)
    turns = [list(turn) for _, turn in groupby(phrases, key=lambda phrase: phrase.words[0].channel)]
    first = transcripts[0]
    return replace(
        first,
        text="\n".join(_line(turn) for turn in turns),
        words=tuple(word for turn in turns for phrase in turn for word in phrase.words),
        entries=tuple(sorted((e for one in transcripts for e in one.entries), key=lambda e: e.start)),
        rejected=tuple(sorted((e for one in transcripts for e in one.rejected), key=lambda e: e.start)),
        nbest=(),
        considered=tuple(dict.fromkeys(c for one in transcripts for c in one.considered)),
        diagnostics=tuple(dict.fromkeys(d for one in transcripts for d in one.diagnostics)),
    )


@dataclass(frozen=True)
class _Phrase:
    words: tuple[TranscribedWord, ...]
    text: str  # begins with a space where words are spaced


def _line(turn: Sequence[_Phrase]) -> str:
    return label_of(turn[0].words[0].channel or 0) + "".join(phrase.text for phrase in turn).lstrip()


def _phrases(transcript: Transcript, channel: int) -> Iterator[_Phrase]:
    """Runs of words up to the end of a sentence or a pause."""
    words: list[TranscribedWord] = []
    text = ""
    for word, spaced in zip(transcript.words, spaces_of(transcript), strict=True):
        if words and (word.start - words[-1].end >= PAUSE or ends_sentence(words[-1].text)):
            yield _Phrase(tuple(words), text)
            words, text = [], ""
        words.append(replace(word, channel=channel))
        text += " " * spaced + word.text
    if words:
        yield _Phrase(tuple(words), text)

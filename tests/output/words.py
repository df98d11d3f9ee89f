"""Transcripts made of words, for the tests of outputs."""

from earmark.transcript import TranscribedWord, Transcript


def spoken(text, start=0.0, rate=15.0, pauses=None, channel=None):
    """A transcript read at ``rate`` characters a second, with pauses before some words."""
    words, time = [], start
    for k, word in enumerate(text.split()):
        time += (pauses or {}).get(k, 0.0)
        end = time + (len(word) + 1) / rate
        words.append(TranscribedWord(word, round(time, 3), round(end, 3), 0.9, channel=channel))
        time = end
    return Transcript(text, tuple(words), round(time + 0.3, 3))

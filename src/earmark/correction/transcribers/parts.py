"""Cut long audio into parts that a server takes, and join the transcripts of the parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from earmark.audio.loudness import BRIEF, FRAME, brief_means, loudness
from earmark.audio.waveform import RATE, Samples

LONGEST = 600.0  # seconds: 19 MB of 16 bits, of the 25 MB that OpenAI takes
SEARCHED = 60.0  # seconds at the end of a part in which the cut is put where it is quietest


def parts(samples: Samples) -> Iterator[tuple[float, Samples]]:
    """Yield the start in seconds and the samples of each part, in order."""
    first, most = 0, round(LONGEST * RATE)
    while len(samples) - first > most:
        earliest = first + most - round(SEARCHED * RATE)
        cut = earliest + _quietest(samples[earliest : first + most])
        yield first / RATE, samples[first:cut]
        first = cut
    yield first / RATE, samples[first:]


def join_parts(answers: Sequence[tuple[float, dict[str, Any]]]) -> dict[str, Any]:
    """Join what a server answered to parts that begin at so many seconds; a single answer stays as it is."""
    if len(answers) == 1:
        return answers[0][1]
    joined = dict(answers[0][1])
    joined["text"] = " ".join(text for _, answer in answers if (text := answer["text"].strip()))
    for key in ("segments", "words"):
        if all(isinstance(answer.get(key), list) for _, answer in answers):
            joined[key] = [_later(item, start) for start, answer in answers for item in answer[key]]
        else:
            joined.pop(key, None)  # those of a part alone would be of other audio
    if "segments" in joined:
        joined["segments"] = [item | {"id": number} for number, item in enumerate(joined["segments"])]
    if "duration" in joined:
        joined["duration"] = answers[-1][0] + float(answers[-1][1].get("duration", 0.0))
    return joined


def _quietest(samples: Samples) -> int:
    """The sample in the middle of the quietest moment."""
    levels = brief_means(loudness(samples))
    return (int(np.argmin(levels)) + BRIEF // 2) * FRAME


def _later(item: dict[str, Any], seconds: float) -> dict[str, Any]:
    """A segment or a word that begins so many seconds later, with what stands inside it."""
    later = {key: item[key] + seconds for key in ("start", "end") if isinstance(item.get(key), int | float)}
    if isinstance(item.get("words"), list):
        later["words"] = [_later(word, seconds) for word in item["words"]]
    return item | later

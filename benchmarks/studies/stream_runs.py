"""Clips through streams: what was shown of each, when, and at what cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np

from earmark import Recognizer, TranscribedWord, Transcript, WordList
from earmark.audio import RATE, load_audio
from earmark.audio.waveform import Samples
from earmark.evaluation.manifest import Utterance
from earmark.live import Partial
from earmark.transcript import WrittenEntry

SILENCE = np.zeros(round(1.2 * RATE), np.float32)  # behind each clip: an end point
NEAR = 0.25  # seconds by which the times of one word in two hypotheses may differ

Result = TypeVar("Result")


@dataclass
class Run:
    """One clip through a stream."""

    seconds: float
    finals: list[Transcript] = field(default_factory=list)
    partials: list[tuple[float, Partial]] = field(default_factory=list)  # seconds of the stream taken before
    accepting: list[float] = field(default_factory=list)  # processor seconds of each call
    reading: list[float] = field(default_factory=list)
    finishing: list[float] = field(default_factory=list)  # of calls that returned a transcript
    ahead: list[float] = field(default_factory=list)  # of those before it that returned none

    @property
    def words(self) -> list[TranscribedWord]:
        """Of the finals."""
        return [word for final in self.finals for word in final.words]

    @property
    def text(self) -> str:
        """Of the finals."""
        return " ".join(final.text for final in self.finals)


def streamed(recognizer: Recognizer, row: Utterance, words: WordList | None, milliseconds: int = 100) -> Run:
    """Send a clip through a stream, block after block, as a microphone would."""
    audio = np.concatenate([load_audio(row.audio).samples, SILENCE])
    stream, run = recognizer.stream(words), Run(len(audio) / RATE)
    for block in blocks_of(audio, milliseconds * RATE // 1000):
        _timed(run.accepting, stream.accept, block)
        take(run, stream.take_final)
        run.partials.append((stream.seconds, _timed(run.reading, stream.partial)))
    take(run, stream.finish)
    return run


def take(run: Run, call: Callable[[], list[Transcript]]) -> None:
    """Keep the finals that a call returns, and its time."""
    spent: list[float] = []
    found = _timed(spent, call)
    run.finals += found
    (run.finishing if found else run.ahead).extend(spent)


def blocks_of(audio: Samples, size: int) -> Iterator[Samples]:
    """(size,) pieces."""
    return (audio[at : at + size] for at in range(0, len(audio), size))


def _timed(spent: list[float], call: Callable[..., Result], *arguments: object) -> Result:
    """Call, and append the thread's processor seconds: what others do on the machine does not count."""
    began = time.thread_time()
    result = call(*arguments)
    spent.append(time.thread_time() - began)
    return result


def first_shown(run: Run) -> list[float | None]:
    """Seconds of the stream from the end of each final word to the first partial that has it."""
    found: list[float | None] = []
    for word in run.words:
        at = next((at for at, partial in run.partials if has(partial.words, word)), None)
        found.append(None if at is None else at - word.end)
    return found


def first_stable(run: Run) -> list[float]:
    """Seconds of the stream from the end of each stable word to the first partial with it among them."""
    found: dict[tuple[str, float], float] = {}
    for at, partial in run.partials:
        for word in stable_words(partial):
            found.setdefault((word.text, word.start), at - word.end)
    return list(found.values())


def stable_words(partial: Partial) -> tuple[TranscribedWord, ...]:
    """Words of a partial that stay."""
    count, length = 0, 0
    while length < len(partial.stable):
        length += len(partial.words[count].text) + (count > 0)
        count += 1
    return partial.words[:count]


def shown_entries(runs: Sequence[Run]) -> tuple[int, int, int]:
    """Entries that partials showed, those that finals lack, and those that are not even rejected there."""
    shown = gone = lost = 0
    for run in runs:
        places: list[WrittenEntry] = []
        for _, partial in run.partials:
            places += [entry for entry in partial.entries if not near(places, entry)]
        shown += len(places)
        missing = [e for e in places if not near([e for final in run.finals for e in final.entries], e)]
        gone += len(missing)
        lost += sum(not near([e for final in run.finals for e in final.rejected], e) for e in missing)
    return shown, gone, lost


def near(entries: Sequence[WrittenEntry], entry: WrittenEntry) -> bool:
    """Whether an entry stands among others at its place."""
    return any(
        e.entry == entry.entry and e.start < entry.end + NEAR and entry.start < e.end + NEAR for e in entries
    )


def has(words: Sequence[TranscribedWord], word: TranscribedWord) -> bool:
    """Whether a word stands among others at its place."""
    return any(one.text == word.text and abs(one.start - word.start) <= NEAR for one in words)


def last_partials(run: Run) -> list[Partial]:
    """The last partial of each utterance."""
    pairs = pairwise([*(partial for _, partial in run.partials), Partial("", "")])
    return [before for before, after in pairs if before.words and not after.words]


def taken_back(runs: Sequence[Run]) -> tuple[int, int]:
    """Stable words that the finals have not, and all stable words."""
    gone = count = 0
    for run in runs:
        for partial in last_partials(run):
            stable = stable_words(partial)
            count += len(stable)
            gone += sum(not has(run.words, word) for word in stable)
    return gone, count

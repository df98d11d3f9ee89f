"""Streams at a time in one process: threads that speak in real time and share a recognizer.

    python -m benchmarks.studies.streams_load --data ../shared/data

Writes docs/figures/streams_load.md. Each thread has a list of its own. It takes a block of audio when it has
been said, and asks for finals and a partial behind it. Run it on a quiet machine: latency is of the clock.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, section, table, write_page
from benchmarks.studies.service_lists import Clip, client_list, clips_of
from benchmarks.studies.service_streams import spoken
from benchmarks.studies.stream_runs import has
from earmark import LiveStream, Recognizer, TranscribedWord, Transcript
from earmark.audio import RATE
from earmark.audio.waveform import Samples

STUDY = "studies.streams_load"
ENTRIES = 1000  # of each list
BLOCK = 0.1  # seconds
COUNTS = (1, 4, 8, 16)  # streams at a time
APART = 0.137  # seconds from the beginning of one stream to that of the next
ON_TIME = 0.5  # seconds after its last sample within which a stream that keeps up is finished


@dataclass
class Shown:
    """One stream as its user saw it: words of partials, and when they were there."""

    seconds: float = 0.0  # of audio
    finals: list[tuple[float, Transcript]] = field(default_factory=list)  # seconds of the clock
    partials: list[tuple[float, float, tuple[TranscribedWord, ...]]] = field(default_factory=list)  # the
    # clock, the audio taken by then, and the words
    lag: float = 0.0  # seconds, at most, by which it was behind what was said
    last: float = 0.0  # seconds by which it was behind when it ended

    def first(self, word: TranscribedWord) -> tuple[float, float] | None:
        """Seconds of audio and of the clock from a word's end to the first partial that has it."""
        found = next(((at, taken) for at, taken, words in self.partials if has(words, word)), None)
        return None if found is None else (found[1] - word.end, found[0] - word.end)


def main() -> None:
    """Run each number of streams and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--sentences", type=int, default=12, help="that each stream has (12)")
    parser.add_argument("--streams", type=int, nargs="+", default=COUNTS, help="at a time (1 4 8 16)")
    parser.add_argument("--threads", type=int, default=1, help="of one call of the recognizer (1)")
    arguments = parser.parse_args()
    clips = clips_of(arguments.data, arguments.work, max(arguments.streams) + arguments.sentences)
    recognizer = Recognizer(arguments.model, {"search.threads": arguments.threads}, verbatim=True)
    rows = []
    for count in arguments.streams:
        rows.append(row(count, *run(count, recognizer, clips, arguments)))
        print(*rows[-1], sep=" | ", flush=True)
    text = as_markdown(rows, arguments)
    if arguments.limit is None:
        write_page("streams_load", text)
    else:
        print(text)


def run(
    count: int, recognizer: Recognizer, clips: Sequence[Clip], arguments: argparse.Namespace
) -> tuple[list[Shown], float]:
    """What the users of ``count`` streams saw, and the processor's seconds."""
    audios = [spoken(clips[n : n + arguments.sentences]) for n in range(count)]
    lists: list[Any] = [client_list(arguments, clips, n, ENTRIES) for n in range(count)]
    streams = [recognizer.stream(words) for words in lists]
    shown = [Shown(len(audio) / RATE) for audio in audios]
    begin, before = time.monotonic() + 0.2, time.process_time()
    threads = [
        threading.Thread(target=speak, args=(streams[n], audios[n], shown[n], begin + n * APART))
        for n in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return shown, time.process_time() - before


def speak(stream: LiveStream, audio: Samples, shown: Shown, begin: float) -> None:
    """Send each block when it has been said, and ask for what there is."""
    size = round(BLOCK * RATE)
    for first in range(0, len(audio), size):
        said = min(first + size, len(audio)) / RATE
        time.sleep(max(0.0, begin + said - time.monotonic()))
        stream.accept(audio[first : first + size])
        finals = stream.take_final()
        shown.finals += [(time.monotonic() - begin, final) for final in finals]
        partial = stream.partial()
        now = time.monotonic() - begin
        shown.partials.append((now, said, partial.words))
        shown.lag = max(shown.lag, now - said)
    finals = stream.finish()
    now = time.monotonic() - begin
    shown.finals += [(now, final) for final in finals]
    shown.last = now - shown.seconds


def row(count: int, shown: Sequence[Shown], processor: float) -> Sequence[object]:
    """A row of the table."""
    words = [(one, word) for one in shown for _, final in one.finals for word in final.words]
    first = [found for one, word in words if (found := one.first(word)) is not None]
    late = [at - min(final.seconds, one.seconds) for one in shown for at, final in one.finals]
    audio, clock = (quantiles([pair[n] for pair in first]) for n in (0, 1))
    busy = processor / max(one.seconds for one in shown)
    lag, kept_up = max(one.lag for one in shown), sum(one.last <= ON_TIME for one in shown)
    return (
        count, len(late), f"{busy:.2f}", audio, clock, quantiles(late), f"{lag:.2f}", f"{kept_up} of {count}"
    )  # fmt: skip


def quantiles(values: Sequence[float]) -> str:
    """Median and 90th percentile."""
    return " / ".join(f"{np.quantile(values, share):.2f}" for share in (0.5, 0.9)) if values else "-"


def as_markdown(rows: Sequence[Sequence[object]], arguments: argparse.Namespace) -> str:
    """Make the page."""
    head = (
        "streams", "finals", "cores busy", "word shown, s of audio (p50 / p90)", "word shown, s (p50 / p90)",
        "final late, s (p50 / p90)", "largest lag, s", "keep up",
    )  # fmt: skip
    about = (
        f"Each stream has {arguments.sentences} sentences with pauses, in real time and in blocks of "
        f"{BLOCK:g} s, and a list of {ENTRIES:,} entries of its own; finals and a partial are asked for "
        f"behind each block. Threads of the recognizer in a call: {arguments.threads}."
    )
    return page("Streams in one process", STUDY, about, section("Delay", REMARK, table(head, rows)))


REMARK = f"""A word is shown by the first partial that has it, counted from its end: in audio that had come
in, and on the clock. A final is late from its end point. The lag is from the end of a block to the answers to
it. A stream keeps up if all is there {ON_TIME:g} s after its last sample."""


if __name__ == "__main__":
    main()

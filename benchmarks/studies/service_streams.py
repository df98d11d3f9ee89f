"""Streams of `earmark serve`: clients that speak in real time, each with a list of its own.

    python -m benchmarks.studies.service_streams --data ../shared/data

Writes docs/figures/streams.md. Every transcript is compared with that of the same audio and list in this
process; display forms carry the client's number, so that a mixed result shows.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, section, table, write_page
from benchmarks.studies.service import server
from benchmarks.studies.service_lists import Clip, client_list, clips_of
from earmark import Recognizer
from earmark.audio import RATE, load_audio

STUDY = "studies.service_streams"
ENTRIES = 1000  # of each client's list
BLOCK = 0.1  # seconds of audio in a message
PAUSE = 1.0  # seconds of silence behind each sentence
COUNTS = (1, 4, 8, 16)  # clients at a time


@dataclass
class Heard:
    """What the clients of one run saw."""

    finals: list[float] = field(
        default_factory=list
    )  # seconds from an utterance's certain end to its transcript
    partials: list[float] = field(
        default_factory=list
    )  # seconds from the audio that a partial has to the partial
    errors: list[str] = field(default_factory=list)
    wrong: int = 0  # clients with another text than the audio and the list give alone
    audio: float = 0.0  # seconds
    processor: float = 0.0  # seconds of the server


def main() -> None:
    """Start a server, speak to it, and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--sentences", type=int, default=8, help="that each client says (8)")
    parser.add_argument("--clients", type=int, nargs="+", default=COUNTS, help="at a time (1 4 8 16)")
    arguments = parser.parse_args()
    clips = clips_of(arguments.data, arguments.work, max(arguments.clients) + arguments.sentences)
    recognizer = Recognizer("english", {"search.threads": 1})
    rows = []
    with server() as (process, address):
        for count in arguments.clients:
            before = processor_seconds(process.pid)
            heard = asyncio.run(run(count, address, clips, recognizer, arguments))
            heard.processor = processor_seconds(process.pid) - before
            rows.append(row(count, heard))
            print(*rows[-1], flush=True)
    text = as_markdown(rows, arguments)
    if arguments.limit is None:
        write_page("streams", text)
    else:
        print(text)


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far, on Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(
    count: int,
    address: str,
    clips: Sequence[Clip],
    recognizer: Recognizer,
    arguments: argparse.Namespace,
) -> Heard:
    """Let ``count`` clients speak at a time."""
    heard = Heard()
    said = [spoken(clips[n : n + arguments.sentences]) for n in range(count)]
    lists = [client_list(arguments, clips, n, ENTRIES) for n in range(count)]
    url = address.replace("http", "ws") + "/v1/stream"
    talks = (client(url, said[n], lists[n], heard) for n in range(count))
    texts = await asyncio.gather(*talks)
    for n, text in enumerate(texts):
        heard.wrong += text != alone(recognizer, said[n], lists[n])
    heard.audio = sum(len(samples) for samples in said) / RATE
    return heard


def spoken(clips: Sequence[Clip]) -> NDArray[np.int16]:
    """(N,) sentences with pauses behind them, at 16 kHz."""
    silence = np.zeros(round(PAUSE * RATE), np.float32)
    parts = [part for clip in clips for part in (load_audio(io.BytesIO(clip.content)).samples, silence)]
    return (np.concatenate(parts) * 32767).astype("<i2")


def alone(recognizer: Recognizer, samples: NDArray[np.int16], words: list[dict[str, Any]]) -> list[str]:
    """Texts of the utterances without a server."""
    stream = recognizer.stream(words)  # type: ignore[arg-type]  # dictionaries are entries
    stream.accept(samples)
    return [final.text for final in stream.finish()]


async def client(
    url: str, samples: NDArray[np.int16], words: list[dict[str, Any]], heard: Heard
) -> list[str]:
    """Speak in real time; return the texts of the utterances."""
    async with connect(url, max_size=None, ping_interval=None) as ws:
        await ws.send(json.dumps({"type": "configure", "words": words}))
        for _ in range(2):
            await ws.recv()
        begin = time.monotonic()
        speaking = asyncio.create_task(speak(ws, samples, begin))
        texts = await hear(ws, begin, len(samples) / RATE, heard)
        await speaking
        return texts


async def speak(ws: ClientConnection, samples: NDArray[np.int16], begin: float) -> None:
    """Send each block when it has been said."""
    step = round(BLOCK * RATE)
    for first in range(0, len(samples), step):
        block = samples[first : first + step]
        await asyncio.sleep(max(0.0, begin + (first + len(block)) / RATE - time.monotonic()))
        await ws.send(block.tobytes())
    await ws.send(json.dumps({"type": "stop"}))


async def hear(ws: ClientConnection, begin: float, seconds: float, heard: Heard) -> list[str]:
    """Take answers until the end."""
    texts = []
    async for message in ws:
        answer = json.loads(message)
        late = time.monotonic() - begin - min(answer.get("seconds", 0.0), seconds)
        match answer["type"]:
            case "final":
                texts.append(answer["text"])
                heard.finals.append(late)
            case "partial":
                heard.partials.append(late)
            case "error":
                heard.errors.append(answer["error"]["message"])
    return texts


def row(count: int, heard: Heard) -> tuple[object, ...]:
    """Figures of one run."""
    times = [
        f"{p50:.2f} / {p95:.2f}" if found else "-"
        for found in (heard.finals, heard.partials)
        for p50, p95 in [np.quantile(found, (0.5, 0.95)) if found else (0.0, 0.0)]
    ]
    load = f"{heard.processor / heard.audio:.2f}"
    return count, f"{heard.audio:.0f}", load, len(heard.finals), *times, len(heard.errors), heard.wrong


def as_markdown(rows: Sequence[Sequence[object]], arguments: argparse.Namespace) -> str:
    """Make the page."""
    head = (
        "clients", "audio, s", "cores of a stream", "transcripts", "transcript late, s (p50 / p95)",
        "partial late, s (p50 / p95)", "errors", "clients with another text than alone",
    )  # fmt: skip
    remark = (
        "A transcript is late from the end of the silence that ends its utterance; a partial from the audio "
        "that it reads, 0.2 s of which the encoder waits for. Partials are asked for all the time."
    )
    about = (
        f"Each client says {arguments.sentences} sentences in real time over `/v1/stream`, with a list of "
        f"{ENTRIES:,} entries; `earmark serve` with its defaults, clients on the same machine."
    )
    return page("Streams at a time", STUDY, about, section("Delay", remark, table(head, rows)))


if __name__ == "__main__":
    main()

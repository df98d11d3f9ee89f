"""Load `earmark serve` with clients that each have a list of their own, while long lists are uploaded.

    python -m benchmarks.studies.service --data ../shared/data --seconds 300

Writes docs/figures/service.md. Every answer is compared with the one that the same clip and list had when
the server was idle; display forms carry the client's number, so that a mixed answer shows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, section, table, write_page
from benchmarks.studies.service_lists import Clip, client_list, clips_of, long_list
from earmark import Recognizer, WordList

STUDY = "studies.service"
ENTRIES = 1000  # of each client's list
LONG = 100_000  # entries of the lists that are uploaded meanwhile
PAIRS = 40  # requests with and without a cached list
BETWEEN = 5.0  # seconds from one upload to the next
MEBIBYTE = 1 << 20


@dataclass
class Load:
    """What was seen in a run."""

    seconds: list[float] = field(default_factory=list)  # of each answer
    audio: float = 0.0  # seconds that were transcribed
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # answers that differ from the idle server's
    uploads: list[float] = field(default_factory=list)  # seconds of each long list's upload
    memory: list[float] = field(default_factory=list)  # MiB, by the second


def main() -> None:
    """Start a server, load it, and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=300.0, help="of the load (300)")
    arguments = parser.parse_args()
    with server() as (process, address):
        text = asyncio.run(study(process.pid, address, arguments))
    if arguments.limit is None:
        write_page("service", text)
    else:
        print(text)


@contextmanager
def server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """(process, address) of a server with an empty store."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "earmark", "serve", "--port", "0", "--data", data]
        with open(Path(data) / "log", "w") as log:
            process = subprocess.Popen(command, stderr=log, text=True, env=os.environ | {"DATABASE_URL": ""})
        try:
            yield process, _address(process, Path(data) / "log")
        finally:
            process.terminate()
            process.wait(60)


def _address(process: subprocess.Popen[str], log: Path) -> str:
    while process.poll() is None:
        found = re.search(r"http://\S+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.1)
    raise SystemExit(log.read_text())


async def study(pid: int, address: str, arguments: argparse.Namespace) -> str:
    """Measure the cost of a list, then the load; return the page."""
    clips = clips_of(arguments.data, arguments.work, arguments.clients)
    limits = httpx.Limits(max_connections=arguments.clients + 4)
    async with httpx.AsyncClient(base_url=address, timeout=600, limits=limits) as http:
        lists = [client_list(arguments, clips, n, ENTRIES) for n in range(arguments.clients)]
        ids = [await stored(http, words) for words in lists]
        expected = {
            (n, c): (await transcribed(http, clip, id)).json()["text"]
            for n, id in enumerate(ids)
            for c, clip in enumerate(clips)
            if c % 4 == n % 4
        }
        costs = await list_cost(pid, http, clips, ids[0])
        alone = search_cost(clips, lists[0])
        load = await loaded(pid, http, clips, ids, expected, arguments)
    return as_markdown(load, costs, alone, arguments)


async def stored(http: httpx.AsyncClient, words: Sequence[dict[str, Any]]) -> str:
    """Store a list and return its id."""
    answer = await http.post("/v1/word-lists", json={"words": words})
    answer.raise_for_status()
    return str(answer.json()["id"])


async def transcribed(http: httpx.AsyncClient, clip: Clip, id: str | None) -> httpx.Response:
    """Transcribe a clip with a stored list."""
    fields = {} if id is None else {"word_list": id}
    return await http.post("/v1/audio/transcriptions", files={"file": (clip.name, clip.content)}, data=fields)


async def list_cost(
    pid: int, http: httpx.AsyncClient, clips: Sequence[Clip], id: str
) -> dict[str, tuple[float, float]]:
    """Median seconds, and processor seconds of the server, of requests without and with a cached list."""
    found: dict[str, list[tuple[float, float]]] = {"none": [], "cached": []}
    for number in range(PAIRS):
        clip = clips[number % len(clips)]
        for name, given in (("none", None), ("cached", id))[:: 1 if number % 2 else -1]:
            begin, used = time.perf_counter(), processor_seconds(pid)
            (await transcribed(http, clip, given)).raise_for_status()
            found[name].append((time.perf_counter() - begin, processor_seconds(pid) - used))
    return {
        name: (float(np.median([wall for wall, _ in rows])), float(np.mean([used for _, used in rows])))
        for name, rows in found.items()
    }


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def search_cost(clips: Sequence[Clip], words: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Mean processor seconds of the recognizer alone, in this process, without and with the list."""
    recognizer = Recognizer("english", {"search.threads": 1})
    compiled = recognizer.compile(WordList.of(words))
    found: dict[str, list[float]] = {"none": [], "cached": []}
    for number in range(PAIRS):
        clip = clips[number % len(clips)]
        for name, given in (("none", None), ("cached", compiled)):
            begin = time.process_time()
            recognizer.transcribe(clip.content, given)
            found[name].append(time.process_time() - begin)
    return {name: float(np.mean(used)) for name, used in found.items()}


async def loaded(
    pid: int,
    http: httpx.AsyncClient,
    clips: Sequence[Clip],
    ids: Sequence[str],
    expected: dict[tuple[int, int], str],
    arguments: argparse.Namespace,
) -> Load:
    """Let all clients work until the time is over."""
    load, until = Load(), time.monotonic() + arguments.seconds
    clients = [client(n, http, clips, id, expected, load, until) for n, id in enumerate(ids)]
    watching = asyncio.ensure_future(watch(pid, load))
    await asyncio.gather(upload(http, arguments, load, until), *clients)
    watching.cancel()
    return load


async def client(
    number: int,
    http: httpx.AsyncClient,
    clips: Sequence[Clip],
    id: str,
    expected: dict[tuple[int, int], str],
    load: Load,
    until: float,
) -> None:
    """Transcribe one clip after the other with the client's list."""
    own = [c for c in range(len(clips)) if (number, c) in expected]
    turn = 0
    while time.monotonic() < until:
        c = own[turn % len(own)]
        turn += 1
        begin = time.perf_counter()
        try:
            answer = await transcribed(http, clips[c], id)
        except httpx.HTTPError as error:
            load.statuses[type(error).__name__] += 1
            continue
        load.statuses[str(answer.status_code)] += 1
        if answer.status_code == 429:
            await asyncio.sleep(float(answer.headers["Retry-After"]))
        elif answer.status_code == 200:
            load.seconds.append(time.perf_counter() - begin)
            load.audio += clips[c].seconds
            text = answer.json()["text"]
            if text != expected[number, c]:
                load.wrong.append(f"{text!r}, expected {expected[number, c]!r}")


async def upload(http: httpx.AsyncClient, arguments: argparse.Namespace, load: Load, until: float) -> None:
    """Replace a long list again and again, and use it once each time."""
    clip = clips_of(arguments.data, arguments.work, 1)[0]
    id = await stored(http, [{"phrase": "Fremont"}])
    turn = 0
    while time.monotonic() < until:
        content = "\n".join(long_list(arguments, LONG, turn)).encode()
        turn += 1
        begin = time.perf_counter()
        kind = {"Content-Type": "text/plain"}
        answer = await http.put(f"/v1/word-lists/{id}", content=content, headers=kind)
        load.statuses[f"upload {answer.status_code}"] += 1
        load.uploads.append(time.perf_counter() - begin)
        used = await transcribed(http, clip, id)
        load.statuses[f"use of the upload {used.status_code}"] += 1
        await asyncio.sleep(BETWEEN)


async def watch(pid: int, load: Load) -> None:
    """Read the server's memory every second."""
    page_size = os.sysconf("SC_PAGE_SIZE")
    while True:
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        load.memory.append(resident * page_size / MEBIBYTE)
        await asyncio.sleep(1.0)


def as_markdown(
    load: Load,
    costs: dict[str, tuple[float, float]],
    alone: dict[str, float],
    arguments: argparse.Namespace,
) -> str:
    """Make the page."""
    p50, p95 = np.quantile(load.seconds, (0.5, 0.95))
    thirds = [f"{np.median(part):.0f}" for part in np.array_split(load.memory, 3)]
    longest = f"{np.median(load.uploads):.1f} / {max(load.uploads):.1f}"
    statuses = ", ".join(f"{name}: {count}" for name, count in sorted(load.statuses.items()))
    rows = [
        ("answers", f"{len(load.seconds):,}"),
        ("statuses", statuses),
        ("answers that differ from those of an idle server", str(len(load.wrong))),
        ("p50 / p95, s", f"{p50:.2f} / {p95:.2f}"),
        ("requests a minute", f"{60 * len(load.seconds) / arguments.seconds:.0f}"),
        ("seconds of audio a second", f"{load.audio / arguments.seconds:.1f}"),
        ("memory, MiB: median of the first, second and last third", " / ".join(thirds)),
        ("memory at most, MiB", f"{max(load.memory):.0f}"),
        (f"upload of {LONG:,} entries, s: median / longest", longest),
    ]
    names = {"none": "without a list", "cached": f"with a stored list of {ENTRIES:,}"}
    cached = [
        (names[name], f"{wall:.3f}", f"{used:.3f}", f"{alone[name]:.3f}", f"{used - alone[name]:.3f}")
        for name, (wall, used) in costs.items()
    ]
    about = LOAD.format(clients=arguments.clients, seconds=arguments.seconds)
    texts = (
        section("Load", about, table(("", ""), rows)),
        section("A cached list", CACHED, table(HEAD, cached)),
    )
    return page("The server under load", STUDY, INTRODUCTION, *texts)


INTRODUCTION = "`earmark serve` with its defaults and SQLite; clients on the same machine."
LOAD = """{clients} clients for {seconds:g} seconds, each with a stored list of 1,000 entries whose display
forms carry the client's number. Meanwhile a list of 100,000 entries is replaced and used again and again."""
HEAD = (
    "request", "median, s", "processor of the server, s", "of the recognizer alone, s", "server's share, s",
)  # fmt: skip
CACHED = """One client, one request after the other, with and without the list in turn; processor time is the
mean. The recognizer alone ran in another process: what a list costs there is the search for its entries, and
the server's share is what HTTP, the store and the answer add."""


if __name__ == "__main__":
    main()

"""Kill writers of word lists again and again, and look for what they acknowledged.

    python -m benchmarks.studies.killed_writers --kills 200 [--database postgresql://...]

A writer replaces a list as fast as it can and reports each version that the store acknowledged; it is killed
by SIGKILL at a random moment. Then every version that is kept must be whole, and the last that was
acknowledged must be there. The exit code is 1 where one is not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from earmark.biasing import WordList
from earmark.serve.settings import Settings
from earmark.serve.store import Store

ENTRIES = 2000  # of each list: a write takes some milliseconds
LONGEST = 0.15  # seconds from a writer's first acknowledgement to its end
OWNER = "killed"
SHOWN = 20  # kills from one line to the next


def main() -> int:
    """Kill writers and count what is lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", help="address of a PostgreSQL; SQLite in a temporary folder without")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        url = Settings(data=Path(data), database_url=arguments.database).store_url
        Store(url).close()  # with its schema
        chance = random.Random(0)
        versions = lost = halves = 0
        for number in range(arguments.kills):
            id, acknowledged = killed(url, f"list {number}", chance.uniform(0, LONGEST))
            kept, newest, broken = asyncio.run(look(url, id, f"list {number}"))
            versions, lost, halves = versions + kept, lost + (newest < acknowledged), halves + broken
            if not (number + 1) % SHOWN or number + 1 == arguments.kills:
                print(
                    f"{number + 1} kills, {versions} versions read: {lost} lists lost an acknowledged write, "
                    f"{halves} versions were half written", flush=True,
                )  # fmt: skip
    return int(bool(lost or halves))


def killed(url: str, name: str, seconds: float) -> tuple[str, int]:
    """Kill a writer; return the list's id and the last version that it saw acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        asyncio.run(write(url, name, writer))
        os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "r") as lines:
        first = lines.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole = [line for line in (first, *lines) if line.endswith("\n")]
    id, version = whole[-1].split()
    return id, int(version)


async def write(url: str, name: str, pipe: int) -> None:
    """Replace a list without end, and report each version."""
    store = Store(url)
    head = await store.add(OWNER, name, content(name, 1))
    while True:
        os.write(pipe, f"{head.id} {head.version}\n".encode())
        head = await store.replace(OWNER, head.id, content(name, head.version + 1))


async def look(url: str, id: str, name: str) -> tuple[int, int, int]:
    """Return how many versions of a list are kept, the newest, and how many are not whole; then delete it."""
    store = Store(url)
    kept = await store.versions(OWNER, id)
    lists = [await store.word_list(OWNER, id, head.version) for head in kept]
    broken = sum(found.words != content(name, found.version) for found in lists)
    await store.delete(OWNER, id)
    store.close()
    return len(kept), kept[0].version, broken


def content(name: str, version: int) -> WordList:
    """The words of one version."""
    return WordList.of([f"{name} {version} {number}" for number in range(ENTRIES)])


if __name__ == "__main__":
    raise SystemExit(main())

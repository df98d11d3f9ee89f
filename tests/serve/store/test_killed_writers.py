"""A writer that is killed: what it acknowledged is there, and no list is half written."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from earmark.serve.store import Store

DELAYS = (
    0.02,
    0.1,
)  # seconds behind the first acknowledgement; benchmarks/studies/killed_writers.py does it 200 times
WRITER = """
import asyncio, sys
from earmark.biasing import WordList
from earmark.serve.store import Store

async def write(store, name):
    head = await store.add("ann", name, WordList.of([f"{name} 0 {k}" for k in range(2000)]))
    print(head.id, name, 1, flush=True)
    for number in range(1, 1000):
        words = WordList.of([f"{name} {number} {k}" for k in range(2000)])
        print(head.id, name, (await store.replace("ann", head.id, words)).version, flush=True)

asyncio.run(write(Store(sys.argv[1]), sys.argv[2]))
"""


def killed(url, name, seconds):
    """(id, version) that a writer acknowledged before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    lines = [first, *writer.communicate()[0].splitlines(keepends=True)]
    id, _, version = next(line for line in reversed(lines) if line.endswith("\n")).split()
    return id, int(version)


@pytest.mark.parametrize("delay", DELAYS)
def test_what_was_acknowledged_is_there(url, delay):
    id, acknowledged = killed(url, "towns", delay)
    store = Store(url)
    found = asyncio.run(store.word_list("ann", id))
    versions = asyncio.run(store.versions("ann", id))
    contents = [asyncio.run(store.word_list("ann", id, head.version)) for head in versions]
    store.close()
    assert acknowledged <= found.version <= acknowledged + 1
    for content in contents:
        expected = [f"towns {content.version - 1} {k}" for k in range(2000)]
        assert [word.text for word in content.words] == expected

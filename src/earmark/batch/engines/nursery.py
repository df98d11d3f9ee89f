"""Nursery: a process that loads the recognizer once and forks the workers, which share its memory.

It has one thread, opens no connections and transcribes nothing, so that it can be forked at any time. It is
run as ``python -m earmark.batch.engines.nursery FD``; ``FD`` is its end of a socket to the run.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any

import numpy as np

from earmark.audio import RATE
from earmark.batch.engines.preparing import describe
from earmark.batch.engines.worker import work
from earmark.batch.recipe import Recipe
from earmark.errors import EarmarkError

WARM_UP = 1.0  # seconds of noise: what is loaded when it is first used is loaded before the fork
FORK = "fork"


def main(connection: Connection) -> None:
    """Load the recognizer that the run asks for, then fork a worker at each request.

    Raises:
        EOFError, OSError: the run is gone.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # dead workers leave nothing behind
    recipe, attempts = connection.recv()
    try:
        recognizer = recipe.open()
        warm_up(recognizer, recipe)
        prepared = describe(recipe, recognizer)
    except Exception as error:
        connection.send(error if isinstance(error, EarmarkError) else EarmarkError(f"{error!r}"))
        return
    connection.send(prepared)
    gc.collect()
    gc.freeze()  # a collection in a worker would copy the pages that it shares
    while connection.recv() == FORK:
        handle = recv_handle(connection)
        pid = os.fork()
        if pid == 0:
            connection.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a transcriber may wait for programs
            with contextlib.suppress(EOFError, OSError):  # the run is gone
                work(Connection(handle), recognizer, recipe.nbest, attempts)
            os._exit(0)
        os.close(handle)
        connection.send(pid)


def warm_up(recognizer: Any, recipe: Recipe) -> None:
    """Transcribe a second of noise with the networks; another recognizer that writes is left alone."""
    noise = np.random.default_rng(0).normal(0, 0.01, round(WARM_UP * RATE)).astype(np.float32)
    with contextlib.suppress(EarmarkError):
        recognizer.decode([recognizer.encode(noise)])


if __name__ == "__main__":
    with contextlib.suppress(EOFError, OSError):  # the run is gone
        main(Connection(socket.socket(fileno=int(sys.argv[1])).detach()))

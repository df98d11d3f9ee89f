"""Nursery: a process that loads the recognizer once and forks the workers, which share its memory.

It has one thread and opens no connections, so that it can be forked at any time. It is run as
``python -m earmark.batch.engines.nursery FD``; ``FD`` is its end of a socket to the run.
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

import numpy as np

from earmark.audio import RATE
from earmark.batch.engines.preparing import describe
from earmark.batch.engines.worker import work
from earmark.batch.recipe import Recipe
from earmark.errors import EarmarkError
from earmark.recognizer import Recognizer

WARM_UP = 1.0  # seconds of noise: what is loaded when it is first used is loaded before the fork
WHISPER = "faster-whisper"


def main(connection: Connection) -> None:
    """Load the recognizer that the run asks for, then fork a worker at each request.

    Raises:
        EOFError, OSError: the run is gone.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # dead workers leave nothing behind
    recipe, attempts = connection.recv()
    try:
        recognizer = recipe.open()
        warm_up(recognizer)
        prepared = describe(recipe, recognizer)
    except Exception as error:
        connection.send(error if isinstance(error, EarmarkError) else EarmarkError(f"{error!r}"))
        return
    forks = can_fork(recipe)
    connection.send((prepared, forks))
    gc.collect()
    gc.freeze()  # a collection in a worker would copy the pages that it shares
    while True:
        handle = recv_handle(connection)
        pid = os.fork() if forks else 0
        if pid == 0:
            if not forks:
                connection.send(os.getpid())
            connection.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a transcriber may wait for programs
            with contextlib.suppress(EOFError, OSError):  # the run is gone
                work(Connection(handle), recognizer, recipe.nbest, attempts)
            os._exit(0)
        os.close(handle)
        connection.send(pid)


def can_fork(recipe: Recipe) -> bool:
    """Whether what was loaded works in a forked process: threads of CTranslate2 and GPUs do not.

    A process that cannot be forked becomes the one worker that it makes.
    """
    torch = sys.modules.get("torch")
    on_gpu = torch is not None and torch.cuda.is_initialized()
    return not on_gpu and not (recipe.transcriber or "").startswith(WHISPER)


def warm_up(recognizer: Recognizer) -> None:
    """Transcribe a second of noise with the networks; another recognizer that writes is left alone."""
    noise = np.random.default_rng(0).normal(0, 0.01, round(WARM_UP * RATE)).astype(np.float32)
    with contextlib.suppress(EarmarkError):
        if recognizer.transcriber is None:
            recognizer.transcribe((noise, RATE))
        else:
            recognizer.decode([recognizer.encode(noise)])


if __name__ == "__main__":
    with contextlib.suppress(EOFError, OSError):  # the run is gone
        main(Connection(socket.socket(fileno=int(sys.argv[1])).detach()))

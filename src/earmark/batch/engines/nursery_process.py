"""NurseryProcess: a process that holds a recognizer, as the run sees it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle

from earmark.batch.engines.engine import Prepared
from earmark.batch.recipe import Recipe
from earmark.errors import EarmarkError

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class NurseryProcess:
    """Loads a recognizer and makes workers of it."""

    def __init__(self, recipe: Recipe, attempts: int) -> None:
        """Begin to load, without waiting for it."""
        ours, theirs = socket.socketpair()
        with theirs:
            paths = os.pathsep.join(path or os.getcwd() for path in sys.path)
            environment = os.environ | dict.fromkeys(ONE_THREAD, "1") | {"PYTHONPATH": paths}
            command = [sys.executable, "-m", "earmark.batch.engines.nursery", str(theirs.fileno())]
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C in a terminal reaches the run alone, which decides what it stops
            )
        self._connection = Connection(ours.detach())
        self._connection.send((recipe, attempts))
        self.forks = True  # else it becomes the one worker that it makes; known once it is loaded

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def wait(self) -> Prepared:
        """Wait until the recognizer is loaded.

        Raises:
            EarmarkError: the model, an option or the list cannot be used, or the process died.
        """
        try:
            told = self._connection.recv()
        except (EOFError, OSError):
            raise EarmarkError(
                f"the process that loads the recognizer ended with code {self._process.wait()}: see if there "
                "is enough memory"
            ) from None
        if isinstance(told, Exception):
            raise told
        prepared: Prepared
        prepared, self.forks = told
        return prepared

    def worker(self) -> tuple[Connection, int]:
        """A connection to a new worker, and its number.

        Raises:
            EOFError, OSError: the process has died.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            send_handle(self._connection, theirs.fileno(), self._process.pid)
            pid = self._connection.recv()
        return Connection(ours.detach()), pid

    def stop(self) -> None:
        """End it at once."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

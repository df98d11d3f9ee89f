"""Stopping: Ctrl-C once finishes the shards in work, twice stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = "interrupted"


class Stopping:
    """Whether a run is to end, and why."""

    def __init__(self) -> None:
        self.reason: str | None = None

    @property
    def asked(self) -> bool:
        """Whether the run is to end once the shards in work are finished."""
        return self.reason is not None

    def ask(self, reason: str) -> None:
        """Let the run end; the first reason stays."""
        self.reason = self.reason or reason

    @contextmanager
    def on_interrupt(self, tell: Callable[[], None]) -> Iterator[None]:
        """Take the first Ctrl-C as a wish to end, and call ``tell``; the second raises KeyboardInterrupt."""
        if threading.current_thread() is not threading.main_thread():
            yield  # signals reach the main thread alone
            return

        def interrupt(number: int, frame: FrameType | None) -> None:
            if self.reason == INTERRUPTED:
                raise KeyboardInterrupt
            self.reason = INTERRUPTED
            tell()

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

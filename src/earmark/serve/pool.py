"""Pool: worker threads behind a bounded queue."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from earmark.serve.errors import Busy

T = TypeVar("T")
P = ParamSpec("P")
USUAL_SECONDS = 2.0  # of a call, before one was measured
SMOOTHING = 0.1  # weight of the newest call in the mean time of one


class Pool:
    """Calls functions on threads, so that the event loop stays free. Used in one event loop."""

    def __init__(self, name: str, workers: int, queue: int, queue_seconds: float) -> None:
        """Begin without calls.

        Args:
            name: of the threads.
            workers: calls at a time.
            queue: calls that may wait besides.
            queue_seconds: that one of them waits at most.
        """
        self.waiting = 0  # calls accepted and not done, those that run included
        self._workers, self._queue, self._queue_seconds = workers, queue, queue_seconds
        self._threads = ThreadPoolExecutor(workers, f"earmark-{name}")
        self._mean = USUAL_SECONDS
        self._closed = False

    @property
    def retry_after(self) -> int:
        """Seconds after which half of those that wait now are done."""
        return max(1, round(self._mean * self.waiting / self._workers / 2))

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function.

        Raises:
            Busy: as many calls wait as may, or no worker was free in time.
        """
        if self._closed or self.waiting >= self._workers + self._queue:
            raise Busy(
                f"{self.waiting} requests are being computed or wait: send it again later", self.retry_after
            )
        loop = asyncio.get_running_loop()
        started: asyncio.Future[None] = loop.create_future()

        def timed() -> T:
            loop.call_soon_threadsafe(_set, started)
            begin = time.monotonic()
            try:
                return function(*args, **kwargs)
            finally:
                loop.call_soon_threadsafe(self._measured, time.monotonic() - begin)

        self.waiting += 1
        work = self._threads.submit(timed)
        future = asyncio.wrap_future(work)
        future.add_done_callback(self._done)
        try:
            await asyncio.wait_for(asyncio.shield(started), self._queue_seconds)
        except asyncio.CancelledError:  # the client has gone
            work.cancel()
            raise
        except TimeoutError:
            if work.cancel():
                raise Busy(
                    f"no worker was free for {self._queue_seconds:g} seconds: send it again later",
                    self.retry_after,
                ) from None
        return await asyncio.shield(future)

    async def close(self) -> None:
        """Finish the calls that were accepted, and end the threads."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)

    def _measured(self, seconds: float) -> None:
        self._mean += SMOOTHING * (seconds - self._mean)

    def _done(self, future: asyncio.Future[T]) -> None:
        self.waiting -= 1
        if not future.cancelled():
            future.exception()  # retrieved, also where the client has gone


def _set(started: asyncio.Future[None]) -> None:
    if not started.done():
        started.set_result(None)

"""Engine: the recognizer behind a bounded queue, on threads that leave the event loop free."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from earmark.biasing import BiasList, BiasStore, WordList
from earmark.call_lists import Words
from earmark.correction.transcribers import open_transcriber
from earmark.live import AsyncStream
from earmark.recognizer import Recognizer
from earmark.serve.errors import Busy, RequestError
from earmark.serve.settings import Settings

T = TypeVar("T")
P = ParamSpec("P")
USUAL_SECONDS = 2.0  # of a request, before one was measured
SMOOTHING = 0.1  # weight of the newest request in the mean time of one


class Engine:
    """Computes for all requests. Made once; its methods are called in one event loop."""

    def __init__(self, settings: Settings, recognizer: Recognizer | None = None) -> None:
        """Load the model.

        Args:
            settings: of the server.
            recognizer: one that is loaded, in place of the settings' model.

        Raises:
            EarmarkError: the model or a transcriber cannot be loaded.
        """
        limits = settings.limits
        if recognizer is None:
            store = BiasStore(limits.cache_bytes)
            recognizer = Recognizer(settings.model, {"search.threads": settings.threads}, store=store)
        self.recognizer = recognizer
        self.language = recognizer.model.language.partition("-")[0]  # ISO 639 code
        self.transcribers = {
            name: recognizer.with_transcriber(open_transcriber(name, threads=settings.threads))
            for name in settings.transcribers
        }
        self.streams = 0  # open
        self.waiting = 0  # requests accepted and not done, those being computed included
        self._settings = settings
        self._pool = ThreadPoolExecutor(settings.workers, "earmark-worker")
        self._mean = USUAL_SECONDS
        self._closed = False

    @property
    def ready(self) -> bool:
        """Whether requests are accepted."""
        return not self._closed

    def chosen(self, transcriber: str | None) -> Recognizer:
        """Return the recognizer whose sentences a transcriber writes; None or "none" for the search.

        Raises:
            RequestError: the server has no such transcriber.
        """
        if transcriber in (None, "", "none"):
            return self.recognizer
        if transcriber not in self.transcribers:
            names = ", ".join(map(repr, ["none", *self.transcribers]))
            raise RequestError(
                f"the server has no transcriber {transcriber!r}: give one of {names}", param="transcriber"
            )
        return self.transcribers[transcriber]

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function on one of the workers.

        Raises:
            Busy: as many requests wait as may.
        """
        limits = self._settings.limits
        if self._closed or self.waiting >= self._settings.workers + limits.queue:
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
        work = self._pool.submit(timed)
        future = asyncio.wrap_future(work)
        future.add_done_callback(self._done)
        try:
            await asyncio.wait_for(asyncio.shield(started), limits.queue_seconds)
        except asyncio.CancelledError:  # the client has gone
            work.cancel()
            raise
        except TimeoutError:
            if work.cancel():
                raise Busy(
                    f"no worker was free for {limits.queue_seconds:g} seconds: send it again later",
                    self.retry_after,
                ) from None
        return await asyncio.shield(future)

    @property
    def retry_after(self) -> int:
        """Seconds after which half of those that wait now are done."""
        return max(1, round(self._mean * self.waiting / self._settings.workers / 2))

    async def compiled(self, words: WordList) -> BiasList:
        """Compile a list; one that the store keeps costs nothing.

        Raises:
            WordListError: the list is unusable.
            Busy: as many requests wait as may.
        """
        found = await self.run(self.recognizer.compile, words)
        assert found is not None  # a list was given
        return found

    @asynccontextmanager
    async def stream(self, words: Words = None) -> AsyncIterator[AsyncStream]:
        """Begin a stream that counts against those that may be open.

        Raises:
            Busy: as many streams are open as may.
            WordListError: the list is unusable.
        """
        most = self._settings.limits.streams
        if self._closed or self.streams >= most:
            raise Busy(f"{self.streams} of {most} streams are open: begin this one later", 5)
        self.streams += 1
        try:
            yield AsyncStream(await asyncio.to_thread(self.recognizer.stream, words))
        finally:
            self.streams -= 1

    def drain(self) -> None:
        """Accept nothing more; what was accepted is finished."""
        self._closed = True

    async def close(self) -> None:
        """Finish what was accepted and end the workers."""
        self.drain()
        await asyncio.to_thread(self._pool.shutdown)

    def _measured(self, seconds: float) -> None:
        self._mean += SMOOTHING * (seconds - self._mean)

    def _done(self, future: asyncio.Future[T]) -> None:
        self.waiting -= 1
        if not future.cancelled():
            future.exception()  # retrieved, also where the client has gone


def _set(started: asyncio.Future[None]) -> None:
    if not started.done():
        started.set_result(None)

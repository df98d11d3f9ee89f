"""Engine: the recognizer behind bounded queues, on threads that leave the event loop free."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar

from earmark.biasing import BiasList, BiasStore, WordList
from earmark.call_lists import Words
from earmark.correction.transcribers import open_transcriber
from earmark.live import AsyncStream
from earmark.recognizer import Recognizer
from earmark.serve.errors import Busy, RequestError
from earmark.serve.pool import Pool
from earmark.serve.settings import Settings

T = TypeVar("T")
P = ParamSpec("P")
LONG = 5_000  # entries, which take half a second: longer lists are compiled on a thread of their own
LONG_LISTS = 8  # that wait for it at most


def named(transcriber: str) -> tuple[str, str]:
    """Return the name that requests give, and what opens it: of "NAME=SPEC", or the kind of a SPEC alone.

    Requests never see a SPEC, which may hold a command or an address.
    """
    found = re.fullmatch(r"([\w-]+)=(.+)", transcriber)
    return (found[1], found[2]) if found else (transcriber.partition(":")[0], transcriber)


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
            name: recognizer.with_transcriber(open_transcriber(spec, self.language, settings.threads))
            for name, spec in map(named, settings.transcribers)
        }
        self.streams = 0  # open
        self._draining = False
        self._most_streams = limits.streams
        self._work = Pool("worker", settings.workers, limits.queue, limits.queue_seconds)
        self._lists = Pool("lists", 1, LONG_LISTS, limits.queue_seconds)

    @property
    def ready(self) -> bool:
        """Whether requests are accepted."""
        return not self._draining

    @property
    def waiting(self) -> int:
        """Requests accepted and not done."""
        return self._work.waiting + self._lists.waiting

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
        return await self._work.run(function, *args, **kwargs)

    async def compiled(self, words: WordList) -> BiasList:
        """Compile a list; one that the store keeps costs nothing. Long ones keep no worker from transcribing.

        Raises:
            WordListError: the list is unusable.
            Busy: as many requests wait as may.
        """
        kept = self.recognizer.store.find(words, self.recognizer.compiler)
        if kept is not None:
            return kept
        found = await self.run_on(words, self.recognizer.compile, words)
        assert found is not None  # a list was given
        return found

    async def run_on(self, words: WordList, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a function whose time grows with the length of a list.

        Raises:
            Busy: as many requests wait as may.
        """
        pool = self._lists if len(words) >= LONG else self._work
        return await pool.run(function, *args, **kwargs)

    @asynccontextmanager
    async def stream(self, words: Words = None) -> AsyncIterator[AsyncStream]:
        """Begin a stream that counts against those that may be open.

        Raises:
            Busy: as many streams are open as may.
            WordListError: the list is unusable.
        """
        if not self.ready or self.streams >= self._most_streams:
            raise Busy(f"{self.streams} of {self._most_streams} streams are open: begin this one later", 5)
        self.streams += 1
        try:
            yield AsyncStream(await asyncio.to_thread(self.recognizer.stream, words))
        finally:
            self.streams -= 1

    def drain(self) -> None:
        """Accept no further request or stream; what was accepted is finished."""
        self._draining = True

    async def close(self) -> None:
        """Finish what was accepted and end the threads."""
        self.drain()
        await self._lists.close()
        await self._work.close()

"""AsyncStream: a live stream for programs on asyncio."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.call_lists import Words
from earmark.live.partial import Partial
from earmark.live.stream import LiveStream
from earmark.transcript import Transcript

T = TypeVar("T")


async def _in_thread(method: Callable[..., T], *arguments: Any) -> T:
    import asyncio  # brings sockets along; programs that use this class have it loaded

    return await asyncio.to_thread(method, *arguments)


class AsyncStream:
    """A :class:`LiveStream` whose methods are awaited, one after another; they run in asyncio's threads.

    A call that is cancelled goes on in its thread. The transcripts that it finds come with the next
    :meth:`take_final`.
    """

    def __init__(self, stream: LiveStream) -> None:
        self.stream = stream
        self._found: list[Transcript] = []  # that no call has returned
        self._finding = Lock()

    @property
    def seconds(self) -> float:
        """As :attr:`LiveStream.seconds`."""
        return self.stream.seconds

    async def accept(self, samples: NDArray[Any], rate: int = RATE) -> None:
        """As :meth:`LiveStream.accept`."""
        await _in_thread(self.stream.accept, samples, rate)

    async def partial(self) -> Partial:
        """As :meth:`LiveStream.partial`."""
        return await _in_thread(self.stream.partial)

    async def take_final(self) -> list[Transcript]:
        """As :meth:`LiveStream.take_final`, with what calls found that were cancelled."""
        return await self._finals(self.stream.take_final)

    async def finish(self) -> list[Transcript]:
        """As :meth:`LiveStream.finish`; if it is cancelled, :meth:`take_final` has the transcripts."""
        return await self._finals(self.stream.finish)

    async def update_words(self, words: Words) -> None:
        """As :meth:`LiveStream.update_words`."""
        await _in_thread(self.stream.update_words, words)

    async def _finals(self, method: Callable[[], list[Transcript]]) -> list[Transcript]:
        def find() -> None:
            with self._finding:
                self._found += method()

        await _in_thread(find)
        with self._finding:
            found, self._found = self._found, []
        return found

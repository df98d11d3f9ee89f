"""AsyncStream: a live stream for programs on asyncio."""

from __future__ import annotations

from collections.abc import Callable
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
    """A :class:`LiveStream` whose methods are awaited, one after another; they run in asyncio's threads."""

    def __init__(self, stream: LiveStream) -> None:
        self.stream = stream

    async def accept(self, samples: NDArray[Any], rate: int = RATE) -> None:
        """As :meth:`LiveStream.accept`."""
        await _in_thread(self.stream.accept, samples, rate)

    async def partial(self) -> Partial:
        """As :meth:`LiveStream.partial`."""
        return await _in_thread(self.stream.partial)

    async def take_final(self) -> list[Transcript]:
        """As :meth:`LiveStream.take_final`."""
        return await _in_thread(self.stream.take_final)

    async def finish(self) -> list[Transcript]:
        """As :meth:`LiveStream.finish`."""
        return await _in_thread(self.stream.finish)

    async def update_words(self, words: Words) -> None:
        """As :meth:`LiveStream.update_words`."""
        await _in_thread(self.stream.update_words, words)

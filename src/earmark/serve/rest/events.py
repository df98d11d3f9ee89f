"""Events: a transcription as server-sent events, with the types that OpenAI's clients read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from threading import Event
from typing import Any

from earmark.errors import EarmarkError
from earmark.serve.errors import RequestError
from earmark.serve.rest.answers import Answer
from earmark.serve.rest.work import Done
from earmark.transcript import Transcript

QUIET_SECONDS = 15.0  # after which a comment keeps proxies from closing the connection
END = "data: [DONE]\n\n"
Part = Transcript | Done | BaseException


def event(**fields: Any) -> str:
    """Write one event."""
    return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"


class Parts:
    """Parts of a transcript, from a worker to the event loop; a slow client never holds up the worker."""

    def __init__(self) -> None:
        """Begin without parts."""
        self.gone = Event()
        self._queue: asyncio.Queue[Part] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def put(self, part: Transcript) -> None:
        """Take a part; called by the worker."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, part)

    def follow(self, work: asyncio.Future[Done]) -> None:
        """Take what ``work`` ends with, its error included."""
        error = None if work.cancelled() else work.exception()
        self._queue.put_nowait(asyncio.CancelledError() if work.cancelled() else error or work.result())

    async def next(self) -> Part | None:
        """Return the next part; None after a time without one."""
        try:
            return await asyncio.wait_for(self._queue.get(), QUIET_SECONDS)
        except TimeoutError:
            return None


async def events(parts: Parts, first: Part | None, answer: Callable[[Done], Answer]) -> AsyncIterator[str]:
    """Write the events of a transcription.

    Args:
        parts: come while it is made.
        first: of them.
        answer: what it is answered with in the end.
    """
    written = ""
    part = first
    try:
        while True:
            if isinstance(part, Transcript) and part.text:
                delta = " " * bool(written) + part.text
                written += delta
                yield event(type="transcript.text.delta", delta=delta)
            elif part is None:
                yield ": the transcript goes on\n\n"
            elif isinstance(part, Done):
                found = answer(part).json()
                yield event(type="transcript.text.done", **found)
                break
            elif isinstance(part, BaseException):
                yield event(error=_refusal(part)["error"])
                break
            part = await parts.next()
        yield END
    finally:
        parts.gone.set()


def _refusal(error: BaseException) -> dict[str, Any]:
    if isinstance(error, RequestError):
        return error.body()
    if isinstance(error, EarmarkError):
        return RequestError(str(error)).body()
    return RequestError("the server failed on this audio; its log says more", 500).body()

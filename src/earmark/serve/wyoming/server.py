"""WyomingServer: a TCP port for home automation."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from earmark.errors import EarmarkError
from earmark.serve.engine import Engine
from earmark.serve.metrics import Metrics
from earmark.serve.settings import Limits
from earmark.serve.wyoming.conversation import WyomingConversation
from earmark.serve.wyoming.events import LINE_BYTES

log = logging.getLogger("earmark.serve")

CONNECTIONS = 200  # open at a time: satellites keep theirs, and most of them are silent
CLOSE_SECONDS = 10.0  # for transcripts that are on their way when the server stops


class WyomingServer:
    """Listens for clients of Wyoming. The protocol has no keys: whoever reaches the port may use it."""

    def __init__(self, engine: Engine, metrics: Metrics, limits: Limits, host: str, port: int) -> None:
        self._engine, self._metrics, self._limits = engine, metrics, limits
        self._host, self._port = host, port
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], WyomingConversation] = {}

    async def start(self) -> None:
        """Listen.

        Raises:
            EarmarkError: the port is taken.
        """
        try:
            self._server = await asyncio.start_server(self._talk, self._host, self._port, limit=LINE_BYTES)
        except OSError as error:
            raise EarmarkError(
                f"the Wyoming server cannot listen on {self._host}:{self._port} ({error.strerror}): "
                "give another port"
            ) from None

    @property
    def port(self) -> int:
        """The port, also where 0 was asked for."""
        assert self._server is not None  # started
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Take no more clients, and finish what they asked for."""
        if self._server is None:
            return
        self._server.close()
        working = [task for task, conversation in self._open.items() if conversation.works]
        if working:
            await asyncio.wait(working, timeout=CLOSE_SECONDS)
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # asyncio runs this in one
        conversation = WyomingConversation(reader, writer, self._engine, self._metrics, self._limits)
        self._open[task] = conversation
        try:
            if len(self._open) > CONNECTIONS:
                await conversation.failed(EarmarkError(f"{CONNECTIONS} clients are connected: come later"))
            else:
                await _converse(conversation)
        except OSError:  # the client is gone; TimeoutError is one too: it does not read
            pass
        except Exception:
            log.exception("a conversation of Wyoming failed")  # the traceback has no words and no audio
        finally:
            del self._open[task]
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _converse(conversation: WyomingConversation) -> None:
    try:
        await conversation.talk()
    except TimeoutError:
        await conversation.failed(EarmarkError("no event came in time: send audio, or close"))
    except EarmarkError as error:
        await conversation.failed(error)

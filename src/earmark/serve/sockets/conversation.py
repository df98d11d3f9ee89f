"""Conversation: messages of one WebSocket, with bounds on their size and on the time they take."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any, Protocol

from fastapi.responses import JSONResponse
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from earmark.checks import shown
from earmark.errors import AudioError, EarmarkError, OptionsError, WordListError
from earmark.serve.errors import TOO_MANY, UNAVAILABLE, RequestError
from earmark.serve.sockets.session import TooMuchAudio

log = logging.getLogger("earmark.serve")

MESSAGE_BYTES = 4 << 20  # of a message of audio: two minutes at 16 kHz; lists have the limit of all lists
SEND_SECONDS = 30.0  # in which a client takes a message
LONG = 1 << 16  # characters: reading more would hold up other conversations
REASON_BYTES = 123  # of a close frame (RFC 6455, section 5.5)

NORMAL, UNSUPPORTED, POLICY, TOO_BIG, FAILED, RESTART, BUSY = 1000, 1003, 1008, 1009, 1011, 1012, 1013


class Closing(Exception):
    """Ends a conversation with a code and a sentence."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Stopping(Exception):
    """Ends a conversation because the server stops."""


class OpenConversations:
    """Conversations of a server, which end before it does."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self._open: set[Conversation] = set()

    def begin(self, talk: Conversation) -> None:
        """Wait for ``talk`` when the server stops."""
        self._open.add(talk)

    def end(self, talk: Conversation) -> None:
        """Wait for it no longer."""
        self._open.discard(talk)

    async def finish(self, seconds: float) -> None:
        """Let every conversation send what it knows and close; give up after ``seconds``."""
        self.stopping.set()
        until = asyncio.get_running_loop().time() + seconds
        while self._open and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)


class Speaker(Protocol):
    """The server's side of a conversation."""

    async def prepare(self, query: Mapping[str, list[str]]) -> None:
        """Read the address of a WebSocket.

        Raises:
            EarmarkError: it cannot be used.
        """
        ...

    async def talk(self) -> None:
        """Converse until the client has what it wants."""
        ...

    async def finish(self) -> None:
        """Send what is known of the audio so far, and what follows the last of it."""
        ...

    async def failed(self, error: EarmarkError) -> None:
        """Send an error in the protocol's own words."""
        ...


class Conversation:
    """Messages of one WebSocket."""

    def __init__(
        self, websocket: WebSocket, idle_seconds: float, text_bytes: int, stopping: asyncio.Event
    ) -> None:
        self.websocket = websocket
        self._idle_seconds = idle_seconds
        self._text_bytes = text_bytes
        self._stopping = stopping
        self._sending = asyncio.Lock()

    async def accept(self) -> None:
        """Open; of the subprotocols offered the first is taken, with which browsers send a key."""
        offered = self.websocket.headers.get("sec-websocket-protocol", "").partition(",")[0].strip()
        await self.websocket.accept(subprotocol=offered or None)

    async def refuse(self, error: EarmarkError) -> None:
        """Answer an opening handshake with an error of HTTP; close an open connection behind a message."""
        known = error if isinstance(error, RequestError) else RequestError(str(error))
        if self.websocket.application_state == WebSocketState.CONNECTING:
            answer = JSONResponse(known.body(), known.status, known.headers)
            await self.websocket.send_denial_response(answer)
            return
        with suppress(Closing, WebSocketDisconnect):
            await self.send({"type": "error", **known.body()})
        await self.close(code_of(error), str(error))

    async def receive(self) -> str | bytes:
        """The next message.

        Raises:
            Closing: none came in time, or it is too long.
            WebSocketDisconnect: the client is gone.
            Stopping: the server stops.
        """
        message = await self._next()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", NORMAL))
        text = message.get("text")
        if text is not None:
            if len(text) > self._text_bytes:
                raise Closing(TOO_BIG, f"a message has {len(text)} characters, more than {self._text_bytes}")
            return str(text)
        audio = message.get("bytes") or b""
        if len(audio) > MESSAGE_BYTES:
            raise Closing(
                TOO_BIG, f"a message has {len(audio)} bytes, more than {MESSAGE_BYTES}: send less at once"
            )
        return bytes(audio)

    async def _next(self) -> Message:
        incoming = asyncio.ensure_future(self.websocket.receive())
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait(
                {incoming, stopping}, timeout=self._idle_seconds, return_when="FIRST_COMPLETED"
            )
            if incoming.done():
                return incoming.result()
            if stopping.done():
                raise Stopping
            raise Closing(POLICY, f"no message came for {self._idle_seconds:g} s: send audio, or close")
        finally:
            incoming.cancel()
            stopping.cancel()

    async def send(self, fields: dict[str, Any]) -> None:
        """Send a JSON object.

        Raises:
            Closing: the client does not read.
        """
        text = json.dumps(fields, ensure_ascii=False)
        try:
            async with self._sending:
                await asyncio.wait_for(self.websocket.send_text(text), SEND_SECONDS)
        except TimeoutError:
            raise Closing(POLICY, f"the client read nothing for {SEND_SECONDS:g} s") from None
        except RuntimeError as error:  # a message after the close
            raise WebSocketDisconnect(NORMAL) from error

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close, with a sentence that fits."""
        cut = reason.encode()[:REASON_BYTES].decode(errors="ignore")
        with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with self._sending:
                await asyncio.wait_for(self.websocket.close(code, cut), SEND_SECONDS)


async def read_object(text: str) -> dict[str, Any]:
    """The JSON object of a message; long ones are read in a thread.

    Raises:
        RequestError: it is none.
    """
    return json_object(text) if len(text) < LONG else await asyncio.to_thread(json_object, text)


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that a text holds.

    Raises:
        RequestError: it is none.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the message {shown(text)} is not JSON ({error}): send an object") from None
    if not isinstance(fields, dict):
        raise RequestError(
            f'the message {shown(text)} is not a JSON object: send one, such as {{"type": ...}}'
        )
    return fields


async def until_stopped(reading: Coroutine[Any, Any, None], speaker: Speaker) -> None:
    """Read until the client ends the conversation; where the server ends it, finish what was accepted."""
    try:
        await reading
    except Stopping:
        await speaker.finish()
        raise


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run until one part ends; cancel the others, and raise what ended it."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def conclude(talk: Conversation, speaker: Speaker) -> None:
    """Run a conversation to its end, and close it with a code and a sentence whatever happens."""
    try:
        await speaker.talk()
        await talk.close()
    except WebSocketDisconnect:
        pass
    except Stopping:
        await talk.close(RESTART, "the server stops: connect again, to another or later")
    except Closing as closing:
        await _close(talk, closing.code, EarmarkError(closing.reason), speaker)
    except EarmarkError as error:
        await _close(talk, code_of(error), error, speaker)
    except Exception:
        log.exception("a conversation failed")  # the traceback has no words and no audio
        await _close(talk, FAILED, EarmarkError("the server failed: its log says how"), speaker)


def code_of(error: EarmarkError) -> int:
    """The code of a close that an error is the reason of."""
    if isinstance(error, RequestError):
        return BUSY if error.status in (TOO_MANY, UNAVAILABLE) else POLICY
    if isinstance(error, TooMuchAudio):
        return TOO_BIG
    return UNSUPPORTED if isinstance(error, AudioError | WordListError | OptionsError) else FAILED


async def _close(talk: Conversation, code: int, error: EarmarkError, speaker: Speaker) -> None:
    with suppress(Closing, WebSocketDisconnect):
        await speaker.failed(error)
    await talk.close(code, str(error))

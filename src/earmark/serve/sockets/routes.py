"""Routes of WebSockets: who speaks, in which protocol, and with which limits."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.websockets import WebSocket

from earmark.errors import EarmarkError
from earmark.serve.access import QUERY
from earmark.serve.keys import TRANSCRIBE
from earmark.serve.sockets.conversation import Conversation, Speaker, conclude
from earmark.serve.sockets.deepgram import DeepgramProtocol
from earmark.serve.sockets.lists import ListReader
from earmark.serve.sockets.openai_realtime import RealtimeProtocol
from earmark.serve.sockets.ours import OwnProtocol
from earmark.serve.sockets.session import Session, open_session
from earmark.serve.sockets.vosk import VoskProtocol

router = APIRouter()
Make = Callable[[Conversation, Session, ListReader], Speaker]


@router.websocket("/v1/stream")
async def stream(websocket: WebSocket) -> None:
    """Converse in earmark's own protocol, whose errors are messages: browsers show no other answer."""
    await _converse(websocket, OwnProtocol, accepted_first=True)


@router.websocket("/v1/listen")
async def listen(websocket: WebSocket) -> None:
    """Converse in Deepgram's words."""
    await _converse(websocket, DeepgramProtocol)


@router.websocket("/v1/realtime")
async def realtime(websocket: WebSocket) -> None:
    """Converse in the words of OpenAI's realtime interface."""
    await _converse(websocket, RealtimeProtocol)


@router.websocket("/")
@router.websocket("/v1/vosk")
async def vosk(websocket: WebSocket) -> None:
    """Converse in the protocol of vosk-server, whose clients open the root."""
    await _converse(websocket, VoskProtocol)


async def _converse(websocket: WebSocket, make: Make, accepted_first: bool = False) -> None:
    """Run a conversation; unless ``accepted_first``, refuse the handshake where something is wrong."""
    state = websocket.app.state
    limits = state.settings.limits
    talk = Conversation(websocket, limits.idle_seconds, limits.list_bytes, state.conversations.stopping)
    query: dict[str, list[str]] = {}
    for name, value in websocket.query_params.multi_items():
        if name not in QUERY:
            query.setdefault(name, []).append(value)
    try:
        owner = await state.access.authenticate(websocket.headers, websocket.query_params)
        owner.require(TRANSCRIBE)
        if accepted_first:
            await talk.accept()
        async with open_session(state.engine, state.metrics) as session:
            lists = ListReader(state.engine, state.store, owner, limits.list_entries)
            speaker = make(talk, session, lists)
            await speaker.prepare(query)
            if not accepted_first:
                await talk.accept()
            state.conversations.begin(talk)
            await conclude(talk, speaker)
    except EarmarkError as error:
        await talk.refuse(error)
    finally:
        state.conversations.end(talk)

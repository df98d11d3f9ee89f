"""The application: routes of all interfaces over one engine and one store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from earmark.recognizer import Recognizer
from earmark.serve.access import Access
from earmark.serve.engine import Engine
from earmark.serve.gate import Gate
from earmark.serve.metrics import Metrics
from earmark.serve.page import router as page_router
from earmark.serve.rest import corrections, health, refusals, transcriptions, word_lists
from earmark.serve.settings import INTERFACE, Settings
from earmark.serve.sockets import router as sockets_router
from earmark.serve.sockets.conversation import OpenConversations
from earmark.serve.store import Store
from earmark.serve.wyoming import WyomingServer


def create_app(settings: Settings, recognizer: Recognizer | None = None) -> FastAPI:
    """Make the application; the model is loaded and the store opened before it answers.

    Args:
        settings: of the server.
        recognizer: one that is loaded, in place of the settings' model.

    Raises:
        EarmarkError: the model cannot be loaded, or the store cannot be opened.
    """
    app = FastAPI(
        title="earmark",
        version=INTERFACE,
        description="Speech recognition that writes the words on your list.",
        lifespan=_lifespan,
        docs_url=None,  # its page loads scripts of other sites
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.store = Store(settings.store_url, settings.limits)
    app.state.engine = Engine(settings, recognizer)
    app.state.access = Access(app.state.store, settings.loopback)
    app.state.metrics = Metrics(app.state.engine)
    app.state.conversations = OpenConversations()
    for router in (
        health.router,
        transcriptions.router,
        corrections.router,
        word_lists.router,
        sockets_router,
        page_router,
    ):
        app.include_router(router)
    refusals.install(app)
    app.add_middleware(Gate, limits=settings.limits, metrics=app.state.metrics, engine=app.state.engine)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings, wyoming = app.state.settings, None
    if settings.wyoming_port is not None:
        state = app.state
        wyoming = WyomingServer(
            state.engine, state.metrics, settings.limits, settings.wyoming_host, settings.wyoming_port
        )
        await wyoming.start()
    app.state.wyoming = wyoming
    yield
    if wyoming is not None:
        await wyoming.close()
    await app.state.engine.close()
    await asyncio.to_thread(app.state.store.close)

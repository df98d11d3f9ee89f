"""Running: the server until a signal, which finishes what it accepted."""

from __future__ import annotations

import logging
import shutil
import socket
import sys
import tempfile
from types import FrameType

import uvicorn
from fastapi import FastAPI

from earmark.checks import cause
from earmark.errors import EarmarkError
from earmark.serve.app import create_app
from earmark.serve.settings import Settings
from earmark.serve.store import Store, key_table

KEEP_ALIVE = 30  # seconds that an idle connection stays open
BACKLOG = 256  # connections that the system holds until they are accepted


class Server(uvicorn.Server):
    """A server that refuses new requests from the first signal on."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        """Serve ``app``."""
        super().__init__(config)
        self._served = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal does not wait for requests."""
        self._served.state.engine.drain()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let streams finish, then close what is open."""
        state = self._served.state
        state.engine.drain()
        await state.conversations.finish(state.settings.limits.shutdown_seconds)
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        EarmarkError: the model, the store or the port is not to be had, or the address is not this machine's
            alone and there is no key.
    """
    folder = settings.data / "uploads"
    shutil.rmtree(folder, ignore_errors=True)  # of a server that was killed
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tempfile.tempdir = str(folder)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("earmark.serve").setLevel(logging.INFO)
    with _listening(settings) as listener:
        keys = _has_keys(settings)
        if not keys and not settings.loopback:
            raise EarmarkError(
                f"there is no API key, and {settings.host} can be reached by other machines: make a key with "
                "`earmark serve key create NAME`, or leave --host out"
            )
        app = create_app(settings)
        _announce(settings, listener, keys)
        Server(config_of(app, settings), app).run([listener])


def config_of(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """What uvicorn is run with."""
    limits = settings.limits
    return uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=int(limits.shutdown_seconds), ws_max_size=limits.list_bytes,
        ws_ping_interval=None,  # a client that is slowed down answers late; idle_seconds ends dead ones
        server_header=False,
    )  # fmt: skip


def _has_keys(settings: Settings) -> bool:
    store = Store(settings.store_url)
    try:
        with store.database.reading() as connection:
            return key_table.any_key(connection)
    finally:
        store.close()


def _listening(settings: Settings) -> socket.socket:
    """Listen before the model is loaded, so that a port that is taken is known at once."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise EarmarkError(
            f"{settings.host} port {settings.port} cannot be listened on ({cause(error)}): "
            "give another --host or --port"
        ) from None


def _announce(settings: Settings, listener: socket.socket, keys: bool) -> None:
    port = listener.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"earmark: serving on http://{shown}:{port}", file=sys.stderr)
    if not keys:
        print(
            "earmark: there are no API keys, so only programs of this machine are answered; "
            "`earmark serve key create NAME` makes one",
            file=sys.stderr,
        )
    sys.stderr.flush()

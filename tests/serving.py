"""A server for tests, on a free port of this machine, in a thread of its own."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import uvicorn

from earmark.serve.app import create_app
from earmark.serve.running import Server
from earmark.serve.settings import Settings


class Serving:
    """A running server; a context manager that stops it."""

    def __init__(self, data: Path, recognizer=None, **settings) -> None:
        self.settings = Settings(data=data, port=0, **settings)
        self.app = create_app(self.settings, recognizer)
        config = uvicorn.Config(
            self.app, "127.0.0.1", 0, log_level="warning", ws_ping_interval=None, timeout_graceful_shutdown=2
        )
        self._server = Server(config, self.app)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Serving:
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < until, "the server did not start"
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """Begin to stop."""
        self._server.should_exit = True

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join(20)
        assert not self._thread.is_alive(), "the server did not stop"

    @property
    def port(self) -> int:
        return self._server.servers[0].sockets[0].getsockname()[1]

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

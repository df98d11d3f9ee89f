"""A server for tests, on a free port of this machine, in a thread of its own."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from earmark.serve.app import create_app
from earmark.serve.running import Server, config_of
from earmark.serve.settings import Settings


class Serving:
    """A running server; a context manager that stops it."""

    def __init__(self, data: Path, recognizer=None, **settings) -> None:
        self.settings = Settings(data=data, port=0, **settings)
        self.app = create_app(self.settings, recognizer)
        config = config_of(self.app, self.settings)
        config.port, config.timeout_graceful_shutdown = 0, 2
        self._server = Server(config, self.app)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Serving:
        self._thread.start()
        until = time.monotonic() + 90
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

"""Gate: bounds on the size and the slowness of requests, and their count, before any route is reached."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earmark.serve.engine import Engine
from earmark.serve.errors import TIMED_OUT, TOO_LARGE, UNAVAILABLE, Busy, RequestError
from earmark.serve.metrics import Metrics
from earmark.serve.settings import Limits

DRAINED = 2  # times the limit: of a body that is too large, read so that its client reads the answer
INTERFACE = "/v1/"  # below which requests are refused while the server stops
STOPPED_SECONDS = 10  # until another one may be there
CROWDED_SECONDS = 5  # in which some requests will be done
_log = logging.getLogger("earmark.serve")
SAFE_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
}


class Gate:
    """Middleware of ASGI around the whole application."""

    def __init__(self, app: ASGIApp, limits: Limits, metrics: Metrics, engine: Engine) -> None:
        """Guard ``app``."""
        self._app, self._limits, self._metrics, self._engine = app, limits, metrics, engine
        self._open = 0  # requests that are read, computed or answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin = time.monotonic()
        body = Body(receive, self._limits)
        answer = Answered(send)
        self._open += 1
        try:
            refusal = self._stopping(scope) or self._crowded(scope) or await body.refused(scope)
            if refusal is not None:
                await JSONResponse(refusal.body(), refusal.status, refusal.headers)(scope, receive, answer)
            else:
                await self._app(scope, body, answer)
        except asyncio.CancelledError:  # the server waits no longer for what it accepted
            if answer.started or self._engine.ready:
                raise
            cut = RequestError("the server stopped before this was done: send it again", UNAVAILABLE)
            await JSONResponse(cut.body(), cut.status, cut.headers)(scope, receive, answer)
        finally:
            self._open -= 1
            self._count(scope, answer.status, time.monotonic() - begin)

    def _stopping(self, scope: Scope) -> RequestError | None:
        """Return why a request is refused that comes while the server stops."""
        if self._engine.ready or not scope["path"].startswith(INTERFACE):
            return None
        headers = {"Retry-After": str(STOPPED_SECONDS), "Connection": "close"}
        return RequestError(
            "the server stops: send the request to the next one", UNAVAILABLE, headers=headers
        )

    def _crowded(self, scope: Scope) -> RequestError | None:
        """Return why a request is refused where as many are open as may."""
        if self._open <= self._limits.requests or not scope["path"].startswith(INTERFACE):
            return None
        return Busy(f"{self._limits.requests} requests are open: send it again later", CROWDED_SECONDS)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        self._metrics.requests.labels(scope["method"], route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        _log.info("%s %s %d %.3f s", scope["method"], route, status, seconds)


@dataclass(slots=True)
class Answered:
    """Sends an answer, and remembers its status."""

    send: Send
    status: int = 500
    started: bool = False

    async def __call__(self, message: Message) -> None:
        """Pass one message on, with headers that keep browsers from guessing."""
        if message["type"] == "http.response.start":
            self.status, self.started = message["status"], True
            own = {name.lower() for name, _ in message.get("headers", [])}
            more = [item for item in SAFE_HEADERS.items() if item[0] not in own]
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await self.send(message)


@dataclass(slots=True)
class Body:
    """Receives a body within the limits."""

    receive: Receive
    limits: Limits
    taken: int = 0  # bytes
    ended: bool = field(default=False)

    async def __call__(self) -> Message:
        """Receive one message.

        Raises:
            RequestError: the body is too large, or its client too slow.
        """
        if self.ended:
            return await self.receive()  # waits for the client to leave
        message = await self._next()
        if self.taken > self.limits.upload_bytes:
            await self._drain()
            raise self._too_large()
        return message

    async def refused(self, scope: Scope) -> RequestError | None:
        """Return why a body is refused by its announced size. It is read first: its client writes."""
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) <= self.limits.upload_bytes:
            return None
        try:
            await self._drain()
        except RequestError as error:
            return error
        return self._too_large()

    async def _next(self) -> Message:
        try:
            message = await asyncio.wait_for(self.receive(), self.limits.body_seconds)
        except TimeoutError:
            self.ended = True
            raise RequestError(
                f"nothing of the request came for {self.limits.body_seconds:g} seconds: send it again",
                TIMED_OUT,
            ) from None
        self.taken += len(message.get("body", b""))
        self.ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        while not self.ended and self.taken < DRAINED * self.limits.upload_bytes:
            await self._next()

    def _too_large(self) -> RequestError:
        most = self.limits.upload_bytes
        return RequestError(
            f"the request is larger than {most / (1 << 20):,.0f} MiB: send compressed sound such as FLAC or "
            "Opus, or split it",
            TOO_LARGE,
            code="request_too_large",
        )

"""Requests that a stop cuts off are answered with a sentence."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from earmark.serve.gate import Gate
from earmark.serve.settings import Limits


class Anything:
    """Counts whatever is asked for."""

    def __getattr__(self, name):
        return self

    def __call__(self, *_):
        return self


SCOPE = {"type": "http", "method": "GET", "path": "/v1/x", "headers": [], "query_string": b""}


def cancelled(ready: bool, begun: bool) -> list[dict]:
    """What is sent of a request that is cancelled."""
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    async def app(scope, receive, send):
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        engine.ready = ready
        await asyncio.sleep(60)

    engine = SimpleNamespace(ready=True)

    async def run():
        gate = Gate(app, Limits(), Anything(), engine)
        task = asyncio.create_task(gate(dict(SCOPE), receive, send))
        await asyncio.sleep(0.05)
        task.cancel()
        await task

    if ready or begun:
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(run())
    else:
        asyncio.run(run())
    return sent


def test_a_stop_is_answered():
    start, body = cancelled(ready=False, begun=False)
    assert start["status"] == 503
    assert "the server stopped before this was done" in json.loads(body["body"])["error"]["message"]


def test_other_cancellations_pass():
    assert cancelled(ready=True, begun=False) == []
    assert [message["type"] for message in cancelled(ready=False, begun=True)] == ["http.response.start"]

"""Events of Wyoming: a line of JSON, more JSON, and bytes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from earmark.checks import is_whole, shown
from earmark.errors import EarmarkError

VERSION = "1.10.2"  # of the protocol
LINE_BYTES = 1 << 20  # of a header: lists stand behind it
PAYLOAD_BYTES = 4 << 20  # of audio in an event: two minutes at 16 kHz
SEND_SECONDS = 30.0  # in which a client takes an event


class EventError(EarmarkError):
    """Raised for bytes that are no event; what comes behind them cannot be read."""


@dataclass(frozen=True)
class Event:
    """One event."""

    type: str
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""


async def read_event(reader: asyncio.StreamReader, data_bytes: int) -> Event | None:
    """The next event; None at the end.

    Args:
        reader: made with a limit of LINE_BYTES.
        data_bytes: of the JSON behind the header, at most.

    Raises:
        EventError: it is none, or too long.
    """
    try:
        line = await reader.readline()
        if not line:
            return None
        header = _object(line)
        data = header.get("data") or {}
        if not isinstance(header.get("type"), str) or not isinstance(data, dict):
            raise EventError(f"the event {shown(line)} has no type, or data that is not an object")
        more = _length(header, "data_length", data_bytes)
        if more:
            data = data | await asyncio.to_thread(_object, await reader.readexactly(more))
        payload = await reader.readexactly(_length(header, "payload_length", PAYLOAD_BYTES))
        return Event(header["type"], data, payload)
    except asyncio.IncompleteReadError:
        return None
    except ValueError:  # a line beyond the limit
        raise EventError(f"the header of an event is longer than {LINE_BYTES} bytes") from None


async def write_event(writer: asyncio.StreamWriter, kind: str, **data: Any) -> None:
    """Send an event.

    Raises:
        TimeoutError: the client does not read.
    """
    body = json.dumps(data, ensure_ascii=False).encode()
    header = {"type": kind, "version": VERSION, "data_length": len(body)}
    writer.write(json.dumps(header).encode() + b"\n" + body)
    await asyncio.wait_for(writer.drain(), SEND_SECONDS)


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EventError(
            f"{shown(text)} is not JSON ({error}): send events of the Wyoming protocol"
        ) from None
    if not isinstance(found, dict):
        raise EventError(f"{shown(text)} is not a JSON object: send events of the Wyoming protocol")
    return found


def _length(header: dict[str, Any], name: str, most: int) -> int:
    length = header.get(name) or 0
    if not is_whole(length) or not 0 <= length <= most:
        raise EventError(f"{name} is {shown(length)}, expected a number of bytes up to {most}")
    return int(length)

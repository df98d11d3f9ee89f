"""``/v1/stream``: earmark's own protocol, with all that is known of a list."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from earmark.audio.end_points import EndPoints
from earmark.checks import is_switch, shown
from earmark.errors import AudioDiagnostic, AudioError, EarmarkError
from earmark.live import Partial
from earmark.serve.errors import RequestError
from earmark.serve.sockets.conversation import Conversation, json_object, read_object, together, until_stopped
from earmark.serve.sockets.lists import ListReader
from earmark.serve.sockets.pcm import PcmFormat
from earmark.serve.sockets.session import Session
from earmark.serve.sockets.use import list_state
from earmark.serve.vocabulary import FIELDS
from earmark.transcript import Transcript

LAYOUT = ("encoding", "rate", "channels")
SWITCHES = ("partials", "verbatim")
OWN = frozenset({"type", *LAYOUT, *SWITCHES, "end_points"})


class OwnProtocol:
    """One conversation.

    The client sends audio as binary messages, and ``configure``, ``flush`` and ``stop``; it receives
    ``configured``, ``partial``, ``final``, ``flushed``, ``done`` and ``error``.
    """

    def __init__(self, talk: Conversation, session: Session, lists: ListReader) -> None:
        self._talk, self._session, self._lists = talk, session, lists
        self._partials = True
        self._first: dict[str, Any] = {}  # fields of the address, as of a message

    async def prepare(self, query: Mapping[str, list[str]]) -> None:
        """Read the address."""
        self._first = _of_query(query)

    async def talk(self) -> None:
        """Converse until the client stops."""
        await self._configure(self._first)
        await together(until_stopped(self._read(), self), self._session.pump(self, lambda: self._partials))

    async def finish(self) -> None:
        """Send what is known of the audio so far, and what became of the list."""
        await self._session.flush(self.finals)
        use = self._session.use.report(self._session.words)
        await self._talk.send({"type": "done", "seconds": self._session.seconds, "entries": use})

    async def failed(self, error: EarmarkError) -> None:
        """Send an error; the stream goes on unless the connection is closed behind it."""
        known = error if isinstance(error, RequestError) else RequestError(str(error))
        await self._talk.send({"type": "error", **known.body()})

    async def finals(self, transcripts: list[Transcript]) -> None:
        """Send utterances that have ended."""
        for transcript in transcripts:
            await self._talk.send({"type": "final", **final_fields(transcript)})

    async def partial(self, partial: Partial) -> None:
        """Send the utterance that goes on."""
        about = {"stable": partial.stable, "tentative": partial.tentative, "seconds": partial.seconds}
        words = [word.to_dict() for word in partial.words]
        await self._talk.send({"type": "partial", **about, "words": words})

    async def _read(self) -> None:
        """Take messages until the client stops."""
        while True:
            message = await self._talk.receive()
            try:
                if isinstance(message, bytes):
                    await self._session.feed(message)
                    await self._session.room()
                elif not await self._control(await read_object(message)):
                    return
            except (RequestError, AudioError) as error:  # the stream goes on without it
                await self.failed(error)

    async def _control(self, fields: dict[str, Any]) -> bool:
        """Obey a message; False at the last one."""
        kind = fields.get("type")
        if kind == "configure":
            await self._configure(fields)
        elif kind == "flush":
            await self._session.flush(self.finals)
            await self._talk.send({"type": "flushed", "seconds": self._session.seconds})
        elif kind == "stop":
            await self.finish()
            return False
        else:
            raise RequestError(
                f"type is {shown(kind)}, expected 'configure', 'flush' or 'stop'; audio is sent as binary "
                "messages",
                param="type",
            )
        return True

    async def _configure(self, fields: dict[str, Any]) -> None:
        """Change what a message names; nothing where one of them is refused."""
        session = self._session
        layout: dict[str, Any] = {name: fields[name] for name in LAYOUT if name in fields}
        wanted = PcmFormat(**(asdict(session.layout) | layout))
        rules = _end_points(fields["end_points"]) if "end_points" in fields else session.rules
        switches = {"partials": self._partials, "verbatim": session.verbatim}
        switches |= {name: _switch(fields, name) for name in SWITCHES if name in fields}
        given = {name: value for name, value in fields.items() if name not in OWN}
        found = await self._lists.read(_texts(given), OWN)
        changes_list = any(name.removesuffix("[]") in FIELDS for name in given)
        try:
            session.set_layout(wanted)
            session.set_rules(rules)
            session.set_verbatim(switches["verbatim"])
        except AudioError:
            raise
        except EarmarkError as error:
            raise RequestError(str(error)) from None
        self._partials = switches["partials"]
        if changes_list:
            await session.set_words(found.words)
        await self._talk.send(self._state(found.list_id if changes_list else None, found.warnings))

    def _state(self, list_id: str | None, warnings: Sequence[str]) -> dict[str, Any]:
        session = self._session
        return {
            "type": "configured",
            **asdict(session.layout),
            "partials": self._partials,
            "verbatim": session.verbatim,
            "end_points": asdict(session.rules),
            "words": {"id": list_id, **list_state(session.words)},
            "from": "next_word" if session.begun else "now",
            "seconds": session.seconds,
            "warnings": list(warnings),
        }


def final_fields(transcript: Transcript) -> dict[str, Any]:
    """A transcript without what is known of its list: that was sent with the list."""
    fields = transcript.to_dict()
    about_audio = [asdict(item) for item in transcript.diagnostics if isinstance(item, AudioDiagnostic)]
    del fields["audio"], fields["transcriber"]
    return fields | {"considered": list(transcript.considered), "diagnostics": about_audio}


def _end_points(given: object) -> EndPoints:
    if not isinstance(given, dict) or not given.keys() <= {"pause", "least", "silence"}:
        raise RequestError(
            f'end_points is {shown(given)}, expected seconds, such as {{"pause": 0.4, "least": 0.3}}',
            param="end_points",
        )
    try:
        return EndPoints(**given)
    except EarmarkError as error:
        raise RequestError(str(error), param="end_points") from None


def _switch(fields: Mapping[str, Any], name: str) -> bool:
    if not is_switch(fields[name]):
        raise RequestError(f"{name} is {shown(fields[name])}, expected true or false", param=name)
    return bool(fields[name])


def _of_query(query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Fields of a message ``configure``, from the address."""
    fields: dict[str, Any] = {}
    for name, values in query.items():
        if name in ("rate", "channels"):
            fields[name] = int(values[-1]) if values[-1].isdecimal() else values[-1]
        elif name in SWITCHES:
            fields[name] = {"true": True, "false": False}.get(values[-1], values[-1])
        elif name == "encoding":
            fields[name] = values[-1]
        elif name == "end_points":
            fields[name] = json_object(values[-1])
        else:
            fields[name] = list(values)
    return fields


def _texts(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Fields of a message as those of a form."""
    return {name: _values(name, value) for name, value in given.items()}


def _values(name: str, value: Any) -> list[str]:
    if value is None or value == []:
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | dict):
        raise RequestError(f"{name} is {shown(value)}, expected text, a list or an object", param=name[:100])
    texts = [item for item in value if isinstance(item, str)]
    return texts if len(texts) == len(value) and name != "words" else [json.dumps(value)]

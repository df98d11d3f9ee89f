"""``/v1/realtime``: transcription sessions in the words of OpenAI's realtime interface."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from earmark.checks import shown
from earmark.errors import AudioError, EarmarkError
from earmark.live import Partial
from earmark.serve.errors import RequestError
from earmark.serve.sockets.conversation import Conversation, read_object, together, until_stopped
from earmark.serve.sockets.lists import ListReader
from earmark.serve.sockets.realtime_items import Items, identifier
from earmark.serve.sockets.realtime_settings import PLACE, RealtimeSettings, described
from earmark.serve.sockets.session import Session
from earmark.serve.sockets.use import list_state
from earmark.serve.vocabulary import FIELDS, check_unread
from earmark.transcript import Transcript


class RealtimeProtocol:
    """One conversation: ``session.update`` and ``input_audio_buffer.append``, ``.commit`` and ``.clear`` in.

    With turn detection an utterance is an item. Without it an item is what stands between two commits.
    """

    def __init__(self, talk: Conversation, session: Session, lists: ListReader) -> None:
        self._talk, self._session, self._lists = talk, session, lists
        self._settings = RealtimeSettings()
        self._items = Items(self._event)
        self._id = identifier("sess")
        self._parts: list[Transcript] = []  # of the item to come, without turn detection
        self._warnings: tuple[str, ...] = ()

    async def prepare(self, query: Mapping[str, list[str]]) -> None:
        """Take parameters of the address as they come: clients send their model's name.

        Raises:
            RequestError: one looks like a vocabulary.
        """
        check_unread(query.keys(), PLACE)

    async def talk(self) -> None:
        """Converse until the client closes."""
        self._session.set_layout(self._settings.layout)
        self._session.set_rules(self._settings.rules)
        await self._event("session.created", session=self._described())
        await together(until_stopped(self._read(), self), self._session.pump(self, lambda: True))

    async def finish(self) -> None:
        """Complete the item that goes on."""
        if self._session.pending:
            await self._session.flush(self._commit)

    async def failed(self, error: EarmarkError, event_id: str | None = None) -> None:
        """Send an error."""
        known = error if isinstance(error, RequestError) else RequestError(str(error))
        await self._event("error", error=known.body()["error"] | {"event_id": event_id})

    async def finals(self, transcripts: list[Transcript]) -> None:
        """Complete an item for each utterance, or keep it for the commit."""
        if self._settings.detects_turns:
            for transcript in transcripts:
                if transcript.words:
                    await self._items.started(transcript.words[0].start)
                await self._items.complete([transcript], self._session.seconds, self._settings.logprobs)
        else:
            self._parts += transcripts

    async def partial(self, partial: Partial) -> None:
        """Send the words that are new and stable: deltas cannot be taken back."""
        texts = [part.text for part in self._parts if part.text] + [partial.stable]
        if self._settings.detects_turns and partial.words:
            await self._items.started(partial.words[0].start)
        await self._items.delta(" ".join(filter(None, texts)))

    async def _event(self, kind: str, **fields: Any) -> None:
        await self._talk.send({"type": kind, "event_id": identifier("event"), **fields})

    async def _read(self) -> None:
        while True:
            message = await self._talk.receive()
            fields: dict[str, Any] = {}
            try:
                if isinstance(message, bytes):
                    raise RequestError("audio is expected as base64 in input_audio_buffer.append")
                fields = await read_object(message)
                await self._obey(fields)
            except (RequestError, AudioError) as error:  # the session goes on
                given = fields.get("event_id")
                await self.failed(error, given if isinstance(given, str) else None)

    async def _obey(self, fields: Mapping[str, Any]) -> None:
        match fields.get("type"):
            case "session.update":
                await self._update(fields.get("session"))
            case "input_audio_buffer.append":
                await self._session.feed(_decoded(fields.get("audio")))
                await self._session.room()
            case "input_audio_buffer.commit":
                if not self._session.pending:
                    raise RequestError(
                        "the buffer is empty: append audio before input_audio_buffer.commit",
                        code="input_audio_buffer_commit_empty",
                    )
                await self._session.flush(self._commit)
            case "input_audio_buffer.clear":
                await self._session.drop()
                self._parts = []
                self._items.forget()
                await self._event("input_audio_buffer.cleared")
            case kind:
                raise RequestError(
                    f"type is {shown(kind)}: transcription sessions take session.update and "
                    "input_audio_buffer.append, .commit and .clear",
                    param="type",
                )

    async def _commit(self, finals: list[Transcript]) -> None:
        parts, self._parts = [*self._parts, *finals], []
        await self._items.complete(parts, self._session.seconds, self._settings.logprobs)

    async def _update(self, given: object) -> None:
        """Change what a message names; nothing where one of them is refused."""
        settings = self._settings.updated(given)
        vocabulary = settings.vocabulary_of(given)
        found = await self._lists.read(vocabulary, settings.read_fields)
        try:
            self._session.set_layout(settings.layout)
            self._session.set_rules(settings.rules)
        except EarmarkError as error:
            raise RequestError(str(error)) from None
        if any(name in FIELDS for name in vocabulary):
            await self._session.set_words(found.words)
        self._settings, self._warnings = settings, found.warnings
        await self._event("session.updated", session=self._described())

    def _described(self) -> dict[str, Any]:
        list_fields = {"words": list_state(self._session.words), "warnings": list(self._warnings)}
        return described(self._id, self._settings) | {"earmark": list_fields}


def _decoded(audio: object) -> bytes:
    try:
        if isinstance(audio, str):
            return base64.b64decode(audio, validate=True)
    except (binascii.Error, ValueError):
        pass
    raise RequestError(f"audio is {shown(audio)}, expected samples in base64", param="audio")

"""Conversation: one client of Wyoming, and the list that it sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

from earmark.biasing import BiasList, Word, WordList
from earmark.checks import shown
from earmark.errors import AudioError, EarmarkError, WordListError
from earmark.serve.engine import Engine
from earmark.serve.errors import RequestError
from earmark.serve.metrics import Metrics
from earmark.serve.settings import INTERFACE, Limits
from earmark.serve.sockets.pcm import PcmFormat
from earmark.serve.sockets.session import Session, open_session
from earmark.serve.sockets.use import list_state
from earmark.serve.vocabulary import check_entries, check_unread
from earmark.serve.wyoming.events import Event, read_event, write_event
from earmark.transcript import Transcript

READ = frozenset({"name", "language", "context", "transcript_names", "transcript_terms", "vad_sensitivity"})
WIDTHS = {2: "s16le", 4: "s32le"}  # bytes of a sample
USUAL = {"rate": 16_000, "width": 2, "channels": 1}
MOST_WARNINGS = 20  # sent with a transcript


class WyomingConversation:
    """Answers the events of one connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,engine: Engine, metrics: Metrics,
        limits: Limits,
    ) -> None:  # fmt: skip
        self._reader, self._writer, self._limits = reader, writer, limits
        self._engine, self._metrics = engine, metrics
        self._words: BiasList | None = None
        self._warnings: list[str] = []
        self._context: dict[str, Any] | None = None
        self._session: Session | None = None
        self._open = AsyncExitStack()  # holds the session
        self._finals: list[Transcript] = []

    @property
    def works(self) -> bool:
        """Whether a transcript is on its way."""
        return self._session is not None

    async def talk(self) -> None:
        """Answer events until the client is gone."""
        async with self._open:
            while True:
                waiting = read_event(self._reader, self._limits.list_bytes)
                event = await asyncio.wait_for(waiting, self._limits.idle_seconds)
                if event is None:
                    return
                try:
                    await self._answer(event)
                except (AudioError, RequestError, WordListError) as error:  # the connection goes on
                    await self.failed(error)

    async def failed(self, error: EarmarkError) -> None:
        """Send an error."""
        code = error.code if isinstance(error, RequestError) else None
        await write_event(self._writer, "error", text=str(error), code=code or type(error).__name__)

    async def _answer(self, event: Event) -> None:
        """Answer an event; unknown ones are dropped, as the protocol asks."""
        match event.type:
            case "describe":
                await write_event(self._writer, "info", asr=[_program(self._language)])
            case "ping":
                await write_event(self._writer, "pong", text=event.data.get("text"))
            case "transcribe":
                await self._prepare(event.data)
            case "audio-start":
                await self._end()
                await self._begin(event.data)
            case "audio-chunk":
                await self._audio(event)
            case "audio-stop":
                await self._finish()

    async def _prepare(self, data: dict[str, Any]) -> None:
        """Take the list, names first."""
        check_unread(data.keys() - READ, "give names as transcript_names and other words as transcript_terms")
        language = data.get("language")
        if isinstance(language, str) and language and language.split("-")[0].lower() != self._language:
            raise RequestError(f"language is {shown(language)}, the server's model has {self._language!r}")
        context = data.get("context")
        self._context = context if isinstance(context, dict) else None
        self._warnings = []
        entries = [*_texts(data, "transcript_names"), *_texts(data, "transcript_terms")]
        check_entries(len(entries), self._limits.list_entries)
        words = await asyncio.to_thread(lambda: WordList.of(list(self._usable(entries))))
        self._words = await self._engine.compiled(words) if len(words) else None
        if self._words is not None:
            self._warnings += map(str, self._words.diagnostics[:MOST_WARNINGS])

    def _usable(self, entries: list[str]) -> Iterator[Word]:
        """Entries that can be read: one bad name of a device must not silence the others."""
        for entry in entries:
            try:
                yield Word(entry)
            except WordListError as error:
                self._warnings.append(f"{shown(entry)}: {error}")

    async def _begin(self, data: dict[str, Any]) -> Session:
        layout = _layout(data)
        session = await self._open.enter_async_context(open_session(self._engine, self._metrics))
        self._session = session
        session.set_layout(layout)
        await session.set_words(self._words)
        await write_event(self._writer, "transcript-start", language=self._language, context=self._context)
        return session

    async def _audio(self, event: Event) -> None:
        session = self._session or await self._begin(event.data)
        if event.data and _layout(event.data) != session.layout:
            raise AudioError("an audio-chunk has another layout than the audio before: send one layout")
        await session.feed(event.payload)
        await self._ended(await session.take_final())

    async def _ended(self, finals: list[Transcript]) -> None:
        """Send utterances that have ended."""
        for final in finals:
            if final.text:
                space = " " if any(one.text for one in self._finals) else ""
                await write_event(self._writer, "transcript-chunk", text=space + final.text)
            self._finals.append(final)

    async def _finish(self) -> None:
        """Send the whole transcript, and what became of the list."""
        session = self._session or await self._begin(USUAL)
        await session.flush(self._ended)
        words = session.words
        about = {
            "entries": session.use.report(words),
            "words": list_state(words),
            "warnings": self._warnings[:MOST_WARNINGS],
        }
        text = " ".join(final.text for final in self._finals if final.text)
        await self._end()
        given = {"language": self._language, "context": self._context}
        await write_event(self._writer, "transcript", text=text, **given, earmark=about)
        await write_event(self._writer, "transcript-stop")

    async def _end(self) -> None:
        """Give the session back."""
        self._session, self._finals = None, []
        await self._open.aclose()

    @property
    def _language(self) -> str:
        return self._engine.recognizer.model.language


def _texts(data: dict[str, Any], name: str) -> list[str]:
    given = data.get(name) or []
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise RequestError(f"{name} is {shown(given)}, expected a list of texts", param=name)
    return given


def _layout(data: dict[str, Any]) -> PcmFormat:
    width = data.get("width", USUAL["width"])
    if width not in (2, 4):
        raise AudioError(f"width is {shown(width)}, expected 2 or 4 bytes a sample")
    rate, channels = data.get("rate", USUAL["rate"]), data.get("channels", USUAL["channels"])
    return PcmFormat(WIDTHS[width], rate, channels)


def _program(language: str) -> dict[str, Any]:
    """What the server offers, as ``info`` has it."""
    about = {"attribution": {"name": "earmark", "url": ""}, "installed": True, "version": INTERFACE}
    model = {"name": "earmark", "description": "A CTC model with a word list", "languages": [language]}
    return {
        "name": "earmark",
        "description": "Writes the names and terms that transcribe has",
        **about,
        "models": [model | about],
        "supports_transcript_streaming": True,
        "requires_external_vad": True,
        "prefers_auto_gain_enabled": False,
        "prefers_noise_reduction_enabled": False,
    }

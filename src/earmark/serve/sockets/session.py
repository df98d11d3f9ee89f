"""Session: the audio and the list of one conversation, whatever its protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Protocol

from earmark.audio.end_points import USUAL, EndPoints
from earmark.biasing import BiasList
from earmark.errors import EarmarkError
from earmark.live import AsyncStream, Partial
from earmark.recognizer import Recognizer
from earmark.serve.engine import Engine
from earmark.serve.metrics import Metrics
from earmark.serve.sockets.pcm import PcmFormat, PcmReader
from earmark.serve.sockets.shifting import moved, moved_word
from earmark.serve.sockets.use import Use
from earmark.transcript import Transcript

BACKLOG = 30.0  # seconds of audio taken and not yet read; a client that sends faster waits
HURRIED = (
    3.0  # seconds of audio behind which no partial is made: it would be late, and costs more than finals
)
MOST_SECONDS = 6 * 3600.0  # of audio in one conversation


class TooMuchAudio(EarmarkError):
    """Raised for more audio than one conversation may have."""


class Listener(Protocol):
    """What a protocol makes of results."""

    async def finals(self, transcripts: list[Transcript]) -> None:
        """Utterances that have ended; at least one."""
        ...

    async def partial(self, partial: Partial) -> None:
        """The utterance that goes on, where its text is new."""
        ...


class Session:
    """A stream that may be flushed: audio in, finals and partials with times since its first sample out.

    Methods are called from one event loop; the stream works in threads.
    """

    def __init__(self, recognizer: Recognizer, rules: EndPoints = USUAL) -> None:
        self.words: BiasList | None = None  # of the words to come
        self.rules = rules
        self.verbatim = False  # whether words are written as they are said
        self._recognizer = recognizer
        self._reader = PcmReader(PcmFormat())
        self._stream = self._begun()
        self._begins = 0.0  # seconds of audio before the stream's first sample
        self._taken = 0.0  # seconds of audio
        self._read = 0.0  # seconds of audio that the pump has gone through
        self._changed = asyncio.Condition()
        self._shown = ""  # text of the partial that was handed on last
        self._reading = asyncio.Lock()  # finals are taken and sent in order
        self.use = Use()  # of entries, in all finals

    @property
    def seconds(self) -> float:
        """Audio so far."""
        return round(self._taken, 3)

    @property
    def layout(self) -> PcmFormat:
        """Layout of audio to come."""
        return self._reader.layout

    @property
    def begun(self) -> bool:
        """Whether audio has come."""
        return self._taken > 0

    @property
    def pending(self) -> bool:
        """Whether audio has come since the last flush."""
        return self._taken > self._begins

    def set_layout(self, layout: PcmFormat) -> None:
        """Read what comes as ``layout``.

        Raises:
            EarmarkError: audio of another layout has come.
        """
        if layout == self.layout:
            return
        if self.begun:
            raise EarmarkError("the layout of the audio cannot change within a stream: begin another one")
        self._reader = PcmReader(layout)

    def set_rules(self, rules: EndPoints) -> None:
        """End utterances by other rules.

        Raises:
            EarmarkError: audio has come.
        """
        if rules == self.rules:
            return
        if self.begun:
            raise EarmarkError("end points cannot change within a stream: begin another one")
        self.rules = rules
        self._stream = self._begun()

    def set_verbatim(self, verbatim: bool) -> None:
        """Write words as they are said, or with capitals, punctuation and figures.

        Raises:
            EarmarkError: audio has come.
        """
        if verbatim == self.verbatim:
            return
        if self.begun:
            raise EarmarkError("verbatim cannot change within a stream: begin another one")
        self.verbatim = verbatim
        self._stream = self._begun()

    async def set_words(self, words: BiasList | None) -> None:
        """Use another list from the next word on; None for none."""
        self.words = words
        await self._stream.update_words(words)

    async def feed(self, message: bytes) -> None:
        """Take a message of audio; wait while too much is unread.

        Raises:
            AudioError: it cannot be used, and is left out.
            TooMuchAudio: the conversation has had its share.
        """
        samples = self._reader.read(message)
        if self._taken >= MOST_SECONDS:
            raise TooMuchAudio(
                f"the stream has {MOST_SECONDS / 3600:g} hours of audio, the most that one may have: begin "
                "another one"
            )
        await self._stream.accept(samples, self.layout.rate)
        async with self._changed:
            self._taken += len(samples) / self.layout.rate
            self._changed.notify_all()

    async def room(self) -> None:
        """Wait until the pump has read enough."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._taken - self._read < BACKLOG)

    async def pump(self, listener: Listener, partials: Callable[[], bool]) -> None:
        """Hand on results as audio comes, until cancelled.

        Args:
            listener: takes them.
            partials: whether partials are wanted now.
        """
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._taken > self._read)
                taken = self._taken
            async with self._reading:
                await self._turn(listener, partials() and taken - self._read < HURRIED)
            async with self._changed:
                self._read = max(self._read, taken)
                self._changed.notify_all()

    async def _turn(self, listener: Listener, with_partial: bool) -> None:
        """Hand on what there is."""
        finals = self._kept(await self._stream.take_final())
        if finals:
            await listener.finals(finals)
            self._shown = ""
        if not with_partial:
            return
        partial = await self.partial()
        if self._stream.stream.waiting:  # it may be of the utterance behind one that has just ended
            return
        if partial.text and partial.text != self._shown:
            await listener.partial(partial)
        self._shown = partial.text

    async def take_final(self) -> list[Transcript]:
        """Utterances that have ended, for protocols without a pump."""
        return self._kept(await self._stream.take_final())

    async def partial(self) -> Partial:
        """The utterance that goes on."""
        found = await self._stream.partial()
        words = tuple(moved_word(word, self._begins) for word in found.words)
        return replace(found, words=words, seconds=round(found.seconds + self._begins, 3))

    async def flush(self, then: Callable[[list[Transcript]], Awaitable[None]]) -> None:
        """End the utterance that goes on; hand its transcripts to ``then``, and go on with the stream."""
        async with self._reading:
            finals = self._kept(await self._stream.finish())
            self._stream, self._begins = self._begun(), self._taken
            self._reader = PcmReader(self.layout)
            await then(finals)

    async def drop(self) -> None:
        """Forget audio that no transcript was made of."""
        async with self._reading:
            self._stream, self._begins = self._begun(), self._taken
            self._reader = PcmReader(self.layout)

    def _begun(self) -> AsyncStream:
        self._shown = ""
        recognizer = self._recognizer.as_spoken() if self.verbatim else self._recognizer
        return AsyncStream(recognizer.stream(self.words, end_points=self.rules))

    def _kept(self, finals: list[Transcript]) -> list[Transcript]:
        self.use.add(finals)
        return [moved(final, self._begins) for final in finals]


@asynccontextmanager
async def open_session(engine: Engine, metrics: Metrics) -> AsyncIterator[Session]:
    """A session that counts as one of the engine's streams, and whose audio and entries are counted.

    Raises:
        Busy: as many are open as may be.
    """
    async with engine.stream(None):
        session = Session(engine.recognizer)
        try:
            yield session
        finally:
            metrics.streamed(session.seconds, session.use.used, session.use.rejected)

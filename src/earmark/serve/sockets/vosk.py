"""``/`` and ``/v1/vosk``: the protocol of vosk-server, one answer to each message of audio."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from earmark.checks import is_number, is_switch, shown
from earmark.errors import AudioError, EarmarkError
from earmark.serve.errors import RequestError
from earmark.serve.sockets.as_said import text_as_said, word_as_said
from earmark.serve.sockets.conversation import Conversation, read_object, until_stopped
from earmark.serve.sockets.lists import ListReader
from earmark.serve.sockets.pcm import PcmFormat
from earmark.serve.sockets.session import Session
from earmark.serve.sockets.use import list_state
from earmark.transcript import TranscribedWord, Transcript

RATE = 8000  # samples a second, where the client says nothing: that of vosk-server
KNOWN = frozenset({"sample_rate", "words", "max_alternatives", "model", "phrase_list"})
UNKNOWN_WORD = "[unk]"  # of a grammar: any other word; here others are always written


class VoskProtocol:
    """One conversation. Clients read one answer for each message of audio, so no other is sent."""

    def __init__(self, talk: Conversation, session: Session, lists: ListReader) -> None:
        self._talk, self._session, self._lists = talk, session, lists
        self._with_words = True
        self._alternatives = 0
        self._ended: deque[Transcript] = deque()  # not sent yet
        self._about_list: dict[str, Any] | None = None  # sent with the next answer

    async def prepare(self, query: Mapping[str, list[str]]) -> None:
        """Take no parameters: the protocol has none in its address."""

    async def talk(self) -> None:
        """Converse until the client says that the audio has ended."""
        self._session.set_layout(PcmFormat("s16le", RATE))
        await until_stopped(self._read(), self)

    async def finish(self) -> None:
        """Answer with all that remains."""
        await self._session.flush(self._rest)

    async def _read(self) -> None:
        while True:
            message = await self._talk.receive()
            if isinstance(message, bytes):
                await self._audio(message)
                continue
            fields = await read_object(message)
            if "config" in fields:
                await self._configure(fields["config"])
            elif "eof" in fields:
                await self.finish()
                return
            elif "reset" in fields:
                await self.finish()
            else:
                raise RequestError(f"the message {shown(message)} has no 'config', 'eof' or 'reset'")

    async def failed(self, error: EarmarkError) -> None:
        """Send nothing: the close has the sentence, and clients take every message for an answer."""

    async def _audio(self, message: bytes) -> None:
        await self._session.feed(message)
        self._ended += await self._session.take_final()
        if self._ended:
            await self._final([self._ended.popleft()])
        else:
            await self._send({"partial": (await self._session.partial()).text})

    async def _rest(self, finals: list[Transcript]) -> None:
        """Answer with all that remains."""
        parts = [*self._ended, *finals]
        self._ended.clear()
        await self._final(parts)

    async def _final(self, parts: list[Transcript]) -> None:
        text = " ".join(filter(None, map(text_as_said, parts)))
        words = [word for part in parts for word in part.words]
        result = {"result": [_word(word) for word in words]} if self._with_words and words else {}
        evidence = {
            "entries": [entry.to_dict() for part in parts for entry in part.entries],
            "rejected": [entry.to_dict() for part in parts for entry in part.rejected],
        }
        if self._alternatives:
            known = [_confidence(word) for word in words]
            best = {"text": text, "confidence": round(sum(known) / len(known), 4) if known else 0.0}
            await self._send({"alternatives": [best | result], "earmark": evidence})
        else:
            await self._send(result | {"text": text, "earmark": evidence})

    async def _send(self, fields: dict[str, Any]) -> None:
        if self._about_list is not None:
            fields = fields | {"earmark": fields.get("earmark", {}) | self._about_list}
            self._about_list = None
        await self._talk.send(fields)

    async def _configure(self, config: object) -> None:
        if not isinstance(config, dict):
            raise RequestError(f"config is {shown(config)}, expected an object", param="config")
        rate = config.get("sample_rate", self._session.layout.rate)
        if not is_number(rate) or rate != rate // 1:
            raise AudioError(f"sample_rate is {shown(rate)}, expected a whole number such as 16000")
        try:
            self._session.set_layout(PcmFormat("s16le", int(rate)))
        except AudioError:
            raise
        except EarmarkError as error:
            raise RequestError(str(error)) from None
        words, count = (
            config.get("words", self._with_words),
            config.get("max_alternatives", self._alternatives),
        )
        if not (is_switch(words) or words in (0, 1)) or not is_number(count):
            raise RequestError("config.words is expected to be true or false, max_alternatives a number")
        self._with_words, self._alternatives = bool(words), int(count > 0)
        given = {name: value for name, value in config.items() if name not in KNOWN}
        if "phrase_list" in config:
            given["keywords"] = _phrases(config["phrase_list"])
        found = await self._lists.read({name: _texts(value) for name, value in given.items()}, KNOWN)
        if "phrase_list" in config or "word_list" in config:
            await self._session.set_words(found.words)
        self._about_list = {"words": list_state(self._session.words), "warnings": list(found.warnings)}


def _phrases(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise RequestError(f"phrase_list is {shown(given)}, expected a list of texts", param="phrase_list")
    return [item for item in given if item != UNKNOWN_WORD and item.strip()]


def _texts(value: object) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _confidence(word: TranscribedWord) -> float:
    return 1.0 if word.confidence is None else round(word.confidence, 4)


def _word(word: TranscribedWord) -> dict[str, Any]:
    return {"conf": _confidence(word), "end": word.end, "start": word.start, "word": word_as_said(word)}

"""``/v1/listen``: live transcription in Deepgram's words."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from earmark.audio.end_points import LONGEST, SHORTEST, USUAL, EndPoints
from earmark.biasing import Word, WordList
from earmark.checks import shown
from earmark.errors import AudioError, EarmarkError, WordListError
from earmark.live import Partial
from earmark.serve.errors import TOO_LARGE, RequestError
from earmark.serve.settings import INTERFACE
from earmark.serve.sockets.as_said import text_as_said, word_as_said
from earmark.serve.sockets.conversation import Conversation, read_object, together, until_stopped
from earmark.serve.sockets.lists import ListReader
from earmark.serve.sockets.pcm import PcmFormat
from earmark.serve.sockets.session import Session
from earmark.serve.sockets.use import list_state
from earmark.serve.vocabulary import check_unread, merged, read_vocabulary
from earmark.transcript import TranscribedWord, Transcript

READ = frozenset({
    "encoding", "sample_rate", "channels", "interim_results", "endpointing", "utterance_end_ms", "vad_events",
    "punctuate", "smart_format", "model", "language", "version", "token",
})  # fmt: skip
REFUSED = {
    "callback": "results are sent on this connection alone",
    "multichannel": "channels are mixed: open a connection for each",
    "diarize": "speakers are not told apart",
    "redact": "nothing is taken out of transcripts",
    "replace": "give display_as in a stored list, and its id as word_list",
    "search": "give the words as keyterm",
}
_BOOSTED = re.compile(r"(?P<text>.+):(?P<weight>-?\d+(\.\d+)?)\Z")  # as in keywords=Fremont:2
LIMIT, INTERNAL = "CONFIGURE_KEYTERM_LIMIT_EXCEEDED", "CONFIGURE_INTERNAL_ERROR"


class DeepgramProtocol:
    """One conversation: binary audio, ``Configure``, ``Finalize``, ``KeepAlive`` and ``CloseStream`` in."""

    def __init__(self, talk: Conversation, session: Session, lists: ListReader) -> None:
        self._talk, self._session, self._lists = talk, session, lists
        self.request_id = str(uuid.uuid4())
        self._interim = self._speech_events = self._utterance_ends = self._written = False
        self._model = "earmark"
        self._at = 0.0  # seconds: end of the last final
        self._speaking = False
        self._warnings: tuple[str, ...] = ()
        self._digest = hashlib.sha256()

    async def prepare(self, query: Mapping[str, list[str]]) -> None:
        """Read the address, before the connection is accepted.

        Raises:
            RequestError, AudioError, WordListError: a parameter cannot be used.
        """
        last = {name.removesuffix("[]"): values[-1] for name, values in query.items()}
        for name in REFUSED:
            if last.get(name, "false").lower() != "false":
                raise RequestError(f"{name} is not offered: {REFUSED[name]}", param=name)
        self._session.set_layout(_layout(last))
        self._session.set_rules(_rules(last.get("endpointing")))
        self._interim = _switch(last, "interim_results")
        self._speech_events = _switch(last, "vad_events")
        self._utterance_ends = "utterance_end_ms" in last
        self._written = _switch(last, "punctuate") or _switch(last, "smart_format")
        self._model = last.get("model", self._model)
        fields = {name: values for name, values in query.items() if name.removesuffix("[]") != "keywords"}
        given = read_vocabulary(fields, READ, self._lists.max_entries)
        boosted = _boosted(query.get("keywords", []))
        words = merged([one for one in (given.words, boosted) if one is not None])
        found = await self._lists.compiled(replace(given, words=words))
        self._warnings = found.warnings
        await self._session.set_words(found.words)

    async def talk(self) -> None:
        """Converse until the client closes."""
        await together(until_stopped(self._read(), self), self._session.pump(self, lambda: self._interim))

    async def finish(self) -> None:
        """Send what is known of the audio so far, and the metadata."""
        await self._session.flush(lambda finals: self._flushed(finals, False))
        await self._talk.send(self._metadata())

    async def failed(self, error: EarmarkError) -> None:
        """Send an error."""
        await self._talk.send({"type": "Error", "variant": type(error).__name__, "description": str(error)})

    async def finals(self, transcripts: list[Transcript]) -> None:
        """Send utterances that have ended."""
        for transcript in transcripts:
            await self._final(transcript, False)

    async def partial(self, partial: Partial) -> None:
        """Send the utterance that goes on."""
        await self._started(partial.words)
        await self._results(partial.text, partial.words, partial.seconds, False, False)

    async def _final(self, transcript: Transcript, finalized: bool) -> None:
        await self._started(transcript.words)
        extra = {
            "entries": [entry.to_dict() for entry in transcript.entries],
            "rejected": [entry.to_dict() for entry in transcript.rejected],
        }
        text = transcript.text if self._written else text_as_said(transcript)
        await self._results(text, transcript.words, transcript.seconds, True, finalized, extra)
        self._at, self._speaking = transcript.seconds, False
        if self._utterance_ends and transcript.words:
            end = transcript.words[-1].end
            await self._talk.send({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": end})

    async def _started(self, words: tuple[TranscribedWord, ...]) -> None:
        if words and self._speech_events and not self._speaking:
            await self._talk.send({"type": "SpeechStarted", "channel": [0], "timestamp": words[0].start})
        self._speaking = self._speaking or bool(words)

    async def _results(
        self,
        text: str,
        words: tuple[TranscribedWord, ...],
        seconds: float,
        final: bool,
        finalized: bool,
        extra: dict[str, Any] | None = None,
    ) -> None:
        known = [word.confidence for word in words if word.confidence is not None]
        alternative = {
            "transcript": text,
            "confidence": round(sum(known) / len(known), 4) if known else 0.0,
            "words": [_word(word) for word in words],
        }
        model = {"name": self._model, "version": INTERFACE, "arch": "earmark"}
        about = {"request_id": self.request_id, "model_info": model, "model_uuid": self.request_id}
        await self._talk.send(
            {
                "type": "Results",
                "channel_index": [0, 1],
                "start": self._at,
                "duration": round(seconds - self._at, 3),
                "is_final": final,
                "speech_final": final,
                "from_finalize": finalized,
                "channel": {"alternatives": [alternative]},
                "metadata": about,
                **({} if extra is None else {"earmark": extra}),
            }
        )

    async def _read(self) -> None:
        while True:
            message = await self._talk.receive()
            try:
                if isinstance(message, bytes):
                    self._digest.update(message)
                    await self._session.feed(message)
                    await self._session.room()
                elif not await self._control(message):
                    return
            except (RequestError, AudioError) as error:  # the stream goes on without it
                await self.failed(error)

    async def _control(self, message: str) -> bool:
        """Obey a message; False at the last one."""
        fields = await read_object(message)
        kind = fields.get("type")
        if kind == "Configure":
            await self._configure(fields)
        elif kind == "Finalize":
            await self._session.flush(lambda finals: self._flushed(finals, True))
        elif kind == "CloseStream":
            await self.finish()
            return False
        elif kind != "KeepAlive":
            raise RequestError(
                f"type is {shown(kind)}, expected 'Configure', 'Finalize', 'KeepAlive' or 'CloseStream'"
            )
        return True

    async def _flushed(self, finals: list[Transcript], finalized: bool) -> None:
        for transcript in finals:
            await self._final(transcript, finalized)
        if finalized and not finals:  # clients wait for the answer
            await self._results("", (), self._session.seconds, True, True)
            self._at = self._session.seconds

    async def _configure(self, fields: dict[str, Any]) -> None:
        """Replace the keyterms, and say what was made of them."""
        answer: dict[str, Any] = {"type": "ConfigureSuccess", "request_id": self.request_id}
        keyterms = fields.get("keyterms")
        try:
            check_unread(fields.keys() - {"type", "keyterms", "features"}, "give the whole list as keyterms")
            if keyterms is not None:
                words = _keyterms(keyterms)
                found = await self._lists.read({"keyterms": keyterms})
                await self._session.set_words(found.words)
                answer |= {"keyterms": words, "earmark": list_state(found.words)}
        except (RequestError, WordListError) as error:
            too_many = isinstance(error, RequestError) and error.status == TOO_LARGE
            answer |= {
                "type": "ConfigureFailure",
                "code": LIMIT if too_many else INTERNAL,
                "description": str(error),
            }
        features = fields.get("features")
        if features:
            answer["warnings"] = [f"the features {shown(features)} are not offered, so they are not used"]
        await self._talk.send(answer)

    def _metadata(self) -> dict[str, Any]:
        use = self._session.use.report(self._session.words)
        return {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": self.request_id,
            "sha256": self._digest.hexdigest(),
            "created": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "duration": self._session.seconds,
            "channels": 1,
            "earmark": {
                "entries": use,
                "words": list_state(self._session.words),
                "warnings": list(self._warnings),
            },
        }


def _word(word: TranscribedWord) -> dict[str, Any]:
    confidence = 0.0 if word.confidence is None else round(word.confidence, 4)
    times = {"start": word.start, "end": word.end, "confidence": confidence}
    return {"word": word_as_said(word), **times, "punctuated_word": word.text}


def _keyterms(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise RequestError(f"keyterms is {shown(given)}, expected a list of texts", param="keyterms")
    return given


def _boosted(values: list[str]) -> WordList | None:
    """Entries with weights, as in keywords=Fremont:2."""
    parts = ((value, _BOOSTED.match(value)) for value in values if value.strip())
    words = [
        Word(value) if part is None else Word(part["text"], weight=float(part["weight"]))
        for value, part in parts
    ]
    return WordList.of(words) if words else None


def _layout(last: Mapping[str, str]) -> PcmFormat:
    if "encoding" not in last:
        raise RequestError(
            "encoding is missing: send samples, with encoding=linear16 and sample_rate=16000",
            param="encoding",
        )
    rate = _number(last, "sample_rate", 8000 if last["encoding"] in ("mulaw", "alaw") else 16_000)
    return PcmFormat(last["encoding"], rate, _number(last, "channels", 1))


def _number(last: Mapping[str, str], name: str, usual: int) -> int:
    value = last.get(name, str(usual))
    if not value.isdecimal() or len(value) > 9:
        raise RequestError(f"{name} is {shown(value)}, expected a whole number such as {usual}", param=name)
    return int(value)


def _switch(last: Mapping[str, str], name: str) -> bool:
    value = last.get(name, "false").lower()
    if value not in ("true", "false"):
        raise RequestError(f"{name} is {shown(value)}, expected true or false", param=name)
    return value == "true"


def _rules(endpointing: str | None) -> EndPoints:
    """End points of ``endpointing``: milliseconds of silence; "false" for those of recordings."""
    if endpointing is None or endpointing.lower() in ("true", "false"):
        return USUAL
    pause = _number({"endpointing": endpointing}, "endpointing", 600) / 1000
    return EndPoints(pause=min(max(pause, SHORTEST), LONGEST), least=0.0)

"""Items of a realtime session: what is said between two commits, or in one utterance."""

from __future__ import annotations

import math
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from earmark.transcript import Transcript

Event = Callable[..., Awaitable[None]]
KIND = "conversation.item.input_audio_transcription"
LEAST = 1e-6  # confidence of which a logarithm is sent


def identifier(kind: str) -> str:
    """A new id as the interface writes them."""
    return f"{kind}_{uuid.uuid4().hex[:24]}"


class Items:
    """Announces items, and sends their text."""

    def __init__(self, event: Event) -> None:
        """Send through ``event``, called with a type and fields."""
        self._event = event
        self._id: str | None = None  # of the item that goes on
        self._previous: str | None = None
        self._detected = False  # whether its beginning was announced
        self._sent = ""  # its text so far
        self._end = 0.0  # seconds of audio in items that are complete

    async def started(self, seconds: float) -> None:
        """Announce speech, once an item."""
        item = self._current()
        if not self._detected:
            self._detected = True
            start = round(seconds * 1000)
            await self._event("input_audio_buffer.speech_started", audio_start_ms=start, item_id=item)

    async def delta(self, text: str) -> None:
        """Send what is new of the item's text; nothing where it does not continue what was sent."""
        if len(text) > len(self._sent) and text.startswith(self._sent):
            new, self._sent = text[len(self._sent) :], text
            await self._event(f"{KIND}.delta", item_id=self._current(), content_index=0, delta=new)

    async def complete(self, parts: Sequence[Transcript], seconds: float, logprobs: bool) -> None:
        """Commit the item, and send its transcript.

        Args:
            parts: the utterances in it.
            seconds: of audio in the stream.
            logprobs: whether those of words are sent.
        """
        item = self._current()
        if self._detected:
            end = round(1000 * (parts[-1].seconds if parts else seconds))
            await self._event("input_audio_buffer.speech_stopped", audio_end_ms=end, item_id=item)
        await self._event("input_audio_buffer.committed", item_id=item, previous_item_id=self._previous)
        content = [{"type": "input_audio", "transcript": None}]
        message: dict[str, Any] = {"id": item, "object": "realtime.item", "type": "message", "role": "user"}
        message |= {"status": "completed", "content": content}
        await self._event("conversation.item.added", item=message, previous_item_id=self._previous)
        text = " ".join(part.text for part in parts if part.text)
        await self.delta(text)
        usage = {"type": "duration", "seconds": round(max(seconds - self._end, 0.0), 3)}
        fields: dict[str, Any] = {"transcript": text, "usage": usage, "earmark": _evidence(parts)}
        if logprobs:
            fields["logprobs"] = _logprobs(parts)
        await self._event(f"{KIND}.completed", item_id=item, content_index=0, **fields)
        self._previous, self._end = item, seconds
        self.forget()

    def forget(self) -> None:
        """Begin another item."""
        self._id, self._detected, self._sent = None, False, ""

    def _current(self) -> str:
        if self._id is None:
            self._id = identifier("item")
        return self._id


def _evidence(parts: Sequence[Transcript]) -> dict[str, Any]:
    return {
        "words": [word.to_dict() for part in parts for word in part.words],
        "entries": [entry.to_dict() for part in parts for entry in part.entries],
        "rejected": [entry.to_dict() for part in parts for entry in part.rejected],
        "considered": list(dict.fromkeys(entry for part in parts for entry in part.considered)),
    }


def _logprobs(parts: Sequence[Transcript]) -> list[dict[str, Any]]:
    """Of words in place of tokens."""
    return [
        {
            "token": word.text,
            "logprob": round(math.log(max(word.confidence, LEAST)), 4),
            "bytes": list(word.text.encode()),
        }
        for part in parts
        for word in part.words
        if word.confidence is not None
    ]

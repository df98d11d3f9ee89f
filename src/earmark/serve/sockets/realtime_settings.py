"""Settings of a realtime session, as ``session.update`` changes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from earmark.audio.end_points import LONGEST, SHORTEST, USUAL, EndPoints
from earmark.checks import check_number, shown
from earmark.errors import EarmarkError
from earmark.serve.errors import RequestError
from earmark.serve.sockets.pcm import PcmFormat
from earmark.serve.vocabulary import check_unread

RATE = 24_000  # samples a second, of the interface; others are taken too
TELEPHONE = 8000  # of G.711
PLACE = "give keywords in session.audio.input.transcription"
LOGPROBS = "item.input_audio_transcription.logprobs"
READ = frozenset({"model", "language", "languages", "delay"})  # of ``transcription``, besides the vocabulary
VAD = {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 600}


@dataclass(frozen=True)
class RealtimeSettings:
    """A session's settings."""

    layout: PcmFormat = field(default_factory=lambda: PcmFormat("s16le", RATE))
    rules: EndPoints = USUAL
    format: Mapping[str, Any] = field(default_factory=lambda: {"type": "audio/pcm", "rate": RATE})
    transcription: Mapping[str, Any] = field(default_factory=dict)  # as the client gave it
    turn_detection: Mapping[str, Any] | None = field(default_factory=lambda: dict(VAD))
    noise_reduction: Mapping[str, Any] | None = None  # kept, not used
    logprobs: bool = False  # whether those of words are sent

    read_fields = READ

    @property
    def detects_turns(self) -> bool:
        """Whether the server ends items."""
        return self.turn_detection is not None

    def updated(self, given: object) -> RealtimeSettings:
        """The settings with the changes of a message.

        Raises:
            RequestError, AudioError: one of them is of no use.
        """
        session = _mapping(given, "session")
        check_unread(session, PLACE)
        if session.get("type", "transcription") != "transcription":
            raise RequestError(
                f"session.type is {shown(session['type'])}, expected 'transcription': nothing is answered "
                "here but transcripts",
                param="session.type",
            )
        changed = self
        if "include" in session:
            include = session["include"] or []
            if not isinstance(include, list):
                raise RequestError(
                    f"session.include is {shown(include)}, expected a list", param="session.include"
                )
            changed = replace(changed, logprobs=LOGPROBS in include)
        audio = _mapping(session.get("audio") or {}, "session.audio")
        sound = _mapping(audio.get("input") or {}, "session.audio.input")
        check_unread((*audio, *sound), PLACE)
        if sound.get("format") is not None:
            changed = changed._with_format(_mapping(sound["format"], "session.audio.input.format"))
        if "transcription" in sound:
            name = "session.audio.input.transcription"
            changed = replace(changed, transcription=dict(_mapping(sound["transcription"] or {}, name)))
        if "turn_detection" in sound:
            changed = changed._with_turns(sound["turn_detection"])
        if "noise_reduction" in sound:
            changed = replace(changed, noise_reduction=sound["noise_reduction"])
        return changed

    def vocabulary_of(self, given: object) -> dict[str, list[str]]:
        """Fields of ``transcription`` in a message, as those of a form."""
        session = given if isinstance(given, dict) else {}
        transcription = ((session.get("audio") or {}).get("input") or {}).get("transcription") or {}
        return {name: _texts(name, value) for name, value in transcription.items() if value is not None}

    def _with_format(self, given: Mapping[str, Any]) -> RealtimeSettings:
        kind = given.get("type", "audio/pcm")
        rate = given.get("rate") or (RATE if kind == "audio/pcm" else TELEPHONE)
        layout = PcmFormat(kind, rate)
        return replace(self, layout=layout, format={"type": kind, "rate": rate})

    def _with_turns(self, given: object) -> RealtimeSettings:
        if given is None:
            return replace(self, turn_detection=None)
        name = "session.audio.input.turn_detection"
        turns = dict(_mapping(given, name))
        if turns.get("type") not in ("server_vad", "semantic_vad"):
            raise RequestError(
                f"{name}.type is {shown(turns.get('type'))}, expected 'server_vad', 'semantic_vad' or null "
                "in place of the object",
                param=name,
            )
        silence = turns.get("silence_duration_ms")
        if silence is None:
            return replace(self, turn_detection=turns, rules=USUAL)
        try:
            pause = check_number(f"{name}.silence_duration_ms", silence, 0, 1000 * LONGEST) / 1000
        except EarmarkError as error:
            raise RequestError(str(error), param=name) from None
        return replace(self, turn_detection=turns, rules=EndPoints(pause=max(pause, SHORTEST)))


def described(id: str, settings: RealtimeSettings) -> dict[str, Any]:
    """A session as events show it; lists that came with it are left out."""
    shown_fields = ("model", "language", "languages", "prompt", "keywords", "delay")
    transcription = {
        name: settings.transcription[name] for name in shown_fields if name in settings.transcription
    }
    sound = {
        "format": dict(settings.format),
        "transcription": transcription or None,
        "turn_detection": settings.turn_detection,
        "noise_reduction": settings.noise_reduction,
    }
    return {
        "id": id,
        "object": "realtime.transcription_session",
        "type": "transcription",
        "audio": {"input": sound},
        "include": [LOGPROBS] if settings.logprobs else [],
    }


def _mapping(given: object, name: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise RequestError(f"{name} is {shown(given)}, expected an object", param=name)
    return given


def _texts(name: str, value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    several = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return value if several and name != "words" else [json.dumps(value)]

"""Call an endpoint with OpenAI's interface for transcriptions, with the standard library alone."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from earmark.audio.waveform import Samples
from earmark.correction.transcribers.hints import DEFAULT, hint_count
from earmark.correction.transcribers.multipart import encode_form
from earmark.correction.transcribers.parts import join_parts, parts
from earmark.correction.transcribers.request import Refusal, post
from earmark.correction.transcribers.wav import wav_bytes
from earmark.errors import TranscriberError

PATH = "/audio/transcriptions"
MODEL = "whisper-1"
KEY = "OPENAI_API_KEY"  # environment variable
UNUSABLE = (400, 415, 422)  # status codes of servers that know no verbose_json
VERBOSE = (
    ("response_format", "verbose_json"),
    ("timestamp_granularities[]", "word"),
    ("timestamp_granularities[]", "segment"),
)
PLAIN = (("response_format", "json"),)


class OpenAiEndpoint:
    """A server with OpenAI's interface. May be called from several threads."""

    def __init__(self, url: str, language: str | None = "en") -> None:
        """Take the address up to its version, as in ``https://api.openai.com/v1?model=whisper-1&hints=20``.

        Raises:
            TranscriberError: it is not the address of a web server, or "hints" is not a number.
        """
        split = urlsplit(url)
        if split.scheme not in ("http", "https") or not split.netloc:
            raise TranscriberError(
                f"{url!r} is not the address of a server: give one as in "
                "'openai:https://api.openai.com/v1?model=whisper-1'"
            )
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        self._model = query.pop("model", MODEL)
        self._hints = hint_count(query.pop("hints", str(DEFAULT)))
        path = split.path.rstrip("/").removesuffix(PATH) + PATH
        self._url = urlunsplit((split.scheme, split.netloc, path, urlencode(query), ""))
        self._language = language
        self._verbose = True  # until the server refuses

    def hint_limit(self) -> int:
        """As many as were asked for."""
        return self._hints

    def transcribe(self, samples: Samples, hints: Sequence[str] = ()) -> dict[str, Any]:
        """Transcribe a recording, (N,) at 16 kHz, with ``hints`` as the prompt.

        Audio beyond ten minutes is sent in parts, cut where it is quiet.

        Returns:
            A dictionary like ``verbose_json``, with times of words; only with "text" from a server that
            refuses it.

        Raises:
            TranscriberError: the server cannot be reached, refuses, or answers with something else.
        """
        return join_parts([(start, self._one(part, hints)) for start, part in parts(samples)])

    def _one(self, samples: Samples, hints: Sequence[str]) -> dict[str, Any]:
        """The answer to one request, or to a second one where the server refuses ``verbose_json``."""
        audio = wav_bytes(samples)
        if self._verbose:
            try:
                return self._post(audio, hints, VERBOSE)
            except Refusal as refusal:
                if refusal.status not in UNUSABLE:
                    raise
                reason = refusal.reason
            answer = self._post(audio, hints, PLAIN)
            self._verbose = False
            warnings.warn(
                f"{self._url} refuses verbose_json ({reason}): its transcripts have no times",
                UserWarning,
                stacklevel=2,
            )
            return answer
        return self._post(audio, hints, PLAIN)

    def _post(self, audio: bytes, hints: Sequence[str], form: Sequence[tuple[str, str]]) -> dict[str, Any]:
        fields = [("model", self._model), *form]
        fields += [("language", self._language)] if self._language else []
        fields += [("prompt", ", ".join(hints))] if hints else []
        body, kind = encode_form(fields, "file", "audio.wav", audio)
        key = os.environ.get(KEY)
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {key}"} if key else {})
        answer = post(self._url, body, headers)
        if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
            raise TranscriberError(f"{self._url} answered without a text: give the address of a transcriber")
        return answer

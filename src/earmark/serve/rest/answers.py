"""Answers: a transcript in the shapes that OpenAI's clients read."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earmark.biasing import BiasList
from earmark.output import cues_of, write
from earmark.serve.rest.diagnostics import diagnose
from earmark.transcript import Transcript

FORMATS = ("json", "verbose_json", "text", "srt", "vtt")
MEDIA = {"text": "text/plain", "srt": "application/x-subrip", "vtt": "text/vtt"}
WORD, SEGMENT = "word", "segment"
MOST_HEADER = 2000  # characters of a header: proxies refuse longer ones
LEAST = 1e-6  # probability, of which the logarithm is still a number


@dataclass(frozen=True)
class Answer:
    """What a request is answered with."""

    transcript: Transcript
    words: BiasList | None
    warnings: Sequence[str]
    list_version: Mapping[str, Any] | None = None  # of a stored list
    language: str = "en"

    def report(self) -> dict[str, Any]:
        """Return what became of the list, and what of the request was not used."""
        named, counts = diagnose(self.words, self.transcript)
        audio = [d.sentence for d in self.transcript.diagnostics if not hasattr(d, "entry")]
        return {
            "diagnostics": named,
            "word_list": dict(self.list_version or {}) | counts if self.words is not None else None,
            "warnings": [*self.warnings, *audio],
        }

    def json(self) -> dict[str, Any]:
        """Return the short form."""
        return {"text": self.transcript.text, "usage": self.usage()} | self.report()

    def verbose(self, granularities: Collection[str]) -> dict[str, Any]:
        """Return the long form, with words or segments as asked for."""
        found: dict[str, Any] = {
            "task": "transcribe",
            "language": self.language,
            "duration": self.transcript.seconds,
            "text": self.transcript.text,
        }
        if SEGMENT in granularities:
            found["segments"] = segments(self.transcript)
        if WORD in granularities:
            found["words"] = [{"word": word.text} | word.to_dict() for word in self.transcript.words]
        return found | {"usage": self.usage()} | self.report()

    def usage(self) -> dict[str, Any]:
        """Return the seconds that were transcribed."""
        return {"type": "duration", "seconds": math.ceil(self.transcript.seconds)}

    def written(self, format: str) -> str:
        """Return the text, or subtitles."""
        return write(self.transcript, format)

    def headers(self) -> dict[str, str]:
        """Return the report as headers, for answers that are no JSON."""
        report = self.report()
        found = {"X-Earmark-Warnings": report["warnings"], "X-Earmark-Word-List": report["word_list"]}
        texts = {name: json.dumps(value) for name, value in found.items() if value}
        return {name: text for name, text in texts.items() if len(text) <= MOST_HEADER}


def segments(transcript: Transcript) -> list[dict[str, Any]]:
    """Return the cues of a transcript as OpenAI's segments. No tokens are given: those of CTC are others."""
    found = []
    for id, cue in enumerate(cues_of(transcript)):
        text = " ".join(cue.lines)
        inside = [w.acoustic_confidence for w in transcript.words if cue.start <= w.start < cue.end]
        logs = [math.log(max(LEAST, p)) for p in inside if p is not None]
        raw = text.encode()
        found.append(
            {
                "id": id,
                "seek": 0,
                "start": cue.start,
                "end": cue.end,
                "text": text,
                "tokens": [],
                "temperature": 0.0,
                "avg_logprob": round(sum(logs) / len(logs), 4) if logs else 0.0,
                "compression_ratio": round(len(raw) / len(zlib.compress(raw)), 4),
                "no_speech_prob": 0.0,
            }
        )
    return found

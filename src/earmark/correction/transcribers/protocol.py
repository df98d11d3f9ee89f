"""Transcriber: another recognizer, which writes the transcript that the list's entries are put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from earmark.audio.waveform import Samples

Transcribed: TypeAlias = str | Mapping[str, Any] | list[Any]  # what ``read_transcript`` reads


@runtime_checkable
class Transcriber(Protocol):
    """Transcribes whole recordings. Any object with these two methods will do."""

    def transcribe(self, samples: Samples, hints: Sequence[str] = ()) -> Transcribed:
        """Transcribe a recording.

        Args:
            samples: (N,) float32, mono at 16 kHz.
            hints: entries of the list, at most ``hint_limit()`` of them, that may be spoken.

        Returns:
            A transcript in any of the formats that ``earmark.correct`` takes: text, or a dictionary with
            segments and words, their times and their probabilities.
        """
        ...

    def hint_limit(self) -> int:
        """The number of entries that help as hints; 0 for a recognizer that takes none."""
        ...

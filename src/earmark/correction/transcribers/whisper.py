"""Whisper by faster-whisper (the extra ``whisper``), imported when a model is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from earmark.audio.waveform import Samples
from earmark.correction.transcribers.hints import DEFAULT
from earmark.errors import TranscriberError
from earmark.models.sessions import cores, first_line

INSTALL = "pip install faster-whisper"
BEAM = 5  # faster-whisper's own default


class WhisperModel(Protocol):
    """The method of ``faster_whisper.WhisperModel`` that is used."""

    def transcribe(self, audio: Samples, **options: Any) -> tuple[Iterable[Any], Any]:
        """Segments, dataclasses, as they are decoded, and a dataclass on the recording."""
        ...


class FasterWhisper:
    """A model of faster-whisper. May be called from several threads."""

    def __init__(self, model: WhisperModel, language: str | None = "en", hints: int = DEFAULT) -> None:
        """Take a loaded model.

        Args:
            model: from faster-whisper.
            language: ISO 639 code of what is spoken; None: detect it.
            hints: entries of a list to give as "hotwords" at most.
        """
        self._model = model
        self._language = language
        self._hints = hints

    @classmethod
    def open(
        cls, name: str, language: str | None = "en", threads: int = 0, hints: int = DEFAULT
    ) -> FasterWhisper:
        """Load a model by its name ("base", "small.en", "large-v3"), or from a folder.

        Raises:
            TranscriberError: faster-whisper is not installed, or the model cannot be loaded.
        """
        try:
            import faster_whisper
        except ImportError as error:
            raise TranscriberError(
                f"the transcriber 'faster-whisper' needs the package {error.name or 'faster_whisper'!r}, "
                f"which is not installed: run {INSTALL}"
            ) from None
        try:
            # "auto": 8 bits on a CPU, 16 on a GPU.
            model = faster_whisper.WhisperModel(name, compute_type="auto", cpu_threads=cores(threads))
        except Exception as error:  # of CTranslate2, of the hub, of the network: they share no base
            raise TranscriberError(
                f"the model {name!r} of faster-whisper cannot be loaded ({first_line(error)}): give a name "
                "that it knows, such as 'faster-whisper:base', or the folder of a model"
            ) from None
        return cls(model, language, hints)

    def hint_limit(self) -> int:
        """As many as were asked for."""
        return self._hints

    def transcribe(self, samples: Samples, hints: Sequence[str] = ()) -> dict[str, Any]:
        """Transcribe a recording, (N,) at 16 kHz, with ``hints`` as faster-whisper's "hotwords".

        Returns:
            A dictionary in faster-whisper's form, words with times and probabilities.

        Raises:
            TranscriberError: the model fails.
        """
        try:
            segments, about = self._model.transcribe(
                samples,
                language=self._language,
                beam_size=BEAM,
                condition_on_previous_text=False,  # an error would go on into what follows
                word_timestamps=True,
                hotwords=", ".join(hints) or None,
            )
            found = [asdict(segment) for segment in segments]
        except (RuntimeError, ValueError) as error:
            raise TranscriberError(f"faster-whisper failed ({first_line(error)})") from None
        return {
            "text": "".join(segment["text"] for segment in found).strip(),
            "language": about.language,
            "duration": about.duration,
            "segments": found,
        }

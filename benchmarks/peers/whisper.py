"""faster-whisper: the list as ``hotwords`` or as ``initial_prompt``, a model given by its folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from benchmarks.peers.peer import Missing, Shared
from earmark.audio import load_audio
from earmark.evaluation.manifest import Utterance


class Whisper:
    """Greedy at temperature 0, without the fallback to higher temperatures: one pass, the same every time."""

    def __init__(self, shared: Shared, way: Literal["hotwords", "initial_prompt"]) -> None:
        self.name = f"faster-whisper, {way}"
        self.way = way
        folder = shared.models.get("whisper")
        if folder is None:
            raise Missing("--whisper FOLDER of a CTranslate2 model, see the README")
        try:
            from faster_whisper import WhisperModel
        except ImportError:
            raise Missing("pip install faster-whisper") from None
        self.model: Any = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
        self.prompt: str | None = None

    def compile(self, words: Sequence[str]) -> None:
        """Nothing is prepared. What does not fit in its 223 tokens of prompt is cut off by the package."""
        self.prompt = ", ".join(words) or None

    def write(self, utterance: Utterance) -> str:
        """Transcribe the file."""
        options: dict[str, Any] = {"language": "en", "beam_size": 5, "temperature": 0.0}
        options["condition_on_previous_text"] = False
        if self.prompt is not None:
            options[self.way] = self.prompt
        segments, _ = self.model.transcribe(load_audio(utterance.audio).samples, **options)
        return " ".join(segment.text for segment in segments)

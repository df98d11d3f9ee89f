"""earmark itself, as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.peer import Shared
from earmark.biasing import BiasList
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import spoken_hypothesis


class Earmark:
    """Joint biasing with the model's own options."""

    name = "earmark"

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.words: BiasList | None = None

    def compile(self, words: Sequence[str]) -> None:
        """Compile a list, or drop the last one."""
        self.words = self.shared.recognizer.compile(list(words)) if words else None

    def write(self, utterance: Utterance) -> str:
        """Search the stored emissions."""
        encoded = self.shared.encoded[utterance.id]
        return spoken_hypothesis(self.shared.recognizer.decode([encoded], self.words)[0])

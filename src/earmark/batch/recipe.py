"""Recipe: what a recognizer is made of, by names, so that every process can make its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from earmark.batch.locations import local_path
from earmark.biasing import WordList
from earmark.correction.pairing import INSTALLED
from earmark.decoding.techniques import AUTO
from earmark.models import bundled_models
from earmark.pronouncing import BUNDLED
from earmark.recognizer import Recognizer

THREADS = "search.threads"
ENGLISH = "english"


@dataclass(frozen=True)
class Recipe:
    """Arguments of a recognizer that can be sent to other processes: names and paths, no loaded models."""

    model: str = ENGLISH
    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the model's own
    words: WordList | str | None = None  # the run's list, or the path of a compiled one
    biasing: str = AUTO
    lm: str | None = BUNDLED
    lexicon: str | None = BUNDLED
    adapter: str | None = BUNDLED
    phones: str | None = BUNDLED
    transcriber: str | None = INSTALLED
    strict: bool = False
    nbest: int | None = None
    verbatim: bool = False  # words as they are said, without capitals, punctuation and figures

    def open(self, threads: int = 1) -> Recognizer:
        """Load the recognizer; results do not depend on the threads.

        Raises:
            EarmarkError: as for :class:`earmark.Recognizer`.
        """
        return Recognizer(
            self.model, {**self.options, THREADS: threads}, self.words, biasing=self.biasing, lm=self.lm,
            lexicon=self.lexicon, adapter=self.adapter, phones=self.phones, transcriber=self.used_transcriber,
            strict=self.strict, verbatim=self.verbatim,
        )  # fmt: skip

    @property
    def used_transcriber(self) -> str | None:
        """The transcriber's name; for several or verbatim texts and other models none is chosen by itself."""
        if self.transcriber != INSTALLED:
            return self.transcriber
        plain = self.nbest is None and not self.verbatim
        return INSTALLED if plain and self.model == ENGLISH else None

    def with_absolute_paths(self) -> Recipe:
        """The same recipe for processes of other folders."""
        found: dict[str, Any] = {}
        for name in ("model", "lm", "lexicon", "adapter"):
            given = getattr(self, name)
            if given is not None and given not in _NAMES and local_path(given).exists():
                found[name] = str(Path(given).absolute())
        return replace(self, **found)


_NAMES = frozenset((BUNDLED, *bundled_models()))  # that a file of the same name does not hide
USUAL = Recipe()  # the bundled model, as `earmark transcribe` uses it

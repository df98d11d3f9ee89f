"""What the model of names' contexts is like, and how it learns."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.errors import OptionsError


@dataclass(frozen=True)
class NameOptions:
    """Size of the model, sampling of its text, and learning."""

    features: int = 300_000  # kept: those whose weights change the odds of most places; 0.9 MB
    least_count: int = 16  # of a feature: rarer ones are noise
    ordinary: float = 0.5  # share of the places of ordinary words that are learnt from
    frequent: float = 2e-4  # share of the text from which a word's places are thinned out, by its root
    most: int = 6_000_000  # places from one text: the rest of it is not read
    repeats: int = 180  # of each sentence with a place for a name
    rounds: int = 2
    batch: int = 32_768
    rate: float = 0.15  # of Adagrad
    seed: int = 1

    def __post_init__(self) -> None:
        counts = (self.features, self.least_count, self.most, self.repeats, self.rounds, self.batch)
        if min(counts) < 1 or not 0 < self.ordinary <= 1 or not self.frequent > 0:
            raise OptionsError(f"{self} is out of range: counts are 1 or more, shares above 0 and at most 1")

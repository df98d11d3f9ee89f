"""How much an adapter is let do: by itself, and beside a search that weighs what it says once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Settings:
    """Of one adapter, chosen on development sets."""

    strength: float = 1.0  # factor on what it changes
    reluctance: float = 0.0  # nats in favour of writing no entry
    complete: float = 0.8  # 0..1, how far all tokens of an entry must be looked at
    trust: float = 1.0  # 0..1, share of the biased probabilities in the mixture with the unbiased ones:
    # below 1, nothing that the model heard by itself can become less likely than 1 - trust of what it was

    @staticmethod
    def read(about: Mapping[str, Any], *, searched: bool) -> Settings:
        """What ``adapter.json`` says; ``searched``: for emissions that a beam search reads."""
        alone = Settings(*(float(about[key]) for key in ("strength", "reluctance", "complete")))
        return replace(alone, **about.get("searched", {})) if searched else alone

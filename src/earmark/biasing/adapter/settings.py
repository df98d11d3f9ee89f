"""Settings of the contextual adapter, for greedy decoding and before beam search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Settings:
    """Settings of one adapter, chosen on development sets."""

    scale: float = 1.0  # factor on the adapter's change of the logits
    no_bias_offset: float = 0.0  # nats added to the score of <no-bias>; above 0 fewer entries are written
    min_coverage: float = 0.8  # 0..1, mean best attention on the tokens of a row, below which it is taken out
    interpolation: float = 1.0  # 0..1, share of the biased probabilities in the mixture with the unbiased
    # ones: below 1, no token can fall below 1 - interpolation of its unbiased probability

    @staticmethod
    def read(about: Mapping[str, Any], *, searched: bool) -> Settings:
        """Read ``adapter.json``; ``searched``: for emissions that a beam search reads."""
        alone = Settings(*(float(about[key]) for key in GRAPH_INPUTS))
        return replace(alone, **about.get("searched", {})) if searched else alone


# Settings that the top graph takes, each with the name of its input there: exported models keep their names.
GRAPH_INPUTS = {"scale": "strength", "no_bias_offset": "reluctance", "min_coverage": "complete"}

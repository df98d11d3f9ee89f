"""Decision: the log-odds that an entry was said rather than the words that another recognizer wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from earmark.correction.contest import FEATURES, Contest

FILE = "decision.json"  # beside this module; `python -m benchmarks.studies.correction_fit` writes it
SEARCHED = -4.0  # nats of the verifier's log-odds from which the search keeps entries for this decision


@dataclass(frozen=True, eq=False)
class Decision:
    """Logistic regression on what speaks for an entry and for the other recognizer's words."""

    weights: NDArray[np.float64]  # (len(FEATURES),)
    bias: float  # nats

    @classmethod
    @cache
    def fitted(cls) -> Decision:
        """The decision that the package brings."""
        return cls.of(json.loads(files("earmark.correction").joinpath(FILE).read_text(encoding="utf-8")))

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Decision:
        """A decision by the names of its weights."""
        return cls(np.array([values[name] for name in FEATURES]), values["bias"])

    def log_odds(self, contest: Contest) -> float:
        """Nats: ln p(entry was said) / p(it was not)."""
        return float(self.bias + self.weights @ contest.features())

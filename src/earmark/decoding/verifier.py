"""Weights of the verifier, which decides whether an entry that the search wrote was said."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from pathlib import Path

from earmark.decoding.weights_file import LIMIT, read_weights


@dataclass(frozen=True)
class VerifierWeights:
    """Logistic regression over the evidence for an entry against its best alternative.

    ``core/decode/verifier.h`` has the formula. ``benchmarks/studies/verification_fit.py`` trains the
    weights on development sets; a model keeps them in ``verifier.json``.
    Without weights every entry has log-odds of 0 and stays.
    """

    bias: float = 0.0  # nats: set for one false alarm an hour
    phones: float = 0.0  # each nat of weighted phone evidence above the alternative
    lm: float = 0.0  # each nat of the weighted language model above the alternative
    phone_match: float = 0.0  # each nat a phone below the best possible match
    confidence: float = 0.0  # each nat of the mean log confidence of its tokens
    length: float = 0.0  # each phone, to twelve
    confusability: float = 0.0  # cost of an entry that sounds exactly like a common word
    list_size: float = 0.0  # cost of each nat of ln(entries / 1,000) of longer lists
    attention: float = 0.0  # an adapter's attention on it, all of it against none
    named: float = 0.0  # of an entry that is displayed with other capitals than its words
    spelled: float = 0.0  # of one of letters and digits that its words spell out, such as an acronym
    context: float = 0.0  # of both, each nat of the odds of a name, by the words around
    rarity: float = 0.0  # each nat by which the language model prefers a rare word to the alternative
    short_list: float = 0.0  # worth of each nat of ln(1,000 / entries) of shorter lists
    weight: float = 0.0  # each nat of ln(weight of the entry)
    plain_bias: float = 0.0  # of an entry against its own words as ordinary words
    plain_context: float = 0.0  # likewise, each nat of the odds of a name

    alarm_nats: float = 0.0  # each factor e of false alarms that are allowed: 0 or more

    def shift(self, alarms: float) -> float:
        """Nats added to the log-odds where so many false alarms an hour are allowed; LIMIT for inf."""
        return LIMIT if alarms == math.inf else self.alarm_nats * math.log(alarms)

    @classmethod
    def load(cls, path: Path) -> VerifierWeights:
        """Read ``verifier.json``.

        Raises:
            ModelError: the file is unreadable, or holds anything but these weights.
        """
        return cls(**read_weights(path, [field.name for field in fields(cls)]))

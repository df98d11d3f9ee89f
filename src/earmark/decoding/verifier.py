"""Weights of the verifier, which decides whether an entry that the search wrote was said."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path

from earmark.checks import cause, is_number
from earmark.errors import ModelError

LIMIT = 1000.0  # nats, of any weight


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
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            message = f"{str(path)!r} cannot be read as JSON ({cause(error)}): copy it again"
            raise ModelError(message) from None
        names = [field.name for field in fields(cls)]
        if not isinstance(found, dict) or sorted(found) != sorted(names):
            raise ModelError(f"{str(path)!r} holds other keys than {', '.join(names)}: export it again")
        wrong = [name for name in names if not _usable(found[name])]
        if wrong:
            raise ModelError(f"{str(path)!r} has an unusable {wrong[0]}, {found[wrong[0]]!r}: expected nats")
        return cls(**found)


def _usable(value: object) -> bool:
    return is_number(value) and bool(abs(value) <= LIMIT)  # type: ignore[arg-type]

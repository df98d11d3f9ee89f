"""Costs of taking one phone for another, by articulatory features.

Every phone is a movement from one position of the mouth to another: two bundles of features that are equal
for most, and differ for diphthongs (aɪ begins low and ends high) and affricates (t͡ʃ begins as a stop and
ends as ʃ). Substituting one for the other costs the weighted difference of the bundles, at most 1. The
features are the usual ones of articulatory edit distances (ALINE: Kondrak 2002, "Algorithms for Language
Reconstruction"; Mortensen et al. 2016, "PanPhon"), with values and weights for the sounds of English: voicing
alone is cheap (b/p 0.2), vowels differ by height before anything else (ɪ/i 0.32, i/u 0.54), a vowel for a
stop costs 1.

Costs are a metric: they are differences of coordinates, and leaving a phone out never costs more than
replacing it by another and leaving that one out. So are the edit distances made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from earmark._core import EditCosts, PhoneDistance
from earmark.errors import PhoneError
from earmark.language import PhoneSet

FEATURES: dict[str, float] = {  # feature -> what its whole range, 0 to 1, costs
    "syllabic": 0.25,  # vowels 1
    "aperture": 0.6,  # 0 stops and nasals, fricatives, approximants, 1 vowels
    "place": 0.6,  # 0 lips to 1 glottis
    "voiced": 0.2,
    "nasal": 0.3,
    "lateral": 0.2,
    "rhotic": 0.25,
    "strident": 0.2,  # the hiss of s and ʃ
    "height": 0.6,  # of the tongue, 0 low to 1 high; consonants that are not glides stand between
    "backness": 0.4,  # 0 front to 1 back
    "rounded": 0.1,
    "tense": 0.1,
}
_MOVEMENTS = {"aʊ": "aʊ", "aɪ": "aɪ", "eɪ": "eɪ", "oʊ": "oʊ", "ɔɪ": "ɔɪ", "t͡ʃ": "tʃ", "d͡ʒ": "dʒ"}

# Height, backness, rounded, tense; a, e and o stand only at the beginning of diphthongs.
_VOWELS = {
    "i": (1.0, 0.0, 0, 1), "ɪ": (0.8, 0.2, 0, 0), "e": (0.65, 0.05, 0, 1), "ɛ": (0.4, 0.15, 0, 0),
    "æ": (0.15, 0.15, 0, 0), "a": (0.0, 0.4, 0, 0), "ɑ": (0.0, 0.8, 0, 0), "ɔ": (0.3, 1.0, 1, 0),
    "o": (0.6, 1.0, 1, 1), "ʊ": (0.8, 0.8, 1, 0), "u": (1.0, 0.9, 1, 1), "ʌ": (0.35, 0.6, 0, 0),
    "ə": (0.5, 0.5, 0, 0), "ɝ": (0.5, 0.5, 0, 0),
}  # fmt: skip
_PLACE = {"lips": 0.0, "lip and teeth": 0.1, "teeth": 0.3, "ridge": 0.4, "behind it": 0.6, "palate": 0.7,
          "velum": 0.85, "glottis": 1.0}  # fmt: skip
_APERTURE = {"stop": 0.0, "nasal": 0.0, "fricative": 0.35, "approximant": 0.7}
# Place, manner, voiced.
_CONSONANTS = {
    "b": ("lips", "stop", 1), "p": ("lips", "stop", 0), "m": ("lips", "nasal", 1),
    "v": ("lip and teeth", "fricative", 1), "f": ("lip and teeth", "fricative", 0),
    "ð": ("teeth", "fricative", 1), "θ": ("teeth", "fricative", 0),
    "d": ("ridge", "stop", 1), "t": ("ridge", "stop", 0), "n": ("ridge", "nasal", 1),
    "z": ("ridge", "fricative", 1), "s": ("ridge", "fricative", 0), "l": ("ridge", "approximant", 1),
    "ɹ": ("behind it", "approximant", 1), "ʒ": ("behind it", "fricative", 1),
    "ʃ": ("behind it", "fricative", 0),
    "j": ("palate", "approximant", 1), "w": ("lips", "approximant", 1),
    "g": ("velum", "stop", 1), "k": ("velum", "stop", 0), "ŋ": ("velum", "nasal", 1),
    "h": ("glottis", "fricative", 0),
}  # fmt: skip
_GLIDES = {"j": "i", "w": "u"}  # consonants with the tongue of a vowel

# What leaving a phone out, or putting one in, costs: those that speakers drop, and heads with them, less.
INDEL = 0.5
STRANGE = -1  # in place of a phone: a sound that is like none
_WEAK = {"ə": 0.3, "h": 0.3, "j": 0.35, "ɪ": 0.4, "ɹ": 0.4, "w": 0.4, "t": 0.4, "d": 0.4}


_NOWHERE = [[0.5] * len(FEATURES)] * 2


def _is_described(phone: str) -> bool:
    return {phone[0], phone[-1]} <= _VOWELS.keys() | _CONSONANTS.keys() and len(phone) <= 2


def _bundle(symbol: str) -> list[float]:
    """Values of FEATURES, 0 to 1, of one position."""
    values = dict.fromkeys(FEATURES, 0.0) | {"height": 0.5, "backness": 0.5}
    if symbol in _VOWELS:
        values |= {"syllabic": 1.0, "aperture": 1.0, "voiced": 1.0, "rhotic": float(symbol == "ɝ")}
    else:
        place, manner, voiced = _CONSONANTS[symbol]
        values |= {"aperture": _APERTURE[manner], "voiced": voiced, "nasal": float(manner == "nasal")}
        values |= {"place": _PLACE[place], "lateral": float(symbol == "l"), "rhotic": float(symbol == "ɹ")}
        values["strident"] = float(symbol in "szʃʒ")
    tongue = _GLIDES.get(symbol, symbol)
    if tongue in _VOWELS:
        height, backness, rounded, tense = _VOWELS[tongue]
        values |= {"height": height, "backness": backness, "rounded": rounded, "tense": tense}
    if symbol in _VOWELS:
        values["place"] = _PLACE["palate"] + 0.15 * values["backness"]  # the tongue is nearest to it there
    return list(values.values())


class PhoneCosts:
    """Costs of edits between the phones of one set. Immutable: any number of threads may share one."""

    def __init__(self, phone_set: PhoneSet) -> None:
        """Work out the costs of all pairs; phones that the tables do not describe are unlike all others."""
        self.phone_set = phone_set
        halves = [_MOVEMENTS.get(phone, phone) for phone in phone_set.phones]
        described = np.array([_is_described(h) for h in halves])
        bundles = [[_bundle(h[0]), _bundle(h[-1])] if _is_described(h) else _NOWHERE for h in halves]
        self._values = np.array(bundles, dtype=np.float32)  # (P, 2, F)
        weighted = self._values * np.array(list(FEATURES.values()), dtype=np.float32) / 2
        differences = np.abs(weighted[:, None] - weighted[None]).sum(axis=(2, 3))  # (P, P)
        differences[~described] = differences[:, ~described] = 1.0
        np.fill_diagonal(differences, 0.0)
        self.substitution: NDArray[np.float32] = np.minimum(differences, 1.0).astype(np.float32)  # symmetric
        plain = np.array([_WEAK.get(phone, INDEL) for phone in phone_set.phones], dtype=np.float32)
        # (P,) of leaving a phone out or putting it in
        self.indels: NDArray[np.float32] = (self.substitution + plain).min(axis=1)
        for array in (self._values, self.substitution, self.indels):
            array.flags.writeable = False

    def features_of(self, phone: str) -> dict[str, tuple[float, float]]:
        """Values of each feature where ``phone`` begins and where it ends, 0 to 1.

        Raises:
            PhoneError: it is not in the set.
        """
        begin, end = self._values[self._id(phone)].tolist()
        return {name: (a, b) for name, a, b in zip(FEATURES, begin, end, strict=True)}

    def edit_costs(self, recognised: Sequence[int]) -> EditCosts:
        """Costs of edits against a string of phones: ids of the set without boundaries, or STRANGE.

        Raises:
            PhoneError: an id is not a phone.
        """
        count = len(self.phone_set.phones)
        bad = [number for number in recognised if not STRANGE <= number < count]
        if bad:
            raise PhoneError(f"{bad[0]} is not a phone: expected ids below {count}, without boundaries")
        ids = np.array(recognised, dtype=np.int64)
        strange = ids == STRANGE  # index -1 reads another phone's costs, which are replaced
        substitution = np.where(strange[:, None], np.float32(1), self.substitution[ids])
        return EditCosts(substitution, np.where(strange, np.float32(1), self.indels[ids]), self.indels)

    def expected_costs(self, posteriors: NDArray[np.float32]) -> EditCosts:
        """The same where each of G phones is known up to a distribution, (G, P) with rows that sum to 1.

        Raises:
            PhoneError: ``posteriors`` have another shape.
        """
        count = len(self.phone_set.phones)
        if posteriors.ndim != 2 or posteriors.shape[1] != count:
            raise PhoneError(f"posteriors have shape {posteriors.shape}, expected (phones, {count})")
        given = np.ascontiguousarray(posteriors, dtype=np.float32)
        return EditCosts(given @ self.substitution, given @ self.indels, self.indels)

    def distance(self, recognised: Sequence[int], meant: Sequence[int]) -> float:
        """Least cost of edits from one phone string to another, a metric: 0 for equal strings only.

        Raises:
            PhoneError: an id is not a phone.
        """
        self.edit_costs(meant)  # refuses ids that are not phones
        return PhoneDistance(self.edit_costs(recognised), 0.0, float("inf")).of(list(meant))

    def nearest(self, phone: str, count: int = 5) -> list[tuple[str, float]]:
        """The phones most like ``phone`` and what taking it for them costs, for people to look at.

        Raises:
            PhoneError: it is not in the set.
        """
        costs = self.substitution[self._id(phone)]
        order = np.argsort(costs, kind="stable")[1 : count + 1]
        return [(self.phone_set.phones[number], float(costs[number])) for number in order.tolist()]

    def _id(self, phone: str) -> int:
        if phone not in self.phone_set.ids:
            expected = " ".join(self.phone_set.phones)
            raise PhoneError(f"{phone!r} is not a phone of the set: expected one of {expected}")
        return self.phone_set.ids[phone]


@cache
def phone_costs(phone_set: PhoneSet) -> PhoneCosts:
    """The costs of a phone set, worked out once."""
    return PhoneCosts(phone_set)

"""Compare what the phone emissions say of the words of a hypothesis and of others in their place."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.decoding.phonetic.phone_emissions import PhoneEmissions
from earmark.decoding.phonetic.readings import Reading

COMBINATIONS = 8  # of readings of neighbouring words that are compared
ANY = (-1,)  # the reading of a word that has none: any sounds


class AlignedWords:
    """The W words of a hypothesis, aligned with the frames and the best phones of the emissions."""

    def __init__(
        self, emissions: PhoneEmissions, readings: Sequence[Sequence[Reading]], has_boundary: bool
    ) -> None:
        """Align the first reading of each word; :attr:`fits` is False where there are too few frames."""
        self.emissions = emissions
        self.readings = readings
        labels: list[int] = []
        places = []  # first and last label of each word
        for several in readings:
            labels += [emissions.phone_set.boundary] if labels else []
            reading = several[0] if several else ANY
            places.append((len(labels), len(labels) + len(reading) - 1))
            labels += reading
        log_prob, begins, ends = emissions.align(labels, has_boundary)
        self.fits = math.isfinite(log_prob)
        if self.fits:
            self._begins = [begins[first] for first, _ in places]
            self._ends = [ends[last] for _, last in places]
        self._known: dict[tuple[int, int], float] = {}

    def phones(self) -> tuple[list[int], list[int]]:
        """Return (G,) ids of the best phones, and (W,) where in them each word ends."""
        string = self.emissions.string
        inner = np.searchsorted(string.peaks, self._begins[1:]).tolist()
        return string.ids.tolist(), [*inner, len(string.ids)]

    def ratio(self, first: int, last: int, phrases: Iterable[Reading]) -> float:
        """Return the log-likelihood ratio of the best of ``phrases`` to words first .. last, nats.

        Boundaries between words count as blanks, so that one word and two compare.

        Args:
            first: word.
            last: inclusive.
            phrases: phones of the other words, without boundaries.
        """
        begin = self._ends[first - 1] if first else 0
        end = self._begins[last + 1] if last + 1 < len(self._begins) else len(self.emissions.log_probs)
        here = PhoneEmissions(self._seamless[begin:end], self.emissions.phone_set, self.emissions.options)
        if (first, last) not in self._known:
            self._known[first, last] = _stands(here, self.readings[first : last + 1])
        return _best(here, phrases) - self._known[first, last]

    @cached_property
    def _seamless(self) -> NDArray[np.float32]:
        """(T, size) emissions, the mass of boundaries added to the blanks."""
        rows = self.emissions.log_probs.copy()
        blank, boundary = self.emissions.phone_set.blank, self.emissions.phone_set.boundary
        rows[:, blank] = np.logaddexp(rows[:, blank], rows[:, boundary])
        return rows


def _stands(here: PhoneEmissions, readings: Sequence[Sequence[Reading]]) -> float:
    """Return the log-likelihood of the best readings of neighbouring words, nats."""
    chosen = itertools.islice(itertools.product(*(r or [ANY] for r in readings)), COMBINATIONS)
    unknown = sum(not r for r in readings)
    return _best(here, (sum(parts, ()) for parts in chosen)) - here.options.unknown_word * unknown


def _best(here: PhoneEmissions, phrases: Iterable[Reading]) -> float:
    return max((here.align(list(p), has_boundary=False)[0] for p in phrases), default=-math.inf)

"""Make batches from text alone: the states that the encoder would have, strung together from units.

The layers above the encoder have to learn how phones are spelled, and no
amount of recorded speech holds the whole lexicon. Here the pronunciation of any sentence is laid out
with units cut from real states (:mod:`earmark.training.units`), with their durations, and with the confusions
of the encoder, since a unit is labelled with what should have been said. As in
unit-selection synthesis (Hunt and Black 1996) a unit is preferred whose neighbours are the right ones,
and one that goes on rightly for long.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sentencepiece
import torch
from numpy.typing import NDArray

from earmark.errors import ManifestError
from earmark.training.batches import PHASES, Batch
from earmark.training.cache import FeatureCache
from earmark.training.encoder import PER_SECOND
from earmark.training.labels import label
from earmark.training.masks import MaskOptions, spans
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.sampler import BucketSampler
from earmark.training.units import Units

Phones = Sequence[int]

TRIES = 6  # candidates for each jump, of which the one that goes on longest is taken
AHEAD = 6  # phones that they are compared over
PACES = (0.88, 1.14)  # how much slower or faster an utterance is than its units
SECONDS_PER_LETTER = 0.07  # to sort sentences by length before they have one
LONGEST = 20.0  # seconds


class UnitIndex:
    """Finds units of a cache by phone and neighbours."""

    def __init__(self, units: Units) -> None:
        phones = len(units.symbols)
        self.units, self.size = units, phones + 1
        p = units.phones.astype(np.int64)
        edge = np.int64(phones)  # what stands beside the first and the last phone of a clip
        before = np.concatenate(([edge], np.where(units.ends[:-1], edge, p[:-1])))
        after = np.where(units.ends, edge, np.concatenate((p[1:], [edge])))
        # from the closest fit to the loosest: both neighbours, the right one, the left one, none
        left, right = before * self.size + p, p * self.size + after
        keys = [left * self.size + after, right, left, p]
        self.orders = [np.argsort(key, kind="stable") for key in keys]
        self.sorted = [key[order] for key, order in zip(keys, self.orders, strict=True)]

    def candidates(self, before: int, phone: int, after: int) -> NDArray[np.int64]:
        """Units of ``phone``, all fitting equally well; empty when the cache has none at all."""
        size = self.size
        keys = ((before * size + phone) * size + after, phone * size + after, before * size + phone, phone)
        for key, order, ordered in zip(keys, self.orders, self.sorted, strict=True):
            low, high = np.searchsorted(ordered, (key, key + 1))
            if low < high:
                return order[low:high]
        return self.orders[0][:0]

    def select(self, phones: Phones, rng: np.random.Generator) -> list[int] | None:
        """Choose a unit for each phone; None when the cache lacks a phone."""
        edge = self.size - 1
        chosen: list[int] = []
        following = -1  # the unit after the last chosen one in its own clip
        for place, phone in enumerate(phones):
            if following < 0 or self.units.phones[following] != phone:
                before = phones[place - 1] if place else edge
                after = phones[place + 1] if place + 1 < len(phones) else edge
                fitting = self.candidates(before, phone, after)
                if not len(fitting):
                    return None
                some = fitting[rng.integers(len(fitting), size=min(TRIES, len(fitting)))].tolist()
                following = max(some, key=lambda unit: self._agreement(unit, phones, place))
            chosen.append(following)
            following = -1 if self.units.ends[following] else following + 1
        return chosen

    def _agreement(self, unit: int, phones: Phones, place: int) -> int:
        """Count the phones for which the cache goes on as wanted."""
        wanted = phones[place : place + AHEAD]
        there = self.units.phones[unit : unit + len(wanted)].tolist()
        ends = self.units.ends
        count = 0
        for a, b in zip(wanted, there, strict=False):
            if a != b:
                break
            count += 1
            if ends[unit + count - 1]:
                break
        return count


class SimulatedBatches:
    """Endless numbered batches of simulated sentences."""

    def __init__(
        self,
        banks: Sequence[tuple[FeatureCache, Units, float]],
        texts: Sequence[str],
        pronouncer: PhoneLexicon,
        tokenizer: sentencepiece.SentencePieceProcessor,
        batch_seconds: float,
        seed: int,
        masks: MaskOptions | None = None,
    ) -> None:
        """``banks``: caches, their units and weights; ``texts``: the pronouncer knows all of their words."""
        self.banks = [(cache, UnitIndex(units)) for cache, units, _ in banks]
        weights = np.array([weight for _, _, weight in banks])
        self.odds = weights / weights.sum()
        self.texts, self.pronouncer, self.tokenizer = texts, pronouncer, tokenizer
        self.masks = masks or MaskOptions()
        seconds = [len(text) * SECONDS_PER_LETTER for text in texts]
        self.sampler = BucketSampler(seconds, np.ones(len(texts)), batch_seconds, seed)

    def batch(self, number: int) -> Batch:
        """Batch ``number``; sentences that the drawn cache cannot say are left out of it."""
        picked, rng = self.sampler.draw(number)
        texts, rows = [], []
        for i in picked:
            row = self._states(self.texts[i], rng)
            if row is not None:
                texts.append(self.texts[i])
                rows.append(torch.from_numpy(row))
        if not rows:
            raise ManifestError(
                "none of a batch of sentences can be put together from the units: "
                "give caches that hold every phone of the lexicon"
            )
        return Batch(
            hidden=torch.nn.utils.rnn.pad_sequence(rows, batch_first=True),
            frames=torch.tensor([len(row) for row in rows]),
            labels=label(texts, self.tokenizer),
        )

    def _states(self, text: str, rng: np.random.Generator) -> NDArray[np.float32] | None:
        """(T, 288) states of one sentence, masked and shifted like those of real clips."""
        cache, index = self.banks[int(rng.choice(len(self.banks), p=self.odds))]
        phones = self.pronouncer.pronounce(text)
        chosen = None if phones is None else index.select(phones, rng)
        if chosen is None:
            return None
        units = index.units
        frames = np.concatenate([np.arange(units.first[u], units.first[u] + units.frames[u]) for u in chosen])
        frames = frames[np.arange(0.0, len(frames), rng.uniform(*PACES)).astype(np.int64)]
        row: NDArray[np.float32] = cache.features[frames[int(rng.integers(PHASES)) :]].astype(np.float32)
        for span in spans(len(row), PER_SECOND, self.masks, rng):
            row[span] = 0.0
        return row

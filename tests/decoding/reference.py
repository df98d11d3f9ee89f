"""The search objective by brute force: every alignment enumerated, every rule spelt out naively."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from english import from_ipa
from numpy.typing import NDArray

from earmark._core import BiasIndex, Pronunciations, split_words
from earmark.decoding import DecodeOptions
from earmark.errors import WordListError
from earmark.lexicon import Pronunciation
from earmark.lexicon.table import PronunciationTable
from earmark.models.alphabet import ALONE, BEGINS, ENDS, SEPARATES, Alphabet
from earmark.transcript import Hit

Tokens = tuple[int, ...]


@dataclass(frozen=True)
class Entries:
    """A word list as the search sees it: one path and weight per entry."""

    paths: tuple[Tokens, ...]
    weights: tuple[float, ...]
    readings: Mapping[str, Sequence[str]] | None = None  # IPA, by word
    whole: tuple[tuple[str, ...], ...] | None = None  # IPA, by entry
    confusability: NDArray[np.float32] | None = None
    boundary: int = -1  # phone between words

    def index_for(self, alphabet: Alphabet) -> BiasIndex:
        lengths = [len(p) for p in self.paths]
        try:
            known = [[t for t in p if t < len(alphabet)] for p in self.paths]  # the core refuses the others
            texts = "".join(alphabet.text(p) + "\n" for p in known).encode()
            return BiasIndex(
                alphabet.table,
                np.array([t for p in self.paths for t in p], np.int32),
                np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
                np.arange(len(self.paths), dtype=np.int32),
                np.array(self.weights, np.float32),
                np.arange(len(self.paths), dtype=np.int32),
                texts,
                self._words(texts),
                None if self.whole is None else _table(self.whole),
                np.zeros(0, np.float32) if self.confusability is None else self.confusability,
                self.boundary,
            )
        except ValueError as error:
            raise WordListError(str(error)) from error

    def _words(self, texts: bytes) -> Pronunciations | None:
        if self.readings is None:
            return None
        return _table([self.readings.get(word, ()) for word in split_words(texts)[0]])


def _table(readings: Sequence[Sequence[str]]) -> Pronunciations:
    return PronunciationTable.of([[Pronunciation(from_ipa(r), "ipa") for r in rs] for rs in readings]).core


def entries(*paths: Sequence[int], weights: Sequence[float] | None = None) -> Entries:
    """Entries of the given paths, weight 1 unless told."""
    return Entries(tuple(tuple(p) for p in paths), tuple(weights or [1.0] * len(paths)))


def collapse(labels: Sequence[int], blank: int = 0) -> Tokens:
    """CTC: repeats merged, blanks dropped."""
    return tuple(v for v, _ in itertools.groupby(labels) if v != blank)


def exact_log_probs(log_probs: NDArray[np.float32], blank: int = 0) -> dict[Tokens, float]:
    """Token sequence -> log of its probability, by enumerating all V ** T alignments."""
    frames, tokens = log_probs.shape
    sums: dict[Tokens, float] = {}
    for labels in itertools.product(range(tokens), repeat=frames):
        p = math.exp(sum(float(log_probs[t, v]) for t, v in enumerate(labels)))
        y = collapse(labels, blank)
        sums[y] = sums.get(y, 0.0) + p
    return {y: math.log(p) for y, p in sums.items() if p > 0}


def boundary(y: Tokens, position: int, alphabet: Alphabet) -> bool:
    """A word ends before the token at ``position``: at either end of ``y``, before a token that begins a word
    or separates two, and behind one that ends a word, separates two or is one by itself."""
    if position in (0, len(y)):
        return True
    last, here = alphabet.roles[y[position - 1]], alphabet.roles[y[position]]
    return here in (BEGINS, ALONE, SEPARATES) or last in (ALONE, SEPARATES, ENDS)


def hits_of(y: Tokens, listed: Entries, alphabet: Alphabet) -> list[tuple[int, int, int]]:
    """(entry, first, last) of what stands complete: left to right, a longer entry takes over."""
    hits: list[tuple[int, int, int]] = []
    for end in range(1, len(y) + 1):
        if not boundary(y, end, alphabet):
            continue
        for first in (i for i in range(end) if boundary(y, i, alphabet)):  # longest first
            found = [
                (-w, i) for i, (p, w) in enumerate(zip(listed.paths, listed.weights, strict=True))
                if p == y[first:end]
            ]  # fmt: skip
            if found and not any(a < first <= b for _, a, b in hits):
                hits = [h for h in hits if h[1] < first]
                hits.append((min(found)[1], first, end - 1))
                break
    return hits


def boosts_of(
    y: Tokens,
    frames: Sequence[int],
    log_probs: NDArray[np.float32],
    listed: Entries,
    alphabet: Alphabet,
    options: DecodeOptions,
) -> list[Hit]:
    """Hits of ``y`` with what each is paid when its tokens are emitted at ``frames``."""

    def unit(i: int) -> float:
        if options.boosting.mode == "static":
            return options.boosting.static_reward
        row = log_probs[frames[i]]
        gap = float(np.delete(row, alphabet.blank).max()) - float(row[y[i]])
        if float(row.max()) - float(row[y[i]]) > options.boosting.reach:
            return 0.0
        return options.boosting.gap_share * min(options.boosting.gap_cap, gap) + options.boosting.bonus

    out = []
    for entry, first, last in hits_of(y, listed, alphabet):
        weight = listed.weights[entry]
        alone = (y[first],) in listed.paths
        units = unit(first) * (1.0 if alone else options.boosting.first_share)
        units += sum(unit(i) for i in range(first + 1, last + 1))
        if weight < 0:
            units = options.boosting.suppress_penalty * (last - first + 1)
        out.append(Hit(entry, first, last, weight * units))
    return out


def tempered(
    log_probs: NDArray[np.float32], options: DecodeOptions, blank: int = 0
) -> NDArray[np.float32]:
    """What a search with a language model makes of emissions."""
    q = log_probs.astype(np.float64)
    q[:, blank] -= options.calibration.blank_penalty
    p = np.exp(q / options.calibration.temperature)
    return np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def random_log_probs(seed: int, frames: int, tokens: int, peak: float = 0.4) -> NDArray[np.float32]:
    """(T, V) rows drawn from a Dirichlet; the smaller ``peak``, the peakier."""
    p = np.random.default_rng(seed).dirichlet(np.full(tokens, peak), frames)
    return np.log(np.maximum(p, 1e-12)).astype(np.float32).reshape(frames, tokens)


def vocabulary(starts: Sequence[bool]) -> Alphabet:
    """Blank, then one letter a token, with the mark where ``starts`` says so."""
    pieces = [("▁" if s else "") + chr(ord("a") + i) for i, s in enumerate(starts)]
    return Alphabet(("<blank>", *pieces))


# Nothing pruned: the search must then equal the brute force.
EXHAUSTIVE = DecodeOptions.of(
    {
        "search.beam": 4096,
        "search.top_k": 65536,
        "search.token_threshold": math.inf,
        "search.beam_threshold": math.inf,
        "boosting.reach": 1000.0,
    }
)

"""From cased text to a model of where names stand: the words around a place, and whether it is a name.

Inside a sentence English writes names, and nothing else but ``I``, with a capital. Sentence beginnings, what
follows a quotation mark and texts all in capitals say nothing and are left out.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.decoding.word_lm import WordLm
from earmark.errors import OptionsError

Say = Callable[[str], None]  # progress, a sentence at a time
Context = tuple[str, str, str, str]  # two words before a place, two after it

BEGIN, END, RARE, NUMBER = "<s>", "</s>", "<rare>", "#"
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|'(?=[^\W\d_]))*|\d+|[.!?;:,\"()“”—–-]")
_UNSURE = frozenset('.!?:"“”(')  # a capital after one of them says nothing


@dataclass(frozen=True)
class NameOptions:
    """What the model shall be like, and how it learns."""

    bits: int = 17  # of a feature's number: 128 KB
    ordinary: float = 0.35  # share of the places without a name that are learnt from
    most: int = 4_000_000  # places from one text: long ones are sampled
    rounds: int = 3
    batch: int = 16_384
    rate: float = 0.15  # of Adagrad
    seed: int = 1

    def __post_init__(self) -> None:
        if not (8 <= self.bits <= 24 and 0 < self.ordinary <= 1 and self.rounds > 0 and self.batch > 0):
            raise OptionsError(f"{self} is out of range: bits 8 to 24, a share of 0 to 1, one round or more")


@dataclass(frozen=True)
class NameReport:
    """What was trained."""

    places: int  # learnt from
    names: int  # of these
    loss: float  # nats a place, of one place in twenty that was held out
    base_loss: float  # likewise, of the share of names alone


def train_names(
    texts: Sequence[Path],
    lm: WordLm,
    output: Path,
    options: NameOptions | None = None,
    say: Say = lambda _: None,
) -> NameReport:
    """Learn from texts, a sentence a line, plain or .xz, and write the file.

    Args:
        texts: cased; each counts with at most ``options.most`` places.
        lm: words that it lacks are one word here.
        output: file to write; :class:`earmark.decoding.NameContext` loads it.
        options: size and learning.
        say: called with a sentence after each step.

    Raises:
        OptionsError: no name stands in the texts.
    """
    options = options or NameOptions()
    vocabulary = Vocabulary(lm)
    parts = [_places(path, vocabulary, options, say) for path in texts]
    contexts = np.concatenate([part[0] for part in parts])
    labels = np.concatenate([part[1] for part in parts])
    if not 0 < labels.mean() < 1:
        raise OptionsError("the texts hold no name inside a sentence, or nothing else: give cased text")
    features = _core.NameContext.features(vocabulary.words, contexts.ravel(), 1 << options.bits)
    features = features.reshape(len(contexts), -1)
    held = np.random.default_rng(options.seed).random(len(labels)) < 0.05
    weights, bias = learn(features[~held], labels[~held], options, say)
    scale = float(np.abs(weights).max()) / 127
    rounded = np.rint(weights / scale).astype(np.int8)
    _core.NameContext(rounded, scale, bias).save(str(output))
    logits = bias + scale * rounded[features[held]].sum(axis=1)
    share = float(labels.mean())
    base = loss(np.full(int(held.sum()), np.log(share / (1 - share))), labels[held])
    return NameReport(len(labels), int(labels.sum()), loss(logits, labels[held]), base)


class Vocabulary:
    """Words by number, those that the language model lacks as one."""

    def __init__(self, lm: WordLm) -> None:
        self.words = [BEGIN, END, RARE]
        self._lm = lm
        self._number = {BEGIN: 0, END: 1}

    def number(self, word: str) -> int:
        known = self._number.get(word)
        if known is None:
            known = self._number[word] = self._added(word) if word in self._lm else 2
        return known

    def _added(self, word: str) -> int:
        self.words.append(word)
        return len(self.words) - 1


def _places(
    path: Path, vocabulary: Vocabulary, options: NameOptions, say: Say
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """(N, 4) word numbers around N places of a text, and (N,) 1 where a name stands."""
    rng = random.Random(f"{options.seed} {path.name}")
    contexts, labels = list[tuple[int, ...]](), list[bool]()
    for sentence in sentences_of(path):
        for context, is_name in places_of(sentence, rng, options.ordinary):
            contexts.append(tuple(vocabulary.number(word) for word in context))
            labels.append(is_name)
        if len(labels) >= options.most:
            break
    say(f"{path.name}: {len(labels):,} places, {sum(labels):,} of them names")
    return np.array(contexts, np.int32).reshape(-1, 4), np.array(labels, np.float32)


def sentences_of(path: Path) -> Iterator[str]:
    """The lines of a text, plain or .xz."""
    packed = path.suffix == ".xz"
    with lzma.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as file:
        yield from file


def places_of(sentence: str, rng: random.Random, ordinary: float) -> Iterator[tuple[Context, bool]]:
    """Contexts of a sentence's names, and of a share of its other words, whether a name stands there."""
    words, sure = words_of(sentence)
    if sum(word[0].isupper() for word in words) > len(words) / 2:
        return
    spoken = [BEGIN, BEGIN, *(word.lower() for word in words), END, END]
    place = 0
    while place < len(words):
        last = place
        if is_name(words, sure, place):
            while last + 1 < len(words) and is_name(words, sure, last + 1):
                last += 1
            first, end = rng.choice([(place, last), (place, place), (last, last)])
            yield (spoken[first], spoken[first + 1], spoken[end + 3], spoken[end + 4]), True
        elif sure[place] and words[place][0].islower() and rng.random() < ordinary:
            yield (spoken[place], spoken[place + 1], spoken[place + 3], spoken[place + 4]), False
        place = last + 1


def is_name(words: Sequence[str], sure: Sequence[bool], place: int) -> bool:
    """Whether a name stands in a place, which may lie beyond the last word."""
    if place >= len(words):
        return False
    word = words[place]
    return sure[place] and word[0].isupper() and word.partition("'")[0] != "I"


def words_of(sentence: str) -> tuple[list[str], list[bool]]:
    """The words, numbers as NUMBER, and of which of them capitals say something."""
    words, sure = list[str](), list[bool]()
    after = False
    for token in _TOKEN.findall(sentence.replace("’", "'")):
        if token[0].isalnum():
            words.append(token if token[0].isalpha() else NUMBER)
            sure.append(after)
            after = True
        elif token in _UNSURE:
            after = False
    return words, sure


def learn(
    features: NDArray[np.uint32], labels: NDArray[np.float32], options: NameOptions, say: Say
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression by Adagrad (Duchi et al. 2011): weights by feature, and the bias."""
    size = 1 << options.bits
    weights, squares = np.zeros(size + 1), np.full(size + 1, 1e-10)  # the bias last
    rng = np.random.default_rng(options.seed)
    for round_ in range(options.rounds):
        order = rng.permutation(len(labels))
        total = 0.0
        for first in range(0, len(order), options.batch):
            part = order[first : first + options.batch]
            logits = weights[-1] + weights[features[part]].sum(axis=1)
            total += loss(logits, labels[part]) * len(part)
            error = (1 / (1 + np.exp(-logits)) - labels[part]) / len(part)
            repeated = np.repeat(error, features.shape[1])
            gradient = np.bincount(features[part].ravel(), repeated, size + 1)
            gradient[-1] = error.sum()
            squares += gradient**2
            weights -= options.rate * gradient / np.sqrt(squares)
        say(f"round {round_ + 1}: {total / len(order):.4f} nats a place")
    return weights[:-1], float(weights[-1])


def loss(logits: NDArray[np.float64], labels: NDArray[np.float32]) -> float:
    """Nats a place."""
    return float(np.logaddexp(0, np.where(labels > 0, -logits, logits)).mean())

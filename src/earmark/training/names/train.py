"""From cased text to a model of where names stand, and not the words that sound like them.

Every name of the text leaves its place to an ordinary word drawn at random, so that the model learns to tell
from the words around whether a name stands in a place or the ordinary word that it sounds like.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.decoding.word_lm import WordLm
from earmark.errors import OptionsError
from earmark.training.names.learn import Learnt, Say, learn, log_odds, loss
from earmark.training.names.options import NameOptions
from earmark.training.names.text import (
    BEGIN,
    END,
    NAME,
    Capitals,
    Place,
    Thin,
    lines_of,
    places_of,
    sentences_of,
)  # fmt: skip

RARE = "<rare>"  # words that the language model lacks
WORD = 2  # of a place


@dataclass(frozen=True)
class NameReport:
    """What was trained."""

    places: int  # learnt from
    names: int  # of these
    features: int  # kept
    loss: float  # nats a place, of one place in twenty that was held out
    base_loss: float  # likewise, of the share of names alone


def train_names(
    texts: Sequence[Path],
    lm: WordLm,
    output: Path,
    options: NameOptions | None = None,
    *,
    sentences: Path | None = None,
    say: Say = lambda _: None,
) -> NameReport:
    """Learn from texts, a sentence a line, plain or .xz, and write the file.

    Args:
        texts: cased; each counts with at most ``options.most`` places.
        lm: words that it lacks are one word here.
        output: file to write; :class:`earmark.decoding.NameContext` loads it.
        options: size and learning.
        sentences: file of sentences with ``{name}`` where a name stands; ``#`` begins a comment.
        say: called with a sentence after each step.

    Raises:
        OptionsError: no name stands in the texts, or nothing else.
    """
    options = options or NameOptions()
    capitals = _capitals(texts, say)
    vocabulary = Vocabulary(lm)
    rng = random.Random(options.seed)
    parts = [_collected(_from_text(path, capitals, options, rng), vocabulary) for path in texts]
    if sentences is not None:
        parts.append(_collected(_from_sentences(sentences, capitals, options, rng), vocabulary))
    places, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    if not 0 < labels.sum() < len(labels):
        raise OptionsError("the texts hold no name inside a sentence, or nothing else: give cased text")
    say(f"{len(labels):,} places, {int(labels.sum()):,} of them names")
    drawn = np.random.default_rng(options.seed)
    places[labels > 0, WORD] = drawn.choice(places[labels == 0, WORD], int(labels.sum()))
    is_name = [word in lm and capitals.is_name(word) for word in vocabulary.words]
    numbers = _core.NameContext.features(vocabulary.words, is_name, places.ravel()).reshape(len(places), -1)
    held = drawn.random(len(labels)) < 0.05
    learnt = learn(numbers[~held], labels[~held], options, say)
    write(learnt, [word for word, name in zip(vocabulary.words, is_name, strict=True) if name], output)
    return report_of(learnt, numbers, labels, held)


def report_of(
    learnt: Learnt, numbers: NDArray[np.uint32], labels: NDArray[np.float32], held: NDArray[np.bool_]
) -> NameReport:
    """What was learnt, and its loss on what was held out."""
    share = float(labels.mean())
    base = np.full(int(held.sum()), np.log(share / (1 - share)))
    return NameReport(
        places=len(labels),
        names=int(labels.sum()),
        features=len(learnt.numbers),
        loss=loss(log_odds(numbers[held], learnt), labels[held]),
        base_loss=loss(base, labels[held]),
    )


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


def _capitals(texts: Sequence[Path], say: Say) -> Capitals:
    capitals = Capitals()
    for path in texts:
        for words, sure in sentences_of(lines_of(path)):
            capitals.add(words, sure)
        say(f"{path.name}: capitals counted")
    return capitals


def _from_text(
    path: Path, capitals: Capitals, options: NameOptions, rng: random.Random
) -> Iterator[tuple[Place, bool]]:
    total = sum(capitals.lower.values())
    thin = _thin(capitals, total, options)
    count = 0
    for words, sure in sentences_of(lines_of(path)):
        for place in places_of(words, sure, capitals, rng, thin):
            yield place
            count += 1
        if count >= options.most:
            return


def _thin(capitals: Capitals, total: int, options: NameOptions) -> Thin:
    def share(word: str) -> float:
        frequency = max(capitals.lower[word], 1) / max(total, 1)
        return options.ordinary * min(1.0, math.sqrt(options.frequent / frequency))

    return share


def _from_sentences(
    path: Path, capitals: Capitals, options: NameOptions, rng: random.Random
) -> Iterator[tuple[Place, bool]]:
    """Places of sentences with NAME in them, again and again: each time a share of the other words."""
    thin = _thin(capitals, sum(capitals.lower.values()), options)
    lines = [line for line in lines_of(path) if line.strip() and not line.startswith("#")]
    if not all(NAME in line for line in lines):
        raise OptionsError(f"{path} has a sentence without {NAME}: write it where the name stands")
    for words, sure in list(sentences_of(lines)) * options.repeats:
        yield from places_of(words, sure, capitals, rng, thin)


def _collected(
    found: Iterator[tuple[Place, bool]], vocabulary: Vocabulary
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """(N, 5) word numbers of N places, and (N,) 1 where a name stands."""
    places, labels = list[tuple[int, ...]](), list[bool]()
    for place, is_name in found:
        places.append(tuple(map(vocabulary.number, place)))
        labels.append(is_name)
    return np.array(places, np.int32).reshape(-1, 5), np.array(labels, np.float32)


def write(learnt: Learnt, names: Sequence[str], output: Path) -> None:
    """Write the file of weights, and of the words that are names."""
    known = np.array([_core.NameContext.name_number(word) for word in names], np.uint32)
    known = np.setdiff1d(known, learnt.numbers)
    numbers = np.concatenate([learnt.numbers, known])
    weights = np.concatenate([learnt.weights, np.zeros(len(known), np.int8)])
    order = np.argsort(numbers)
    _core.NameContext(numbers[order], weights[order], learnt.scale, learnt.bias).save(str(output))

"""From cased text to models of where words have an ending: the words around a place, and whether it has one.

Names are found by their capitals and show the endings that nothing else looks like ("Anna's"). Nouns that the
language gives as examples show all endings ("doctor", "doctor's", "doctors"): the plural of a name looks like
another name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.decoding.word_lm import WordLm
from earmark.errors import OptionsError
from earmark.language import Language
from earmark.training.names.learn import Say, learn
from earmark.training.names.options import NameOptions
from earmark.training.names.text import BEGIN, END, is_name, lines_of, sentences_of
from earmark.training.names.train import RARE, NameReport, Vocabulary, report_of, write

Place = tuple[tuple[str, str, str, str], str]  # two words before it and two after it, the name of its ending
OPTIONS = NameOptions(features=40_000, rounds=6, batch=8_192)  # of an ending: 0.2 MB at most
AROUND = 7  # features of a place, the first ones: those of the words around alone
BARE = ""  # name of the ending of a word without one
NAMES = 0.5  # share of the names without an ending that are learnt from


def train_endings(
    texts: Sequence[Path],
    lm: WordLm,
    language: Language,
    output: Path,
    options: NameOptions,
    say: Say = lambda _: None,
) -> Mapping[str, NameReport]:
    """Learn from texts, a sentence a line, plain or .xz, and write ``endings.NAME.bin`` for each ending.

    Args:
        texts: cased; each counts with at most ``options.most`` places.
        lm: words that it lacks are one word here.
        language: whose endings to learn.
        output: folder; a model's own.
        options: size and learning.
        say: called with a sentence after each step.

    Raises:
        OptionsError: the language knows no endings, or one of them stands nowhere in the texts.
    """
    names = tuple(dict.fromkeys(ending.name for ending in language.endings))
    if not names:
        raise OptionsError(f"the language {language.code!r} knows no endings: there is nothing to train")
    vocabulary = Vocabulary(lm)
    finder = _Finder(language)
    contexts, labels = list[tuple[int, ...]](), list[str]()
    for path in texts:
        before = len(labels)
        rng = random.Random(f"{options.seed} {path.name}")
        for words, sure in sentences_of(lines_of(path)):
            for (before2, before1, after1, after2), ending in finder.places(words, sure, rng):
                around = before2, before1, RARE, after1, after2
                contexts.append(tuple(vocabulary.number(word) for word in around))
                labels.append(ending)
            if len(labels) - before >= options.most:
                break
        say(f"{path.name}: {len(labels) - before:,} places")
    numbers, kinds = np.array(contexts, np.int32).reshape(-1, 5), np.array(labels)
    return {
        name: _train(name, numbers, kinds, vocabulary, output / f"endings.{name}.bin", options, say)
        for name in names
    }


def _train(
    name: str,
    contexts: NDArray[np.int32],
    kinds: NDArray[np.str_],
    vocabulary: Vocabulary,
    output: Path,
    options: NameOptions,
    say: Say,
) -> NameReport:
    """Learn one ending against none."""
    chosen = (kinds == name) | (kinds == BARE)
    labels = (kinds[chosen] == name).astype(np.float32)
    if not 0 < labels.mean() < 1:
        raise OptionsError(f"the texts hold no word with the ending {name!r}, or only such: give more text")
    no_names = [False] * len(vocabulary.words)
    numbers = _core.NameContext.features(vocabulary.words, no_names, contexts[chosen].ravel())
    numbers = numbers.reshape(len(labels), -1)[:, :AROUND]
    held = np.random.default_rng(options.seed).random(len(labels)) < 0.05
    learnt = learn(numbers[~held], labels[~held], options, say)
    write(learnt, [], output)
    return report_of(learnt, numbers, labels, held)


class _Finder:
    """Finds words with and without endings in sentences."""

    def __init__(self, language: Language) -> None:
        self._endings = language.endings
        self._sure = tuple(ending for ending in language.endings if ending.sure)
        self._forms = {example: BARE for example in language.ending_examples}
        for ending in language.endings:
            for example in language.ending_examples:
                if added := ending.after(example):
                    self._forms.setdefault(example + added, ending.name)

    def places(self, words: Sequence[str], sure: Sequence[bool], rng: random.Random) -> Iterator[Place]:
        """Contexts of a sentence's names and examples, and the ending of each."""
        spoken = [BEGIN, BEGIN, *(word.lower() for word in words), END, END]
        place = 0
        while place < len(words):
            first = last = place
            ending = self._forms.get(spoken[place + 2])
            if is_name(words, sure, place):
                while is_name(words, sure, last + 1) and not self._ends(words[last]):
                    last += 1
                first, ending = rng.choice((place, last)), self._of_name(words[last])
                if ending == BARE and rng.random() > NAMES:
                    ending = None
            if ending is not None:
                yield (spoken[first], spoken[first + 1], spoken[last + 3], spoken[last + 4]), ending
            place = last + 1

    def _ends(self, name: str) -> bool:
        return any(any(ending.stems(name)) for ending in self._sure)

    def _of_name(self, name: str) -> str | None:
        """The ending of a name; None where it may have one or belong to the name."""
        known = next((ending.name for ending in self._sure if any(ending.stems(name))), None)
        if known is not None:
            return known
        return None if any(any(ending.stems(name)) for ending in self._endings) else BARE

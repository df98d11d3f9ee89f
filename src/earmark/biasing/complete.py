"""The last step of a list's compilation: what the search reads, and diagnostics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.biasing.adapter.memory import BiasMemory
from earmark.biasing.bias_list import BiasList, EntryPaths
from earmark.biasing.compiled_for import CompiledFor
from earmark.biasing.confusability import ConfusabilityTable
from earmark.biasing.diagnostics import common_word, repeated, switched_off, transliterated, unreachable
from earmark.biasing.forms import SpokenForms
from earmark.biasing.pronunciations import ListPronunciations
from earmark.biasing.unused import unused_pronunciations
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import Diagnostic
from earmark.language import Language
from earmark.models.alphabet import Alphabet


def complete(
    words: WordList,
    forms: SpokenForms,
    paths: EntryPaths,
    sounds: ListPronunciations | None,
    confusability: ConfusabilityTable | None,
    memory: BiasMemory | None,
    compiled_for: CompiledFor,
    alphabet: Alphabet,
    language: Language,
) -> BiasList:
    """The compiled list, of its parts."""
    degrees = np.zeros(0 if sounds is None else len(words), np.float32)
    index = _core.BiasIndex(
        alphabet.table,
        paths.tokens,
        paths.offsets,
        paths.entries,
        weights_of(words)[paths.entries],
        paths.texts,
        forms.texts.packed,
        None if sounds is None else sounds.words.table.core,
        None if sounds is None else sounds.given.core,
        degrees if confusability is None else confusability.degrees,
        compiled_for.boundary,
        _displays(words, forms, confusability, language),
    )
    return BiasList(
        words,
        alphabet,
        forms,
        paths,
        index,
        language,
        compiled_for,
        (
            *_diagnostics(words, forms, paths, language),
            *unused_pronunciations(words, sounds, language),
            *_homophones(words, confusability),
        ),
        sounds,
        confusability,
        memory,
    )


def weights_of(words: WordList) -> NDArray[np.float32]:
    """(K,) weights of the entries."""
    return np.fromiter((word.weight for word in words), np.float32, len(words))


PLAIN, NAME, AMBIGUOUS, SPELLED = range(4)  # as Display of the core


def _displays(
    words: WordList, forms: SpokenForms, confusability: ConfusabilityTable | None, language: Language
) -> NDArray[np.uint8]:
    """(K,): whether the transcript shows an entry's plain words, those with capitals, or what they spell."""
    spans = pairwise(forms.offsets.tolist())
    plain = (forms.texts[forms.numbers[first]] if first < last else "" for first, last in spans)
    found = np.fromiter(
        (_display(word.display, text, language) for word, text in zip(words, plain, strict=True)),
        np.uint8,
        len(words),
    )
    if confusability is not None:
        found[(found == NAME) & (confusability.spelt >= 0)] = AMBIGUOUS
    return found


def _display(shown: str, plain: str, language: Language) -> int:
    if shown == plain:
        return PLAIN
    folded = "".join(c if c.isalnum() or c == "'" else " " for c in language.fold(shown))
    return NAME if folded.split() == plain.split() else SPELLED


def _diagnostics(
    words: WordList, forms: SpokenForms, paths: EntryPaths, language: Language
) -> Iterator[Diagnostic]:
    places = words.places or range(1, len(words) + 1)
    lost: set[int] = set()
    for number in np.flatnonzero(paths.owners != np.arange(len(words))).tolist():
        word, owner = words[number], int(paths.owners[number])
        if word.weight == 0:
            lost.add(number)
            yield switched_off(word.text, places[number], number)
            continue
        first = None if owner < 0 else words[owner]
        if first is not None and (word.weight > 0) == (first.weight > 0):
            yield repeated(word.text, places[number], number, first.display)
        else:
            reason = _reason(word.text, forms.spoken(number), first, language)
            lost.add(number)
            yield unreachable(word.text, places[number], number, reason)
    for number, word in enumerate(words):
        if not (word.text.isascii() or word.sounds_like or number in lost):
            latin = language.transliterate(word.text)
            if latin is not None:
                yield transliterated(word.text, places[number], number, latin)


def _homophones(words: WordList, confusability: ConfusabilityTable | None) -> Iterator[Diagnostic]:
    if confusability is None:
        return
    places = words.places or range(1, len(words) + 1)
    for number in confusability.homophones():
        near = confusability[number]
        common = near.spelt_like or near.sounds_like
        if words[number].weight > 0 and common is not None:
            spelt = "".join(filter(str.isalnum, words[number].text.casefold())) == near.spelt_like
            yield common_word(words[number].text, places[number], number, common, spelt)


def _reason(text: str, spoken: tuple[str, ...], first: Word | None, language: Language) -> str:
    """Why an entry without a sequence of its own is never written; ``first`` has its first one."""
    if not spoken:
        lost = language.unspeakable(text)
        return f"{', '.join(map(repr, lost[:5]))} cannot be spoken" if lost else "nothing in it can be spoken"
    if first is None:
        return f"the model's tokens cannot spell {spoken[0]!r}"
    return (
        f"is spoken exactly like {first.text!r}, which stands earlier with weight {first.weight:g} "
        "and is used instead"
    )

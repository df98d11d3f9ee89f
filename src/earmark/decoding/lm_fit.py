"""Whether a language model fits an alphabet: the share of its words that the tokens can spell."""

from __future__ import annotations

import warnings

from earmark.decoding.word_lm import WordLm
from earmark.models.alphabet import Alphabet
from earmark.models.labels import letters_of

SAMPLE = 4000  # words that are looked at, spread over the vocabulary: some milliseconds
FEW = 0.5  # share of words below which something is likely wrong
SHOWN = 5  # words and letters in the sentence


def warn_of_misfit(lm: WordLm | None, alphabet: Alphabet) -> WordLm | None:
    """Give the language model back, with a warning where the alphabet can spell few of its words."""
    sentence = None if lm is None else misfit(lm, alphabet)
    if sentence is not None:
        warnings.warn(sentence, UserWarning, stacklevel=5)  # at the caller of Recognizer
    return lm


def misfit(lm: WordLm, alphabet: Alphabet) -> str | None:
    """A sentence on a language model of which the alphabet can spell few words; None where it fits."""
    words = _sample(lm)
    if alphabet.byte_level or not words:
        return None
    wanting = _unspellable(words, alphabet)
    share = 1 - len(wanting) / len(words)
    if share >= FEW:
        return None
    shown = ", ".join(wanting[:: max(1, len(wanting) // SHOWN)][:SHOWN])
    return (
        f"the language model {lm.path or ''} fits the model's letters badly: {share:.0%} of its words can be "
        f"spelt with them, and others never, such as {shown}. {_cause(alphabet)}"
    ).replace("model  fits", "model fits")


def _sample(lm: WordLm) -> list[str]:
    core = lm.core
    step = max(1, (core.words - core.first_word) // SAMPLE)
    words = (core.word(number) for number in range(core.first_word, core.words, step))
    return [word for word in words if not word.startswith("<")]


def _unspellable(words: list[str], alphabet: Alphabet) -> list[str]:
    texts = {letters_of(text) for text in alphabet.texts}
    if alphabet.words == "unmarked":
        return [word for word in words if letters_of(word) not in texts]
    letters = set("".join(texts))
    return [word for word in words if not letters.issuperset(word)]


def _cause(alphabet: Alphabet) -> str:
    if alphabet.words == "unmarked":
        return "Each token counts as a word here: estimate it on text with a space behind every token."
    return "Is it of another language or script? Case does not matter; lm=None searches without it."

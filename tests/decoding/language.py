"""The words' score by brute force: a back-off model read from its ARPA text, every rule spelt out naively."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from decoding.reference import Entries, Tokens

from earmark.decoding import DecodeOptions
from earmark.language import Ending
from earmark.models.alphabet import WORD_START, Alphabet

Words = tuple[str, ...]

# Bigrams over words that the pieces of VOCABULARY spell; "b" and "bab" are not among them.
ARPA = """\\data\\
ngram 1=9
ngram 2=9

\\1-grams:
-2.0\t<unk>\t-0.3
-99\t<s>\t-0.4
-1.1\t</s>
-1.3\t<boost>\t-0.2
-0.9\ta\t-0.5
-1.2\tab\t-0.1
-1.6\tabb\t-0.6
-0.7\tba\t-0.35
-1.9\tbb

\\2-grams:
-0.3\t<s> a
-1.7\t<s> ba
-0.2\ta ba
-1.5\ta </s>
-0.6\ta <boost>
-0.4\t<boost> ab
-0.8\tab </s>
-0.25\tba <boost>
-2.2\tabb abb

\\end\\
"""
# "ab" is one token or two, and so are the words that begin with it.
VOCABULARY = Alphabet(("<blank>", f"{WORD_START}a", "b", f"{WORD_START}ab", f"{WORD_START}"))


@dataclass(frozen=True)
class Ngrams:
    """ln p and ln back-off by words; the order is whatever the file has."""

    probs: dict[Words, float]
    backoffs: dict[Words, float]

    @classmethod
    def of(cls, arpa: str) -> Ngrams:
        probs, backoffs = {}, {}
        for line in arpa.splitlines():
            fields = line.split("\t")
            if len(fields) > 1:
                words = tuple(fields[1].split())
                probs[words] = float(fields[0]) * math.log(10)
                backoffs[words] = float(fields[2]) * math.log(10) if len(fields) > 2 else 0.0
        return cls(probs, backoffs)

    def log_prob(self, history: Words, word: str) -> float:
        if (*history, word) in self.probs:
            return self.probs[(*history, word)]
        if not history:
            return self.probs[("<unk>",)]
        return self.backoffs.get(history, 0.0) + self.log_prob(history[1:], word)


def words_of(y: Tokens, alphabet: Alphabet) -> list[str]:
    """What the tokens spell; a word without letters is none."""
    return [word.text.lower() for word in alphabet.words_of(y)]


def write(folder: Path, arpa: str = ARPA) -> Path:
    path = folder / "tiny.arpa"
    path.write_text(arpa, encoding="utf-8")
    return path


def lm_score(
    y: Tokens, ngrams: Ngrams, options: DecodeOptions, listed: Entries | None = None,
    alphabet: Alphabet = VOCABULARY, endings: Sequence[Ending] = (),
) -> float:  # fmt: skip
    """What the language model and the word bonus add, weighted."""
    alpha, beta = options.lm.weight, options.lm.word_bonus
    words = words_of(y, alphabet)
    phrases = _phrases(listed, alphabet) if options.class_lm.enabled else {}
    order = max(len(words) for words in ngrams.probs)

    def after(history: Words, word: str) -> Words:
        return (*history, word)[-(order - 1) :]

    best: list[tuple[float, Words]] = [(0.0, ("<s>",))]
    for end in range(1, len(words) + 1):
        score, history = best[end - 1]
        word = words[end - 1]
        if (word,) in ngrams.probs:
            log_prob, name = ngrams.log_prob(history, word), word
        else:
            rest = options.lm.unknown_word + options.lm.unknown_letter * len(word)
            log_prob, name = ngrams.log_prob(history, "<boost>") - rest, "<boost>"
        chosen = (score + alpha * log_prob + beta, after(history, name))
        for first in range(end):
            for weight, ending in _readings(words[first:end], phrases, endings):
                score, history = best[first]
                share = math.log(weight / len(phrases))
                log_prob = ngrams.log_prob(history, "<boost>") + options.class_lm.log_weight + share + ending
                total = score + alpha * log_prob + beta * (end - first)
                if total > chosen[0]:
                    chosen = (total, after(history, "<boost>"))
        best.append(chosen)
    score, history = best[-1]
    return score + (alpha * ngrams.log_prob(history, "</s>") if options.lm.sentence_end else 0.0)


def _readings(
    words: Sequence[str], phrases: dict[Words, float], endings: Sequence[Ending]
) -> Iterator[tuple[float, float]]:
    """(weight, nats of the ending) of an entry that the words spell, else of one with an ending."""
    if tuple(words) in phrases:
        yield phrases[tuple(words)], 0.0
        return
    for ending in endings:
        for stem in ending.stems(words[-1]):
            if (*words[:-1], stem) in phrases:
                yield phrases[(*words[:-1], stem)], ending.log_prob


def _phrases(listed: Entries | None, alphabet: Alphabet) -> dict[Words, float]:
    """Greatest weight by the words of each entry that may be favoured."""
    found: dict[Words, float] = {}
    for path, weight in zip(listed.paths, listed.weights, strict=True) if listed else ():
        words = tuple(words_of(path, alphabet))
        if words and weight > 0:
            found[words] = max(weight, found.get(words, 0.0))
    return found

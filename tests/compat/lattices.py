"""Logits for tests of the decoder: spelt texts, and random ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LETTERS = [" ", *"abcdefghijklmnopqrstuvwxyz", "'", ""]
PIECES = ["▁⁇▁", "▁", "▁a", "▁the", "b", "c", "s", "▁b", "er", ""]

# A bigram model of one's own in ARPA format; "rare" is no context and has no back-off weight.
ARPA = """\\data\\
ngram 1=7
ngram 2=5

\\1-grams:
-2.5\t<unk>\t0
0\t<s>\t-0.4
-0.9\t</s>\t0
-0.8\tab\t-0.3
-1.1\tba\t-0.2
-1.4\tcab\t-0.1
-1.9\trare

\\2-grams:
-0.3\t<s> ab
-0.9\t<s> ba
-0.2\tab ba
-0.4\tba cab
-0.6\tcab </s>

\\end\\
"""


def write_arpa(folder: Path, text: str = ARPA) -> str:
    path = folder / "tiny.arpa"
    path.write_text(text, encoding="utf-8")
    return str(path)


def spelt(text: str, labels: list[str], sure: float = 0.9999) -> NDArray[np.float64]:
    """(T, V) log-probabilities of a text, a row for each letter and a blank behind it."""
    columns = {label: column for column, label in enumerate(labels)}
    rows = np.full((2 * len(text), len(labels)), (1 - sure) / (len(labels) - 1))
    for place, letter in enumerate(text):
        rows[2 * place, columns[letter]] = sure
        rows[2 * place + 1, columns[""]] = sure
    return np.log(rows)


def confused(first: str, second: str, labels: list[str], share: float = 0.5) -> NDArray[np.float64]:
    """Log-probabilities between those of two texts of the same length."""
    rows = share * np.exp(spelt(first, labels)) + (1 - share) * np.exp(spelt(second, labels))
    return np.asarray(np.log(rows))


def random_logits(seed: int, frames: int, labels: int, spread: float, coarse: bool) -> NDArray[np.float64]:
    """Logits of any spread; coarse ones have many ties."""
    rows = np.random.default_rng(seed).normal(scale=spread, size=(frames, labels))
    return np.round(rows) if coarse else rows

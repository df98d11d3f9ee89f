"""A written entry changed ordinary words elsewhere: begun entries had driven the best prefixes out."""

import random
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark import Decoder

LABELS = ["<pad>", "|", *"etaonihsrdlumwcfgypbvk'xjqz"]
COLUMN = {label: number for number, label in enumerate(LABELS)}
NEAR = dict(zip("ckszieaouvftdbpymng", "kczseieuofvdtpbinmk", strict=True))  # letters taken for others
SAID = {
    "Kubernetes": "cubernetis", "Keytruda": "key truda", "Ozempic": "ozempick", "Lecanemab": "leck a nemab",
}  # fmt: skip
TEXT = """
    looked weather trouble profound afford feet worked brain hollow handed pardon cost class proposed
    german square thousands red handkerchief hopes need wrapped army acquainted serious sprang worth
    particular knock approach majority lamp find well promised pink moving consider eastern lively
"""
WORDS = TEXT.split()


def emissions(text: str, seed: int) -> NDArray[np.float32]:
    """(T, V) log-probabilities of a recognizer that is unsure of many letters."""
    rng = random.Random(seed)
    rows: list[NDArray[np.float64]] = []

    def add(shares: dict[int, float]) -> None:
        row = np.full(len(LABELS), 1e-4)
        for column, share in shares.items():
            row[column] += share
        rows.append(row / row.sum())

    last = ""
    for letter in text.replace(" ", "|"):
        if letter == last or rng.random() < 0.5:
            add({0: 0.97})
        sure = 1 - 0.6 * rng.random()
        shares = {COLUMN[letter]: sure, 0: (1 - sure) * 0.2, rng.randrange(2, len(LABELS)): (1 - sure) * 0.1}
        if letter in NEAR:
            other = COLUMN[NEAR[letter]]
            shares[other] = shares.get(other, 0.0) + (1 - sure) * 0.7
        for _ in range(rng.choice([1, 1, 2])):
            add(shares)
        last = letter
    add({0: 0.97})
    return np.log(np.array(rows)).astype(np.float32)


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder(LABELS, frame_shift=0.02)


def test_words_that_are_right_without_the_list_stay_right(decoder: Decoder) -> None:
    written = 0
    damaged: Counter[str] = Counter()
    for seed in range(60):
        rng = random.Random(seed)
        name = list(SAID)[seed % len(SAID)]
        words = rng.sample(WORDS, 11)
        at = rng.randrange(12)
        rows = emissions(" ".join([*words[:at], SAID[name], *words[at:]]), seed)
        plain = decoder.decode(rows).text.split()
        listed = decoder.decode(rows, list(SAID)).text.split()
        written += name in listed
        damaged += Counter(word for word in plain if word in words) - Counter(listed)
    assert written >= 15
    assert not damaged, damaged

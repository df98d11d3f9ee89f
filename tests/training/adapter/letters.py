"""A model of letters, made in the test: every 40 ms of samples are a letter that sounds like another one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from earmark.models import Alphabet, AlphabetTokenizer, Emissions

HOP = 640  # samples of a row
TOKENS = ("E", "A", "|", *"BCDFGHIJKLMNOPQRSTUVWXYZ", "'", "<unk>", "<pad>")
BLANK = TOKENS.index("<pad>")
PAIRS = {"S": "C", "R": "L", "N": "M", "O": "U", "E": "I", "B": "P", "D": "T", "F": "V", "K": "G", "A": "Y"}
ALIKE = {TOKENS.index(a): TOKENS.index(b) for pair in PAIRS.items() for a, b in (pair, pair[::-1])}
WORDS = ["ronan", "saoirse", "moved", "from", "fremont", "to", "small", "house", "near", "old", "radio"]


class Letters:
    """Writes capitals with "|" between words and has its blank behind all others."""

    name, digest, frame_shift, sample_rate, language = "letters", "abc", 0.04, 16_000, "en"

    def __init__(self, **changes: object) -> None:
        self.alphabet = Alphabet.guess(TOKENS, blank=BLANK)
        self.tokenizer = AlphabetTokenizer(self.alphabet)
        vars(self).update(changes)

    def encode(self, batch: Sequence[np.ndarray]) -> list[Emissions]:
        return [self._emissions(np.asarray(samples)) for samples in batch]

    def _emissions(self, samples: np.ndarray) -> Emissions:
        said = (samples[HOP // 2 :: HOP] * 100).round().astype(int) - 1  # (T,) columns, -1 for silence
        rng = np.random.default_rng(zlib.crc32(said.tobytes()))
        scores = rng.normal(0, 0.5, (len(said), len(TOKENS)))
        for row, token in zip(scores, np.where(said < 0, BLANK, said), strict=True):
            row[token] += 6
            if token in ALIKE:
                row[ALIKE[token]] += 6 + rng.normal(0, 1)
        log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return Emissions(log_probs.astype(np.float32), self.frame_shift)

    def say(self, text: str) -> np.ndarray:
        """(N,) samples; a letter is followed by as long a silence."""
        columns = [-1, *(c for t in self.tokenizer.encode(text) for c in (t, -1))]
        return np.repeat((np.array(columns) + 1) / 100, HOP).astype(np.float32)


def sentences(count: int) -> list[str]:
    rng = np.random.default_rng(2)
    return [" ".join(rng.choice(WORDS, 4)) for _ in range(count)]


def write_manifest(folder: Path, texts: Sequence[str], say) -> Path:
    """Sound files of ``texts`` and the manifest that names them."""
    folder.mkdir()
    rows = []
    for number, text in enumerate(texts):
        samples = say(text)
        soundfile.write(folder / f"{number}.wav", samples, 16_000, subtype="FLOAT")
        seconds = len(samples) / 16_000
        rows.append({"id": str(number), "audio": f"{number}.wav", "text": text, "seconds": seconds})
    path = folder / "manifest.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path

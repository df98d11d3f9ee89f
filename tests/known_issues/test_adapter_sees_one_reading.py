"""The adapter saw one spoken form of an entry: "mri" but not "m r i" for "MRI", and no ``sounds_like``."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from earmark import Recognizer, Word
from earmark.biasing.adapter.adapter import _by_entry
from earmark.biasing.adapter.memory import BiasMemory, bias_phrases
from earmark.biasing.bias_list import BiasList, EntryPaths
from earmark.biasing.forms import SpokenForms, Texts
from earmark.biasing.spoken_forms import EntryForms
from earmark.models import bundled_models
from earmark.models.folder import ModelFolder

AUDIO = Path(__file__).parents[2] / "demo" / "audio"
ALPHABET = ModelFolder.load(bundled_models()["english"]).alphabet
ENTRIES = ["MRI", Word("Nguyen", sounds_like=("win", "new yen")), Word("Fremont", weight=-1.0), "Oslo"]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english", biasing="adapter", decoder="greedy", verbatim=True)


@pytest.fixture(scope="module")
def words(recognizer: Recognizer) -> BiasList:
    return recognizer.compile(ENTRIES)


def memory_of(words: BiasList) -> BiasMemory:
    assert words.memory is not None
    return words.memory


def test_each_spoken_form_has_its_likeliest_sequence_as_a_row(words):
    rows = memory_of(words).phrases
    given = [
        (entry, tuple(rows.tokens[start : start + length].tolist()))
        for entry, start, length in zip(rows.entries.tolist(), rows.starts, rows.lengths, strict=True)
    ]
    first = {}
    paths = words.paths
    for n, key in enumerate(zip(paths.entries.tolist(), paths.texts.tolist(), strict=True)):
        first.setdefault(key, tuple(paths.tokens[paths.offsets[n] : paths.offsets[n + 1]].tolist()))
    assert given == [(entry, sequence) for (entry, _), sequence in first.items() if entry != 2]
    assert rows.entries.tolist() == [0, 0, 1, 1, 1, 3]


def test_variants_have_no_rows_beside_forms():
    texts = Texts(["win", "wynn", "new yen", "hwin"])
    said = [EntryForms(("win", "new yen")), EntryForms(("hwin",))]
    forms = SpokenForms.of(texts, said, [["wynn"], ["new yen"]])
    sequences = [(5, 0, 0), (6, 0, 0), (7, 0, 2), (8, 0, 1), (9, 1, 2)]  # token, entry, text
    tokens, entries, texts_of = (np.array(part, np.int32) for part in zip(*sequences, strict=True))
    paths = EntryPaths(tokens, np.arange(6), entries, texts_of, np.arange(2, dtype=np.int32))
    rows = bias_phrases(paths, forms, np.ones(2, np.float32), ALPHABET)
    assert rows.tokens.tolist() == [5, 7, 9]  # the last entry owns a variant's sequence only
    assert rows.entries.tolist() == [0, 0, 1]


def test_attention_is_summed_over_all_rows_of_an_entry(words):
    memory = memory_of(words)
    chosen = np.array([0, 1, 3, 5])  # both forms of MRI, one of Nguyen's three, Oslo
    lengths = memory.lengths[chosen]
    shares: NDArray[np.float32] = np.random.default_rng(1).random((7, 1 + lengths.sum())).astype(np.float32)
    attention = _by_entry(shares, memory, chosen)
    ends = 1 + np.cumsum(lengths)
    assert attention.entries == (0, 1, 3)
    expected = [shares[:, first:last].sum(axis=1) for first, last in
                ((1, ends[1]), (ends[1], ends[2]), (ends[2], ends[3]))]  # fmt: skip
    assert np.allclose(attention.mass, np.stack(expected, axis=1), atol=1e-5)
    assert attention.of(0, 2, 3) == pytest.approx(expected[0][2:4].mean(), abs=1e-5)


@pytest.mark.parametrize(
    ("clip", "entry", "said"),
    [
        ("semaglutide", "Ozempic", "semaglutide"),
        ("adalimumab", "Humira", "adalimumab"),
        ("saoirse", "Miss Ronan", "sersha"),
    ],
)
def test_the_second_reading_is_written(recognizer, clip, entry, said):
    audio = AUDIO / f"{clip}.opus"
    assert said not in recognizer.transcribe(audio).text
    assert said in recognizer.transcribe(audio, [Word(entry, sounds_like=(said,))]).text

import dataclasses
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from benchmarks.common import copies
from benchmarks.common.copies import COPIES, Copy, encoded_copy
from benchmarks.common.rows import encoding_fingerprint
from benchmarks.studies.damage import HEAD, Counts
from benchmarks.studies.damage_lists import (
    BUSINESS,
    SHORT,
    SPELT_LIKE_WORDS,
    SURNAMES,
    WORDS,
    Listed,
    mixed_one,
    names_said,
    near_names,
)

from earmark import Recognizer
from earmark.evaluation.manifest import Utterance


def utterance(text, name="u", audio="u.wav"):
    return Utterance(name, Path(audio), text, 1)


def test_lists_hold_every_entry_once():
    for entries in (SURNAMES, WORDS, BUSINESS, SPELT_LIKE_WORDS, SHORT):
        assert len(set(entries)) == len(entries)
    assert (len(SURNAMES), len(BUSINESS)) == (36, 29)


def test_entries_take_turns_as_lists_of_one():
    rows = [utterance("a")] * 5
    singles = Listed("one", ("A", "B"), in_turn=True)
    assert [[word.text for word in one] for one in singles.of(rows)] == [["A"], ["B"], ["A"], ["B"], ["A"]]
    whole = Listed("two", ("A", "B"))
    assert (singles.size, whole.size) == (1, 2) and [len(one) for one in whole.of(rows)] == [2] * 5
    mixed = mixed_one()
    assert mixed.in_turn and mixed.entries[:4] == ("AWS", "Mann", "Will", "Lee")
    assert {*SURNAMES, *WORDS, *BUSINESS, *SHORT} == set(mixed.entries)


def test_names_that_are_said_as_names_are_known():
    assert names_said(utterance("MARK GOT A SHOE")) == ("Mark",)
    assert names_said(utterance("MAKE YOUR MARK")) == ()


def test_sums_over_sets():
    row = {
        "clips": 50, "seconds": 1800.0, "wrong": {"Mann": 2}, "capitals": {"Will": 1},
        "worse": 2, "better": 1,
    }  # fmt: skip
    cells = Counts.of([row, {**row, "capitals": {}}]).cells()
    assert cells == ["4.0 (4)", "1.0 (1)", "4.0 (4)", "2.0 (2)", "Mann 4, Will 1"]
    assert len(cells) == len(HEAD) - 2
    assert Counts.of([row]).wrong == Counter({"Mann": 2})


def test_copies_are_the_same_every_time_and_differ(tmp_path):
    rng = np.random.default_rng(0)
    tone = np.sin(np.arange(16_000) / 5).astype(np.float32) * 0.3
    soundfile.write(tmp_path / "u.wav", tone, 16_000)
    row = utterance("a", audio=str(tmp_path / "u.wav"))
    voices = [rng.standard_normal(8000).astype(np.float32) for _ in range(5)]
    made = [copy.of(row, voices) for copy in COPIES]
    for copy, samples in zip(COPIES, made, strict=True):
        assert samples.shape == tone.shape and np.array_equal(copy.of(row, voices), samples)
    assert np.allclose(made[0], tone, atol=1e-3)
    assert all(np.abs(one - made[0]).max() > 0.01 for one in made[1:])
    assert len({copy.key for copy in COPIES}) == len(COPIES)


def test_copies_are_encoded_once(model_folder, say, tmp_path, monkeypatch):
    own = Recognizer(model_folder, {"search.threads": 1})
    bench = SimpleNamespace(own=own, work=tmp_path / "work", utterances=lambda name: ())
    rows = [utterance("quiet jazz", f"u{n}", str(say(f"u{n}.wav", "quiet jazz"))) for n in range(2)]
    first = encoded_copy(bench, "set", rows[:1], Copy("clean"))
    both = encoded_copy(bench, "set", rows, Copy("clean"))
    assert own.decode(both)[0].text == own.decode(first)[0].text == "quiet jazz"
    assert any(encoding_fingerprint() in path.name for path in (tmp_path / "work/emissions").iterdir())
    monkeypatch.setattr(copies, "_encode", lambda *_: pytest.fail("encoded again"))
    again = encoded_copy(bench, "set", rows, Copy("clean"))
    assert np.array_equal(again[1].segments[0].log_probs, both[1].segments[0].log_probs)
    with pytest.raises(pytest.fail.Exception):
        encoded_copy(bench, "set", rows, dataclasses.replace(Copy("noisy"), noise="pink", snr_db=10.0))


def test_names_that_are_near_words(tmp_path):
    import lzma

    (tmp_path / "words").mkdir()
    with lzma.open(tmp_path / "words/ent_surname.txt.xz", "wt") as file:
        file.write("Goode\nHood\nMunn\nSzczepanski\nRadio\n")
    bench = SimpleNamespace(own=Recognizer(), data=tmp_path, work=tmp_path / "work")
    found = near_names(bench, [utterance("the good man had a radio in the wood")])
    assert set(found) == {"Hood", "Munn"}  # Goode is said like good, Radio is a word of the set
    assert near_names(bench, [utterance("the good man had a radio in the wood")]) == found

"""Bundled phones beside a model without any: a character model made of the bundled one's emissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.common.characters import LEAST, Characters
from numpy.typing import NDArray

from earmark import Recognizer, WordList
from earmark.decoding import BeamDecoder
from earmark.errors import EmissionsError, OptionsError
from earmark.models import Alphabet, Emissions

DEMO = Path(__file__).parents[2] / "demo" / "audio"
CLIP = DEMO / "keys.opus"


@pytest.fixture(scope="module")
def model() -> Characters:
    return Characters()


@pytest.fixture(scope="module")
def beside(model: Characters) -> Recognizer:
    return Recognizer(model)


def test_without_a_list_the_text_is_the_models_own(model: Characters, beside: Recognizer) -> None:
    alone = Recognizer(model, phones=None)
    for clip in sorted(DEMO.glob("*.opus"))[:4]:
        assert beside.transcribe(clip) == alone.transcribe(clip)


def test_a_list_of_which_nothing_is_written_changes_nothing(beside: Recognizer) -> None:
    plain = beside.transcribe(CLIP)
    listed = beside.transcribe(CLIP, words=["Zelenskyy", "Przybylski", "Kubernetes"])
    assert replace(listed, considered=(), rejected=(), diagnostics=()) == plain


def test_phones_find_and_verify_entries(model: Characters, beside: Recognizer) -> None:
    names = beside.transcribe(CLIP).text.split()
    assert names  # the clip has words
    evidence = [e for clip, words in said() for e in beside.transcribe(clip, words=words).entries]
    assert len(evidence) >= 6
    for entry in evidence:
        assert entry.verifier == "portable"
        assert entry.phone_match is not None and entry.log_odds is not None and entry.log_odds >= 0
    alone = Recognizer(model, phones=None)
    (clip, words), *_ = said()
    unheard = alone.transcribe(clip, words=words).entries
    assert all(entry.verifier is None and entry.phone_match is None for entry in unheard)


def said() -> list[tuple[Path, list[str]]]:
    """The clips and lists of the demonstration."""
    words = [word.text for word in WordList.load(DEMO.parent / "words.csv")]
    return [(clip, words) for clip in sorted(DEMO.glob("*.opus"))]


def test_pronunciations_count(beside: Recognizer) -> None:
    entry = beside.compile(["Siobhan"])
    assert entry is not None and entry.pronunciations is not None


def test_capitals_in_the_alphabet(beside: Recognizer) -> None:
    capitals = Recognizer(Characters(("<pad>", "|", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ'")))
    for clip, words in said()[:3]:
        lower, upper = (r.transcribe(clip, words=words) for r in (beside, capitals))
        assert [e.entry for e in upper.entries] == [e.entry for e in lower.entries]
        assert upper.text.lower() == lower.text.lower()


def test_what_is_lent_is_said_and_can_be_left(model: Characters, beside: Recognizer) -> None:
    (note,) = beside.notes
    assert note.startswith("the phones and pronunciations of 'english' are used beside 'characters'")
    assert beside.lm is None and beside.pronouncer is not None
    without = Recognizer(model, phones=None)
    assert without.notes == () and without.pronouncer is None and without.model is model
    with pytest.raises(OptionsError, match="phones is 'english', expected 'bundled' or None"):
        Recognizer(model, phones="english")


def test_the_bundled_language_model_by_name(model: Characters) -> None:
    recognizer = Recognizer(model, lm="english")
    assert recognizer.lm is not None and recognizer.options.second_pass.phone_weight == 1.8
    clip, words = said()[0]
    assert [e.verifier for e in recognizer.transcribe(clip, words=words).entries] != [None]


def test_another_language_has_no_phones_beside_it(model: Characters) -> None:
    foreign: Any = Characters()
    foreign.language = "sw"
    recognizer = Recognizer(foreign)
    assert recognizer.model is foreign and recognizer.notes == ()


def test_where_no_phone_is_heard_they_say_nothing() -> None:
    """Rows that do not come from the audio at hand: an entry is written as without phones."""

    class Canned(Characters):
        def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
            rows = super().encode([np.zeros(16_000, np.float32)])[0].log_probs.copy()
            for number, letter in enumerate("call|frimont|now"):
                row = np.full(len(self.alphabet), LEAST)
                row[self.alphabet.tokens.index("e")] = 0.39 if number == 7 else LEAST
                row[self.alphabet.tokens.index(letter)] = 0.6 if number == 7 else 0.99
                rows[5 + 3 * number] = np.log(row / row.sum())
            return [Emissions(rows, self.frame_shift)]

    noise = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
    recognizer = Recognizer(Canned(), {"segmentation.detector": "loudness"})
    transcript = recognizer.transcribe(noise, words=["Fremont"])
    assert transcript.text == "call Fremont now"
    assert transcript.entries[0].verifier is None


def test_ordinary_words_need_a_search_of_the_same_tokens() -> None:
    first, other = (Alphabet.guess(["<blank>", "|", *letters]) for letters in ("abc", "abcd"))
    with pytest.raises(OptionsError, match="of other tokens"):
        BeamDecoder(first, ordinary=BeamDecoder(other))


def test_a_wrong_frame_shift_is_named() -> None:
    class Wrong(Characters):
        @property
        def frame_shift(self) -> float:
            return 2 * self.base.frame_shift / self.rows

    with pytest.raises(EmissionsError, match=r"its frame_shift is wrong, .* rows would be 0\.0053 s"):
        Recognizer(Wrong()).transcribe(CLIP)


def test_ordinary_words_around_an_entry_are_the_models_own(beside: Recognizer, model: Characters) -> None:
    alone = Recognizer(model, phones=None)
    listed = [word.text for word in WordList.load(DEMO.parent / "words.csv")]
    for clip in sorted(DEMO.glob("*.opus")):
        plain = beside.transcribe(clip).text.split()
        for recognizer in (beside, alone):
            written = recognizer.transcribe(clip, words=listed).words
            assert written[-1].entry is not None or written[-1].text == plain[-1]  # it lost a letter once
            assert len({word.text for word in written if word.entry is None} - set(plain)) <= 1

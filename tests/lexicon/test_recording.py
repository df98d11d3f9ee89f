"""Phones of a clip in which somebody says a word once."""

import numpy as np
import pytest
from english import BOUNDARY, PHONE_SET, PHONES, from_ipa

from earmark.errors import PhoneError
from earmark.lexicon.recording import recognize_phones

SYMBOLS = ("<pad>", "<blank>", *PHONES, "<wb>", "ɡ")  # with columns that count for nothing and for another
BLANK = 1


def clip(*spoken: tuple[int, float]) -> np.ndarray:
    """(T, C) emissions that say phones with a probability each, a blank after each."""
    p = np.full((2 * len(spoken) + 4, len(SYMBOLS)), 1e-5)
    p[:, BLANK] = 1.0
    for i, (phone, probability) in enumerate(spoken):
        p[2 + 2 * i, 2 + phone], p[2 + 2 * i, BLANK] = probability, 1 - probability
    return np.log(p / p.sum(1, keepdims=True)).astype(np.float32)


def sure(ipa: str) -> list[tuple[int, float]]:
    return [(phone, 0.97) for phone in from_ipa(ipa)]


def test_a_reading_of_the_spelling_that_fits_is_chosen() -> None:
    rows = clip(*sure("z ə l ɛ n s k"), (PHONES.index("ɪ"), 0.6))
    found = recognize_phones(rows, SYMBOLS, BLANK, [from_ipa("zilɛnski"), from_ipa("zəlɛnski")], PHONE_SET)
    assert found[0].phones == from_ipa("zəlɛnski") and found[0].known
    assert found[0].log_prob < max(one.log_prob for one in found if not one.known)


def test_what_is_said_otherwise_than_it_is_read_is_heard_freely() -> None:
    rows = clip(*sure("ʃ ɪ v ɔ n"))
    found = recognize_phones(rows, SYMBOLS, BLANK, [from_ipa("s i oʊ b h ə n")], PHONE_SET)
    assert (found[0].phones, found[0].known) == (from_ipa("ʃ ɪ v ɔ n"), False)


def test_weak_phones_are_candidates_too() -> None:
    rows = clip(*sure("k æ"), (PHONES.index("t"), 0.35))
    assert {one.phones for one in recognize_phones(rows, SYMBOLS, BLANK, [], PHONE_SET)} == {
        from_ipa("k æ"),
        from_ipa("k æ t"),
    }


def test_boundaries_stand_only_between_words() -> None:
    wb = (BOUNDARY, 0.97)
    rows = clip(wb, *sure("b l u"), wb, wb, *sure("k æ t"), wb)
    found = recognize_phones(rows, SYMBOLS, BLANK, [], PHONE_SET)
    assert found[0].phones == (*from_ipa("b l u"), BOUNDARY, *from_ipa("k æ t"))


def test_columns_of_one_phone_are_added_up() -> None:
    rows = clip((PHONES.index("k"), 0.4))
    rows[2, len(SYMBOLS) - 1], rows[2, 2 + PHONES.index("g")] = np.log(0.3), np.log(0.3)
    assert recognize_phones(rows, SYMBOLS, BLANK, [], PHONE_SET)[0].phones == from_ipa("g")


def test_silence() -> None:
    with pytest.raises(PhoneError, match="no phone is recognised in the clip: record the word once"):
        recognize_phones(clip(), SYMBOLS, BLANK, [from_ipa("kæt")], PHONE_SET)
    with pytest.raises(PhoneError, match="no phone is recognised"):
        recognize_phones(np.zeros((0, len(SYMBOLS)), np.float32), SYMBOLS, BLANK, [], PHONE_SET)

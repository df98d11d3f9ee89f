"""The phone inventory and what is converted to it."""

from pathlib import Path

import numpy as np
import pytest
from english import (
    BLANK,
    BOUNDARY,
    COUNT,
    PHONES,
    SYMBOLS,
    columns,
    from_arpabet,
    from_ipa,
    symbols_of,
    written_ipa,
)
from hypothesis import given
from hypothesis import strategies as st

from earmark.errors import PhoneError


def test_the_ids_are_the_phones_then_the_boundary_and_the_blank() -> None:
    assert len(set(PHONES)) == len(PHONES) == 40
    assert (BOUNDARY, BLANK, COUNT) == (40, 41, 42)
    assert {i for ids in SYMBOLS.values() for i in ids} == set(range(40))


@pytest.mark.parametrize(
    ("arpabet", "ipa"),
    [
        ("Z AH0 L EH1 N S K IY0", "z ə l ɛ n s k i"),
        ("CH AH1 R CH", "t͡ʃ ʌ ɹ t͡ʃ"),
        ("b oy hh uh1 d", "b ɔɪ h ʊ d"),
        ("M AX DX EL", "m ə t ə l"),
    ],
)
def test_arpabet(arpabet: str, ipa: str) -> None:
    assert symbols_of(from_arpabet(arpabet)) == ipa


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("zəˈlɛnski", "z ə l ɛ n s k i"),
        ("ˈtʃɔɪs", "t͡ʃ ɔɪ s"),  # without tie bars
        ("d͡ʒʌd͡ʒ", "d͡ʒ ʌ d͡ʒ"),  # with them
        ("ɡəʊ", "g oʊ"),
        ("d ̪ o", "d oʊ"),  # as a phone head writes "do"
        ("ã", "ɑ"),
        ("a\u0303", "ɑ"),  # the same, decomposed
        ("ˈbɜːd", "b ɝ d"),
        ("ˈbʌtn̩", "b ʌ t ə n"),
        ("hjuːdʒ", "h j u d͡ʒ"),
        ("ˈfaɪɚ", "f aɪ ɝ"),
        ("ɡɔt", "g ɔ t"),  # both letters g
        ("ˌsi.ˈɔːɹ.ʃə", "s i ɔ ɹ ʃ ə"),  # stress, length, syllables
        ("ˈhɛəri kjʊər", "h ɛ ɹ i k j ʊ ɹ"),
        ("/blu/", "b l u"),
        ("ta͡ɪm", "t aɪ m"),  # ties
        ("t͜ʃaɪ̯", "t͡ʃ aɪ"),
        ("t a ɪ m", "t aɪ m"),  # split diphthongs, where every symbol stands alone
        ("d e ɪ", "d eɪ"),
        ("da.ɪn", "d ɑ ɪ n"),  # two syllables
        ("ˈθɜːɹd", "θ ɝ d"),
        ("flɔːɹ foɹ", "f l ɔ ɹ f ɔ ɹ"),
        # Foreign sounds count for the nearest English ones.
        ("baχ", "b ɑ h"),
        ("ʒãdaʁk", "ʒ ɑ d ɑ ɹ k"),
        ("tɕiɲ", "t͡ʃ i n"),
        ("ʂwet͡s", "ʃ w eɪ t s"),
        ("mynʃən", "m u n ʃ ə n"),
        ("køln", "k ɝ l n"),
        ("ʎamo", "l ɑ m oʊ"),
        ("βino ɣato", "b i n oʊ g ɑ t oʊ"),
        ("kʼaħʷa", "k ɑ h ɑ"),
    ],
)
def test_ipa(written: str, phones: str) -> None:
    assert symbols_of(from_ipa(written)) == phones


@given(st.lists(st.integers(0, 39), min_size=1))
def test_what_is_written_with_spaces_is_read_back(ids: list[int]) -> None:
    assert from_ipa(symbols_of(ids)) == tuple(ids)


@given(st.lists(st.lists(st.integers(0, 39), min_size=1), min_size=1))
def test_written_ipa_is_read_back_word_by_word(words: list[list[int]]) -> None:
    ids = [phone for word in words for phone in (*word, BOUNDARY)][:-1]
    assert [from_ipa(word) for word in written_ipa(ids).split(" ")] == [tuple(word) for word in words]


def test_written_ipa_has_dots_only_where_they_are_needed() -> None:
    assert written_ipa((*from_ipa("z ə l ɛ n"), BOUNDARY, *from_ipa("t͡ʃ i"))) == "zəlɛn t͡ʃi"
    assert written_ipa(from_ipa("f ə ɹ")) == "f.ə.ɹ"


@pytest.mark.parametrize("text", ["", "  ", "ˈː", "ʔ", "[]"])
def test_no_phones_are_refused(text: str) -> None:
    with pytest.raises(PhoneError, match="has no phones"):
        from_ipa(text)


def test_what_is_no_phone_is_named() -> None:
    with pytest.raises(PhoneError, match=r"'7' \(U\+0037\) in 'k7t' stands for no phone"):
        from_ipa("k7t")
    with pytest.raises(PhoneError, match="'QX1' in 'K QX1 T' is not an ARPAbet symbol"):
        from_arpabet("K QX1 T")


def test_columns_of_a_phone_head() -> None:
    symbols = ["<pad>", *PHONES, "ɡ", "ɚ", "̪", "ju", "<wb>", "<blank>"]
    expected = [-1, *range(40), PHONES.index("g"), PHONES.index("ɝ"), BLANK, -1, BOUNDARY, BLANK]
    found = columns(symbols, len(symbols) - 1)
    assert found.dtype == np.int32
    assert found.tolist() == expected


def test_a_phone_head_of_another_language_is_refused() -> None:
    with pytest.raises(PhoneError, match="no column for ð, θ"):
        columns([p for p in PHONES if p not in "ðθ"] + ["<blank>"], 38)


def test_the_table_of_the_documentation_says_what_is_done() -> None:
    page = Path(__file__).parents[2] / "docs" / "guides" / "pronunciations.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    cells = [line.split(" | ") for line in lines if line.count("|") == 5]
    rows = {row[0].strip("| "): row for row in cells[2:]}
    assert set(rows) == set(PHONES)
    for phone, row in rows.items():
        assert from_arpabet(row[1]) == from_ipa(phone)
        for symbol in row[3].strip("| ").split():
            assert symbols_of(from_ipa(symbol)) == phone

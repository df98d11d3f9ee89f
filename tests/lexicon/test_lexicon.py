"""Lexica: read, looked up, handed to the core, written."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from english import BLANK, BOUNDARY, COUNT, from_ipa

from earmark._core import PhoneEvidence
from earmark.errors import PhoneError
from earmark.lexicon import Lexicon

TEXT = "the\tð i\ncat\tk æ t\nthe\tð ə\ndo\td ̪ o\nthe\tð i\nold\toʊ l d\n"


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.tsv"
    path.write_text(TEXT, encoding="utf-8")
    return Lexicon.load(path)


def test_words_are_sorted_and_have_their_readings_once(lexicon: Lexicon) -> None:
    assert lexicon.words == ("cat", "do", "old", "the")
    assert lexicon.readings("the") == (from_ipa("ð i"), from_ipa("ð ə"))
    assert lexicon.readings("do") == (from_ipa("d oʊ"),)
    assert lexicon.readings("dog") == lexicon.readings("") == ()
    assert "old" in lexicon and "zebra" not in lexicon
    assert len(lexicon) == 4


def test_a_compressed_lexicon_reads_the_same(lexicon: Lexicon, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv.gz"
    lexicon.save(path)
    again = Lexicon.load(path)
    assert again.words == lexicon.words
    assert [again.readings(w) for w in again.words] == [lexicon.readings(w) for w in lexicon.words]
    first = path.read_bytes()
    again.save(path)
    assert path.read_bytes() == first
    assert gzip.decompress(first).decode().startswith("cat\tk æ t\ndo\td oʊ\n")


def test_from_readings() -> None:
    lexicon = Lexicon.of({"zelenskyy": ["zəˈlɛnski"], "data": ["deɪtə", "dætə"]})
    assert lexicon.words == ("data", "zelenskyy")
    assert lexicon.readings("data") == (from_ipa("d eɪ t ə"), from_ipa("d æ t ə"))
    with pytest.raises(PhoneError, match="'none' has no reading"):
        Lexicon.of({"data": ["deɪtə"], "none": []})
    with pytest.raises(PhoneError, match="at least one word"):
        Lexicon.of({})


def said(*phones: int) -> np.ndarray:
    """Emissions that say the phones, two frames each with a blank after it."""
    rows = np.full((3 * len(phones), COUNT), -12.0, dtype=np.float32)
    for i, phone in enumerate(phones):
        rows[3 * i : 3 * i + 2, phone] = rows[3 * i + 2, BLANK] = -0.01
    return rows


def test_the_core_gets_readings_under_the_callers_numbers(lexicon: Lexicon) -> None:
    words = ["<unk>", "old", "dog", "the", "cat"]
    table = lexicon.pronunciations(words)
    assert table.words == 5
    heard = PhoneEvidence(
        said(*from_ipa("ð ə"), BOUNDARY, *from_ipa("oʊ l d"), BOUNDARY, *from_ipa("k æ t")),
        np.arange(COUNT, dtype=np.int32), COUNT, table,
        blank=BLANK, boundary=BOUNDARY, boundary_skip=3.0, floor=12.0, unknown_word=5.0, window=30.0,
    )  # fmt: skip
    sequences = [[3, 1, 4], [3, 4, 1], [3, 1, 1], [3, 2, 4], [3, 1]]
    finals = [final for _, final in heard.score_all(sequences)]
    assert abs(finals[0]) < 2
    assert -7 < finals[3] < -3  # "dog" has no reading here: it is taken for any word, at its price
    assert max(finals[1], finals[2], finals[4]) < -15


def test_nothing_known_is_an_empty_table(lexicon: Lexicon) -> None:
    assert lexicon.pronunciations(["a", "b"]).words == 2
    assert lexicon.pronunciations([]).words == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cat k æ t\n", "line 1 is 'cat k æ t', expected a word, a tab and its phones"),
        ("cat\tk æ t\ndog\t\n", "line 2 is"),
        ("\tk æ t\n", "line 1 is"),
        ("cat\tk æ t\n\ndog\td ɔ g\n", "line 2 is ''"),
        ("cat\tk 7 t\n", r"line 1: '7' \(U\+0037\)"),
        ("cat\tː\n", "line 1: 'ː' has no phones"),
        ("", "holds no words"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PhoneError, match=message):
        Lexicon.load(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PhoneError, match="there is no lexicon"):
        Lexicon.load(tmp_path / "none.tsv")
    broken = tmp_path / "broken.tsv.gz"
    broken.write_bytes(gzip.compress(TEXT.encode())[:40])
    with pytest.raises(PhoneError, match="cannot be read"):
        Lexicon.load(broken)
    latin = tmp_path / "latin.tsv"
    latin.write_bytes("caf\u00e9\tk æ f eɪ".encode("utf-16"))
    with pytest.raises(PhoneError, match="not UTF-8"):
        Lexicon.load(latin)


def test_the_table_of_all_words_is_that_of_each(lexicon: Lexicon) -> None:
    looked_up = lexicon.table(lexicon.words)
    assert looked_up.phones.tolist() == lexicon._phones.tolist()
    assert looked_up.readings.tolist() == lexicon._readings.tolist()
    assert looked_up.words.tolist() == lexicon._first.tolist()
    assert lexicon.core.words == len(lexicon)


def test_odd_spaces_and_signs_read_the_same(tmp_path: Path) -> None:
    plain, odd = tmp_path / "plain.tsv", tmp_path / "odd.tsv"
    plain.write_text("cat\tk æ t\ndo\td oʊ\n", encoding="utf-8")
    odd.write_text("do\td  oʊ \ncat\tkæ t\n", encoding="utf-8")
    assert Lexicon.load(plain).fingerprint == Lexicon.load(odd).fingerprint

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.biasing import Word
from earmark.biasing.spoken_forms import spoken_forms_of
from earmark.language import DEFAULT, MAX_SPOKEN_FORMS
from earmark.language.english.normalization import normalize
from earmark.language.english.spoken_forms import spoken_forms


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("Zelenskyy", ("zelenskyy",)),
        ("Blue Island", ("blue island",)),
        ("MRI", ("mri", "m r i")),
        ("MRIs", ("mris", "m r i s")),
        ("COVID-19", ("covid nineteen", "c o v i d nineteen")),
        ("J.R.R. Tolkien", ("j r r tolkien", "jrr tolkien")),
        ("B.C.", ("b c", "bc")),
        ("AT&T", ("at and t", "a t and t")),
        ("ZELENSKYY", ("zelenskyy",)),
        ("O’Brien", ("o'brien", "obrien")),
        ("Coca-Cola", ("coca cola", "cocacola")),
        ("YouTube", ("youtube", "you tube")),
        ("Müller", ("muller", "mueller")),
        ("St. Louis", ("st louis", "saint louis")),
        ("Henry VIII", ("henry viii", "henry the eighth", "henry eight", "henry v i i i")),
        ("I", ("i",)),
        ("50 Cent", ("fifty cent",)),
        (
            "747",
            (
                "seven hundred and forty seven",
                "seven forty seven",
                "seven hundred forty seven",
                "seven four seven",
            ),
        ),
        ("1.2.3", ("one point two point three",)),
        ("3000", ("three thousand",)),
        ("...", ()),
    ],
)
def test_readings(written, readings):
    assert spoken_forms(written) == readings


def test_years_are_read_as_years_too():
    assert "nineteen eighty four" in spoken_forms("1984")
    assert "blade runner twenty forty nine" in spoken_forms("Blade Runner 2049")
    assert "area fifty one" in spoken_forms("Area 51")
    assert "agent oh oh seven" in spoken_forms("agent 007")


def test_plain_reading_first_and_never_more_than_the_limit():
    written = "MRI-CT IV 747 B.C. VIII 1984 2001 O'Neil"
    readings = spoken_forms(written)
    assert readings[0] == normalize(written)
    assert len(readings) == MAX_SPOKEN_FORMS
    assert spoken_forms(written, limit=2) == readings[:2]


def test_sounds_like_adds_readings():
    word = Word("Zelenskyy", sounds_like="zuh-LEN-skee")
    assert spoken_forms_of(word, DEFAULT) == ("zelenskyy", "zuhlenskee", "zuh len skee")


def test_sounds_like_stands_in_for_another_script():
    assert spoken_forms_of(Word("Київ", sounds_like="keeyiv"), DEFAULT) == ("keeyiv",)


def test_sounds_like_replaces_the_rest_of_a_mixed_text():
    assert spoken_forms_of(Word("Ke$ha", sounds_like="kesha"), DEFAULT) == ("kesha",)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcIVXMRS 019.'’-éü&", max_size=20))
def test_readings_are_spoken_forms(text):
    readings = spoken_forms(text)
    assert len(set(readings)) == len(readings) <= MAX_SPOKEN_FORMS
    assert readings[:1] == ((normalize(text),) if normalize(text) else ())
    assert all(re.fullmatch(r"[a-z']+( [a-z']+)*", r) and normalize(r) == r for r in readings)

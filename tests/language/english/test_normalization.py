import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.language.english.normalization import normalize, speak_number, speak_year, unspeakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Don't say 'hello' to the cousins' dog.", "don't say hello to the cousins' dog"),
        ("“It’s” ‘quoted’", "it's quoted"),
        ("the boys' 'n' girls", "the boys' n girls"),
        ("Mr. Bennet and Mrs Gunnthor", "mister bennet and missus gunnthor"),
        ("Coca-Cola—the drink", "coca cola the drink"),
        ("Łódź, Müller, Đoković, Þór", "lodz muller dokovic thor"),
        ("O´Brien O`Brien O’Brien", "o'brien o'brien o'brien"),
        ("Hawaiʻi", "hawai'i"),
        ("Zel\u200benskyy so\u00adfa", "zelenskyy sofa"),
        ("Lego™ and Coke®", "lego and coke"),
        ("AT&T, C++, 50%, 20°", "at and t c plus plus fifty percent twenty degrees"),
        ("21st-century B12", "twenty first century b twelve"),
        ("ﬁnal ＡＢＣ", "final abc"),
        ("½ cup", "half cup"),
        ("$5, £3.50 and €2 million", "five dollars three point five zero pounds and two million euros"),
        ("we're #1", "we're number one"),
        ("C#, F# minor", "c sharp f sharp minor"),
        ("#MeToo (#BlackLivesMatter)", "hashtag me too hashtag black lives matter"),
        ("TNF-α and β-blockers, αβ", "tnf alpha and beta blockers alpha beta"),
        ("5 µm", "five micro m"),
        ("", ""),
        ("...", ""),
    ],
)
def test_spoken_form(written, spoken):
    assert normalize(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("42", "forty two"),
        ("3.5", "three point five"),
        ("3.14", "three point one four"),
        ("10.0", "ten point zero"),
        ("2nd", "second"),
        ("1,000th", "one thousandth"),
        ("1,000,000", "one million"),
        ("1234567", "one two three four five six seven"),
        ("007", "zero zero seven"),
        ("1.2.10", "one point two point ten"),
        ("90s", "nineties"),
        ("1980's", "nineteen eighties"),
        ("747s", "seven hundred and forty sevens"),
        ("9" * 400, " ".join(["nine"] * 400)),
        ("٤٢", "forty two"),
    ],
)
def test_numbers_are_spoken(written, spoken):
    assert speak_number(written) == spoken
    assert normalize(f"({written})") == spoken


def test_comma_without_thousands_separates_numbers():
    assert normalize("1,2,3") == "one two three"


def test_an_ending_that_is_no_ordinal_is_a_word():
    assert normalize("5the") == "five the"


def test_speak_number_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="'4x' is not a number as people write them"):
        speak_number("4x")


@pytest.mark.parametrize(
    ("year", "spoken"),
    [
        (1984, "nineteen eighty four"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (2000, "two thousand"),
        (2024, "twenty twenty four"),
    ],
)
def test_years(year, spoken):
    assert speak_year(year) == spoken


@pytest.mark.parametrize(
    ("written", "lost"),
    [
        ("Zelenskyy, Łódź & 50%", ""),
        ("Київ", "киів"),  # without its accent
        ("東京 Tower", "東京"),
        ("C#", ""),
        ("#", "#"),
        ("C##", "#"),
        ("#1", ""),
        ("$5", ""),
        ("Ke$ha", "$"),
        ("a😀b", "😀"),
        ("x\x07y", "\x07"),
        ("μ", ""),
        ("Αθήνα", "αθην"),
    ],
)
def test_unspeakable_names_what_would_be_lost(written, lost):
    assert unspeakable(written) == lost


def test_other_scripts_vanish_from_the_spoken_form():
    assert normalize("Київ calling") == "calling"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_spoken_form_is_idempotent_and_in_the_alphabet(text):
    spoken = normalize(text)
    assert re.fullmatch(r"([a-z']+( [a-z']+)*)?", spoken)
    assert normalize(spoken) == spoken
    assert unspeakable(spoken) == ""


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcXYZ 019.,'’-$%&#sth½é", max_size=25))
def test_spoken_form_is_idempotent_on_near_english(text):
    spoken = normalize(text)
    assert re.fullmatch(r"([a-z']+( [a-z']+)*)?", spoken)
    assert normalize(spoken) == spoken

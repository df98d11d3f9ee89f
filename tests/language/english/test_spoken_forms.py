import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.biasing import Word
from earmark.biasing.spoken_forms import list_forms
from earmark.language import DEFAULT, MAX_SPOKEN_FORMS
from earmark.language.english.capitals import ordinary_words
from earmark.language.english.normalization import normalize
from earmark.language.english.spoken_forms import spoken_forms

AS_WORDS = "aids arm cat dare gap ice mash pet pin ram rip salt sap sim soap spa start swat tarp"
SAID_AS_WORDS = frozenset(AS_WORDS.split())
ALPHABET = "abcIVXMRSqz 0179.'’-éü&/:@#$%_"


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("Zelenskyy", ("zelenskyy",)),
        ("Blue Island", ("blue island",)),
        ("ZELENSKYY", ("zelenskyy",)),
        ("O’Brien", ("o'brien", "obrien")),
        ("McDonald's", ("mcdonald's", "mc donald's", "mcdonalds")),
        ("Coca-Cola", ("coca cola", "cocacola")),
        ("Müller", ("muller", "mueller")),
        ("St. Louis", ("st louis", "saint louis")),
        ("Dr. Who", ("doctor who",)),
        ("Henry VIII", ("henry viii", "henry the eighth", "henry eight", "henry v i i i")),
        ("U-K-T-V", ("u k t v", "uktv")),
        ("I", ("i",)),
        ("50 Cent", ("fifty cent",)),
        ("1.2.3", ("one point two point three", "one dot two dot three", "one two three")),
        ("3000", ("three thousand",)),
        ("...", ()),
    ],
)
def test_readings(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("MRI", ("mri", "m r i")),
        ("MRIs", ("mris", "m r i s")),
        ("NASA", ("nasa", "n a s a")),
        ("QC", ("q c", "qc")),
        ("QA", ("q a", "qa")),
        ("ECS", ("ecs", "e c s")),
        ("EBITDA", ("ebitda",)),
        ("SQL", ("s q l", "sql", "sequel")),
        ("IEEE", ("ieee", "i e e e", "i triple e")),
        ("B.C.", ("b c", "bc")),
        ("J.R.R. Tolkien", ("j r r tolkien", "jrr tolkien")),
        ("A.C.", ("a c", "ac")),
        ("AT&T", ("a t and t",)),
        ("TCP/IP", ("t c p i p", "t c p ip", "t c p slash i p", "tcp i p", "t c p slash ip", "tcp ip")),
        ("npm", ("npm", "n p m")),
        ("n8n", ("n eight n",)),
        ("k8s", ("k eight s",)),
        ("EC2", ("e c two", "ec two")),
        ("mp3", ("mp three", "m p three")),
        ("FFmpeg", ("ffmpeg", "f f m peg")),
        ("GitHub", ("github", "git hub")),
        ("OpenAI", ("openai", "open a i")),
        ("iOS", ("ios", "i o s")),
        ("PhD", ("phd", "p h d")),
        ("HTTPServer", ("httpserver", "h t t p server")),
        ("IPv6", ("ipv six", "i p v six")),
        ("PostgreSQL", ("postgresql", "postgres", "postgres q l", "postgre s q l", "postgre sequel")),
    ],
)
def test_letters_as_people_say_them(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("IT", ("i t",)),
        ("US", ("u s",)),
        ("U.S.", ("u s",)),
        ("a.m.", ("a m",)),
        ("IT Department", ("i t department",)),
        ("AIDS", ("a i d s", "aids")),  # said as a word all the same
        (
            "NEW YORK",
            ("new york", "new y o r k", "n e w york", "n e w y o r k"),
        ),  # no acronyms: all in capitals
    ],
)
def test_an_acronym_that_is_spelt_like_an_ordinary_word(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("007", ("zero zero seven", "oh oh seven", "double oh seven", "double zero seven")),
        ("012", ("zero one two", "oh one two")),
        ("0", ("zero",)),
        (
            "747",
            (
                "seven hundred and forty seven",
                "seven forty seven",
                "seven hundred forty seven",
                "seven four seven",
            ),
        ),
        ("1984", (
            "one thousand nine hundred and eighty four", "nineteen eighty four",
            "one thousand nine hundred eighty four", "one nine eight four",
        )),
        ("2006", (
            "two thousand and six", "twenty oh six", "two thousand six", "two oh oh six", "two zero zero six",
            "two double oh six",
        )),
        ("100", ("one hundred", "a hundred")),
        ("24/7", ("twenty four seven", "twenty four slash seven")),
        ("1/2", ("one half", "a half", "one slash two", "one over two")),
        ("10-20", ("ten twenty", "ten to twenty", "ten dash twenty")),
        ("7:05", ("seven oh five", "seven zero five")),
        ("7:00", ("seven o'clock",)),
        ("-5", ("minus five", "negative five")),
        ("10,000 Maniacs", ("ten thousand maniacs",)),
        ("COVID-19", (
            "covid nineteen", "c o v i d nineteen", "covid dash nineteen", "c o v i d dash nineteen",
        )),
        ("401(k)", ("four hundred and one k", "four oh one k", "four hundred one k", "four zero one k")),
        ("No. 5", ("number five",)),
        ("v2", ("v two", "version two")),
        ("Python 3.12", (
            "python three point one two", "python three dot one two", "python three point twelve",
            "python three twelve",
        )),
        ("2.0", ("two point zero", "two dot zero", "two point oh")),
    ],
)  # fmt: skip
def test_numbers_as_people_say_them(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("$100", ("one hundred dollars", "a hundred dollars")),
        ("$1", ("one dollar",)),
        (
            "$5.99",
            (
                "five dollars ninety nine",
                "five dollars and ninety nine cents",
                "five point nine nine dollars",
            ),
        ),
        ("$1.00", ("one dollar", "one point zero zero dollars")),
        ("$0.50", ("fifty cents", "zero point five zero dollars")),
        ("€5m", ("five million euros",)),
        ("US$3bn", ("three billion u s dollars",)),
        ("25 mg", ("twenty five milligrams", "twenty five m g")),
        ("1 kg", ("one kilogram", "one kilo", "one k g")),
        ("5g", ("five g", "five grams")),
        ("60 mph", ("sixty miles per hour",)),
        ("20°C", ("twenty degrees celsius", "twenty degrees")),
        ("50 kWh", ("fifty kilowatt hours",)),
        ("6 ft", ("six feet", "six f t")),
    ],
)
def test_amounts(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("info@example.com", ("info at example dot com",)),
        ("example.com", ("example dot com", "example com")),
        ("https://example.com/path", ("example dot com slash path",)),
        (".NET", ("dot net", "dot n e t")),
        ("Node.js", ("node dot js", "node dot j s", "node js", "node j s")),
        ("C#", ("c sharp",)),
        ("F# minor", ("f sharp minor",)),
        ("C++", ("c plus plus",)),
        ("#MeToo", ("hashtag me too",)),
        ("#1", ("number one",)),
        ("snake_case", ("snake case", "snake underscore case")),
        ("and/or", ("and or", "and slash or")),
        ("TNF-α", ("t n f alpha", "tnf alpha")),
        ("Yahoo!", ("yahoo",)),
    ],
)
def test_signs(written, readings):
    assert spoken_forms(written) == readings


@pytest.mark.parametrize("written", ["A320-200", "Boeing 737-800"])
def test_digits_in_pairs(written):
    assert {"a three twenty two hundred", "boeing seven thirty seven eight hundred"} & set(
        spoken_forms(written)
    )


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("007", {"seven"}), ("012", {"twelve"}), ("$100", {"one hundred", "a hundred"}), ("IT", {"it"}),
        ("US", {"us"}),
        ("-5", {"five"}), (".NET", {"net"}), ("0", {"oh"}), ("1/2", {"one two"}), ("U.S.", {"us"}),
        ("7:00", {"seven"}),
    ],
)  # fmt: skip
def test_what_is_not_said_without_the_rest(written, never):
    assert not never & set(spoken_forms(written))


def test_years_are_read_as_years_too():
    assert "nineteen eighty four" in spoken_forms("1984")
    assert "twenty twenty six" in spoken_forms("2026")
    assert "blade runner twenty forty nine" in spoken_forms("Blade Runner 2049")
    assert "area fifty one" in spoken_forms("Area 51")
    assert "agent double oh seven" in spoken_forms("agent 007")


def test_plain_reading_first_and_never_more_than_the_limit():
    written = "MRI-CT IV 747 B.C. VIII 1984 2001 O'Neil"
    readings = spoken_forms(written)
    assert readings[0] == normalize(written.replace("CT", "C-T"))
    assert len(readings) == MAX_SPOKEN_FORMS
    assert spoken_forms(written, limit=2) == readings[:2]


def test_sounds_like_adds_readings():
    word = Word("Zelenskyy", sounds_like="zuh-LEN-skee")
    assert list_forms([word], DEFAULT)[0].every == ("zelenskyy", "zuhlenskee", "zuh len skee")


def test_sounds_like_stands_in_for_another_script():
    assert list_forms([Word("Київ", sounds_like="keeyiv")], DEFAULT)[0].every == ("keeyiv",)


def test_sounds_like_replaces_the_rest_of_a_mixed_text():
    assert list_forms([Word("Ke$ha", sounds_like="kesha")], DEFAULT)[0].every == ("kesha",)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=20))
def test_readings_are_spoken_forms(text):
    readings = spoken_forms(text)
    assert readings == spoken_forms(text)
    assert len(set(readings)) == len(readings) <= MAX_SPOKEN_FORMS
    assert all(re.fullmatch(r"[a-z']+( [a-z']+)*", r) and normalize(r) == r for r in readings)
    if normalize(text) and not DEFAULT.unspeakable(text):
        assert readings


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ABCDEINORSTUXY", min_size=2, max_size=5))
def test_no_acronym_is_an_ordinary_word_unless_people_say_it(capitals):
    readings = spoken_forms(capitals)
    assert " ".join(capitals.lower()) in readings
    assert not set(readings) & (ordinary_words() - SAID_AS_WORDS - {"saint", "mount", "fort"})


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"0\d{1,6}", fullmatch=True))
def test_every_digit_of_a_number_with_a_leading_zero_is_said(digits):
    counts = {"double": 2, "triple": 3}
    for reading in spoken_forms(digits):
        words = reading.split()
        assert sum(counts.get(w, 1 if words[i - 1] not in counts else 0) for i, w in enumerate(words)) == len(
            digits
        )

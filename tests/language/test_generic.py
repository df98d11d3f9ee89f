"""Languages without a folder of their own."""

import pytest

from earmark.errors import OptionsError, PhoneError
from earmark.language import DEFAULT, PhoneSet, load


@pytest.mark.parametrize(
    ("code", "written", "spoken"),
    [
        ("de", "Die Straße, „Übergröße“!", "die straße übergröße"),
        ("de", "42 % von 3,5", "zweiundvierzig von drei komma fünf"),
        ("de", "1.000 Leute", "eintausend leute"),
        ("fr", "L’été à Paris-Est", "l'été à paris est"),
        ("el", "Ο ΟΔΥΣΣΕΑΣ", "ο οδυσσεας"),  # a final sigma, as models of Greek write it
        ("ru", "Ёлка 21", "ёлка двадцать один"),
        ("hi", "नमस्ते, दुनिया", "नमस्ते दुनिया"),
        ("ja", "東京へ４２回", "東京へ四十二回"),
        ("th", "กรุงเทพ", "กรุงเทพ"),
        ("tlh", "qapla' 42", "qapla"),  # digits of a language without number words are not spoken
        ("pt-BR", "São Paulo 12", "são paulo doze"),
        ("de", "1" * 20, " ".join(["eins"] * 20)),
        ("de", "", ""),
    ],
)
def test_normal_form(code, written, spoken):
    language = load(code)
    assert language.normalize(written) == spoken
    assert language.normalize(spoken) == spoken


def test_spoken_forms():
    german = load("de")
    assert german.spoken_forms("BMW") == ("bmw", "b m w")
    assert german.spoken_forms("Bad-Nauheim") == ("bad nauheim", "badnauheim")
    assert german.spoken_forms("A 7") == ("a sieben", "a 7")
    assert load("ru").spoken_forms("МРТ") == ("мрт", "м р т")
    assert german.spoken_forms("Party 🎉") == german.spoken_forms("...") == ()
    assert german.spoken_forms("BMW-Werk 7", limit=1) == ("bmw werk sieben",)


def test_what_a_model_cannot_write_is_named():
    german = load("de")
    assert german.unspeakable("Straße €") == "€"
    assert german.unspeakable("Straße in Łódź", "abcdefghijklmnopqrstuvwxyzäöüß") == "łóź"
    assert DEFAULT.unspeakable("Straße", "abcdefghijklmnopqrstuvwxyz'") == ""
    assert DEFAULT.unspeakable("don't", "abcdefghijklmnopqrstuvwxyz") == "'"
    assert load("ru").unspeakable("Щербаков", "абвгдежзийклмнопрстуфхцчшщъыьэюя") == ""


def test_there_are_no_phonetics_without_phones():
    german = load("de")
    assert german.phone_set is None
    assert german.letter_names("bmw") == german.respell("KEE") == ()
    assert not german.said_by_letters("bmw") and not german.common_words
    assert german.transliterate("Київ") is None
    assert german.respelled_forms("KEE-yiv") == ("keeyiv", "kee yiv")


def test_the_phone_head_brings_the_phones():
    german = load("de", ("<pad>", "a", "y", "ç", "<wb>", "ː", "<blank>"))
    assert german.phone_set == PhoneSet(("a", "y", "ç"))
    assert german.phone_set.from_ipa("çyːa") == (2, 1, 0)
    assert german.phone_set.columns(("<pad>", "a", "y", "ç", "<wb>", "ː", "<blank>"), 6).tolist() == [
        -1, 0, 1, 2, 3, 4, 4,
    ]  # fmt: skip
    with pytest.raises(PhoneError, match="'k' .* stands for no phone: expected IPA .* made of a y ç"):
        german.phone_set.from_ipa("ka")
    with pytest.raises(PhoneError, match="2 symbols and none is a phone"):
        load("de", ("<pad>", "<blank>"))


def test_languages_are_values():
    assert load("en") is load("EN-us") is DEFAULT
    assert load("de") == load("de") and hash(load("de")) == hash(load("de"))
    assert load("de").spaced and not load("ja").spaced
    with pytest.raises(OptionsError, match="language is 'English', expected an ISO 639 code such as 'en'"):
        load("English")

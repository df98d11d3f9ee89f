import pytest

from earmark.biasing import Word
from earmark.errors import WordListError


def test_defaults():
    word = Word("Zelenskyy")
    assert (word.text, word.display, word.weight) == ("Zelenskyy", "Zelenskyy", 1.0)
    assert (word.sounds_like, word.ipa) == ((), ())


def test_whitespace_and_unicode_are_normalised():
    assert Word("  San \t José ").text == "San Jos\u00e9"
    assert Word("cafe", display_as="  Cafe\u0301 ").display == "Caf\u00e9"
    assert Word("cafe", display_as=" ").display == "cafe"


def test_several_pronunciations_in_one_cell_or_list():
    expected = ("zuh-LEN-skee", "zel en ski")
    assert Word("Zelenskyy", sounds_like="zuh-LEN-skee | zel en ski").sounds_like == expected
    assert Word("Zelenskyy", sounds_like="zuh-LEN-skee;zel en ski;").sounds_like == expected
    assert Word("Zelenskyy", sounds_like=["zuh-LEN-skee", "zel en ski", ""]).sounds_like == expected


def test_weights_of_every_number_type_become_floats():
    assert Word("a b", weight=2).weight == 2.0
    assert Word("a b", weight="-1.5").weight == -1.5
    assert isinstance(Word("a b", weight=2).weight, float)


def test_ipa_is_kept():
    assert Word("Zelenskyy", ipa="zəˈlɛnski").ipa == ("zəˈlɛnski",)
    assert Word("tone", ipa="tʰo˥ t͡ʃ/").ipa == ("tʰo˥ t͡ʃ/",)


@pytest.mark.parametrize("text", ["Київ", "東京", "C#", "!!!", "😀", "a\x07b", "東京 Tower"])
def test_any_text_is_an_entry_since_the_model_decides_what_can_be_written(text):
    assert Word(text).text == text
    assert Word("Kyiv", sounds_like=text).sounds_like == (text,)


def test_words_are_values():
    assert Word("Fremont") == Word(" Fremont", weight=1)
    assert hash(Word("Fremont")) == hash(Word("Fremont"))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": "  "}, "the phrase is empty; write a word or phrase, or remove the entry"),
        ({"text": 7}, "the phrase is 7, of type int; write it as text"),
        (
            {"text": "x" * 201},
            "the phrase has 201 characters, more than 200; give one word or phrase an entry",
        ),
        (
            {"text": "a b", "weight": "high"},
            "weight 'high' is not a number; write a number such as 1.0 or leave it empty",
        ),
        (
            {"text": "a b", "weight": True},
            "weight True is not a number; write a number such as 1.0 or leave it empty",
        ),
        (
            {"text": "a b", "weight": None},
            "weight None is not a number; write a number such as 1.0 or leave it empty",
        ),
        (
            {"text": "a b", "weight": 11},
            "weight 11 is out of range; write a number from -10 to 10, 1 is usual and negative suppresses",
        ),
        (
            {"text": "a b", "weight": float("nan")},
            "weight nan is out of range; write a number from -10 to 10, 1 is usual and negative suppresses",
        ),
        ({"text": "a b", "display_as": 5}, "display_as is 5, of type int; write it as text"),
        ({"text": "a b", "sounds_like": 5}, "sounds_like is 5, of type int; write text or a list of texts"),
        ({"text": "a b", "sounds_like": [5]}, "sounds_like is 5, of type int; write it as text"),
    ],
)
def test_bad_fields_say_what_is_wrong(fields, message):
    with pytest.raises(WordListError) as error:
        Word(**fields)
    assert str(error.value) == message

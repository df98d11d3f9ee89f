import pytest

from earmark.language import DEFAULT, load

POSSESSIVE, PLURAL = DEFAULT.endings


@pytest.mark.parametrize(
    ("word", "possessive", "plural"),
    [
        ("Nguyen", "'s", "s"),
        ("Fox", "'s", "es"),
        ("Fitch", "'s", "es"),
        ("James", "'s", "es"),
        ("FOX", "'s", "es"),
        ("New York", "'s", "s"),
        ("$100", "'s", "s"),
        ("McDonald's", "", ""),
        ("McDonald’s", "", ""),
        ("the Joneses'", "", ""),
    ],
)
def test_what_is_written_behind_a_word(word: str, possessive: str, plural: str) -> None:
    assert (POSSESSIVE.after(word), PLURAL.after(word)) == (possessive, plural)


def test_an_ending_comes_off_where_it_may_stand() -> None:
    assert list(POSSESSIVE.stems("nguyen's")) == ["nguyen"]
    assert list(PLURAL.stems("nguyens")) == ["nguyen"]
    assert list(PLURAL.stems("foxes")) == ["fox", "foxe"]
    assert list(PLURAL.stems("fox")) == []
    assert list(PLURAL.stems("fitchs")) == []
    assert list(POSSESSIVE.stems("james's")) == ["james"]


def test_sounds_are_phones_of_the_language() -> None:
    known = set(DEFAULT.phone_set.phones)
    for ending in DEFAULT.endings:
        for after, added in ending.sounds:
            assert known.issuperset(after.split()) and known.issuperset(added.split())


def test_other_languages_know_none() -> None:
    assert load("de").endings == ()
    assert load("de").ending_examples == ()

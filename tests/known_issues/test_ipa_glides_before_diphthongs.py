"""A glide and a diphthong without a space were read apart: ``weɪt`` as w eɪ ɪ t, ``waɪt`` as w ɑ ɪ t."""

import pytest
from english import from_ipa, symbols_of, written_ipa


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("weɪt", "w eɪ t"),
        ("waɪt", "w aɪ t"),
        ("waʊ", "w aʊ"),
        ("joʊ", "j oʊ"),
        ("jeɪl", "j eɪ l"),
        ("jo", "j oʊ"),
        ("wa", "w ɑ"),
        ("ju", "j u"),
    ],
)
def test_they_are_read_as_one(written, phones):
    assert symbols_of(from_ipa(written)) == phones
    assert from_ipa(written_ipa(from_ipa(written))) == from_ipa(written)


def test_they_are_written_without_dots():
    assert written_ipa(from_ipa("w eɪ t")) == "weɪt"

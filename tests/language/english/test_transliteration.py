"""Names of other alphabets in Latin letters."""

import pytest

from earmark.language import DEFAULT


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Володимир Зеленський", "Volodimir Zelenskiy"),  # the soft sign is no apostrophe
        ("Дмитрий Ильин", "Dmitriy Ilin"),
        ("Γιώργος Μπάκας", "Giorgos Bakas"),
        ("Παπαδόπουλος", "Papadopoulos"),
        ("Ευάγγελος", "Evangelos"),
        ("თბილისი", "tbilisi"),
        ("トヨタ", "toyota"),
        ("Anna Щербакова", "Anna Shcherbakova"),
        ("東京", None),  # Japanese or Chinese
        ("محمد", None),  # without its vowels
        ("Łódź", None),  # Latin letters with marks are letters of English already
        ("TNF-α", None),
    ],
)
def test_alphabets_with_vowels_are_read(written, latin):
    assert DEFAULT.transliterate(written) == latin

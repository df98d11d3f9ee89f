"""A model of "en-GB" or "eng" was another language than English: it got no phones, and no verification."""

import pytest

from earmark.language import DEFAULT, load
from earmark.models.folder import ModelFolder
from earmark.models.phones_beside import lender_of
from earmark.models.protocol import find_model


class Known:
    def __init__(self, language):
        bundled = ModelFolder.load(find_model("english"))
        self.language, self.alphabet, self.tokenizer = language, bundled.alphabet, bundled.tokenizer


@pytest.mark.parametrize("code", ["en", "en-GB", "EN", "en_us", "eng", "ENG"])
def test_english_is_english(code):
    assert load(code) is DEFAULT
    lender = lender_of(Known(code))
    assert lender is not None and lender.name == "english"


@pytest.mark.parametrize("code", ["de", "pt-BR", "enm", "und"])
def test_other_languages_are_not(code):
    assert load(code) is not DEFAULT and lender_of(Known(code)) is None

"""One entry that cannot be written (Cyrillic in an address book, C#, an emoji) refused the whole list."""

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing.spoken_forms import spoken_forms_of
from earmark.language import DEFAULT, MAX_SPOKEN_FORMS
from earmark.lexicon import Graphones
from earmark.models import find_model

ODD = ["Київ", "東京", "C#", "#MeToo", "TNF-α", "Party 🎉", "Ke$ha", "!!!"]


def test_a_list_may_hold_any_text(tmp_path):
    assert [word.text for word in WordList.of(["Fremont", *ODD])] == ["Fremont", *ODD]
    path = tmp_path / "people.vcf"
    names = "".join(
        f"BEGIN:VCARD\nFN:{name}\nEND:VCARD\n" for name in ("Ada Lovelace", "Володимир Зеленський")
    )
    path.write_text(names, encoding="utf-8")
    assert len(WordList.load(path)) == 2


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("C#", ("c sharp",)),
        ("F#", ("f sharp",)),
        ("#MeToo", ("hashtag me too",)),
        ("#1", ("number one",)),
        ("TNF-α", ("tnf alpha", "t n f alpha")),
        ("Ω", ("omega",)),
        ("Київ", ("kiiv",)),
        ("Νίκος Παπαδόπουλος", ("nikos papadopoulos",)),
        ("東京", ()),
        ("Party 🎉", ()),
        ("Ke$ha", ()),
        ("!!!", ()),
    ],
)
def test_what_can_be_said_has_spoken_forms_and_the_rest_has_none(text, forms):
    assert spoken_forms_of(Word(text), DEFAULT) == forms


def test_a_respelling_rescues_an_entry():
    assert spoken_forms_of(Word("東京", sounds_like="TOH-kyoh"), DEFAULT) == ("tohkyoh", "toh kyoh")
    assert spoken_forms_of(Word("Київ", sounds_like="KEE-yiv"), DEFAULT) == ("keeyiv", "kee yiv")


def test_a_pronunciation_rescues_an_entry():
    speller = Graphones.load(find_model("english") / "g2p.bin")
    forms = spoken_forms_of(Word("東京", ipa="toʊkjoʊ"), DEFAULT, speller)
    assert "tokyo" in forms and len(forms) == MAX_SPOKEN_FORMS
    assert spoken_forms_of(Word("東京 塔", ipa="toʊkjoʊ taʊɝ"), DEFAULT, speller)[0].count(" ") == 1
    assert spoken_forms_of(Word("東京", ipa="t oʊ k j oʊ"), DEFAULT, speller) == forms
    assert spoken_forms_of(Word("東京", ipa="ǃoʊ"), DEFAULT, speller) == ()
    assert spoken_forms_of(Word("Tokyo", ipa="toʊkjoʊ"), DEFAULT, speller) == ("tokyo",)

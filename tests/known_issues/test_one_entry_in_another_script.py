"""One entry that cannot be written (Cyrillic in an address book, C#, an emoji) refused the whole list."""

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing.spoken_forms import list_forms
from earmark.language import DEFAULT, MAX_SPOKEN_FORMS
from earmark.models import find_model
from earmark.models.folder import ModelFolder
from earmark.pronouncing import bundle_compiler

ODD = ["Київ", "東京", "C#", "#MeToo", "TNF-α", "Party 🎉", "Ke$ha", "!!!"]


def test_a_list_may_hold_any_text(tmp_path):
    assert [word.text for word in WordList.of(["Fremont", *ODD])] == ["Fremont", *ODD]
    path = tmp_path / "people.vcf"
    names = "".join(
        f"BEGIN:VCARD\nFN:{name}\nEND:VCARD\n" for name in ("Ada Lovelace", "Володимир Зеленський")
    )
    path.write_text(names, encoding="utf-8")
    assert [word.text for word in WordList.load(path)][3] == "Володимир Зеленський"


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("C#", ("c sharp",)),
        ("F#", ("f sharp",)),
        ("#MeToo", ("hashtag me too",)),
        ("#1", ("number one",)),
        ("TNF-α", ("t n f alpha", "tnf alpha")),
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
    assert list_forms([Word(text)], DEFAULT)[0].every == forms


def test_a_respelling_rescues_an_entry():
    assert list_forms([Word("東京", sounds_like="TOH-kyoh")], DEFAULT)[0].every == ("tohkyoh", "toh kyoh")
    assert list_forms([Word("Київ", sounds_like="KEE-yiv")], DEFAULT)[0].every == ("keeyiv", "kee yiv")


def test_a_pronunciation_rescues_an_entry():
    pronouncer = bundle_compiler(ModelFolder.load(find_model("english"))).pronouncer

    def forms(text, ipa):
        return list_forms([Word(text, ipa=ipa)], DEFAULT, pronouncer)[0].every

    assert "tokyo" in forms("東京", "toʊkjoʊ") and len(forms("東京", "toʊkjoʊ")) == MAX_SPOKEN_FORMS
    assert forms("東京 塔", "toʊkjoʊ taʊɝ")[0].count(" ") == 1
    assert forms("東京", "t oʊ k j oʊ") == forms("東京", "toʊkjoʊ")
    assert forms("東京", "ǃoʊ") == ()
    assert forms("Tokyo", "toʊkjoʊ")[0] == "tokyo"

"""A given pronunciation stood beside the spelling's own, and ``ipa`` was worth less than a respelling."""

from pathlib import Path

import pytest
from english import symbols_of

from earmark import Recognizer, Word

CLIPS = Path(__file__).parents[1] / "fixtures" / "readings"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english", verbatim=True)


@pytest.fixture(scope="module")
def compiled(recognizer):
    """compiled(word) -> the entry of a list of one"""
    return lambda *args, **fields: recognizer.compile([Word(*args, **fields)]).entries[0]


@pytest.mark.parametrize(
    ("text", "spelling", "spoken", "never"),
    [
        ("IT", "eye tee", {"i t", "eye tee"}, {"it"}),
        ("US", "us", {"us"}, set()),
        ("$100", "hundred bucks", {"hundred bucks"}, {"one hundred dollars", "one hundred"}),
        ("007", "double oh seven", {"double oh seven"}, {"zero zero seven", "seven"}),
        ("AWS", "ah-wiss", {"aws", "ahwiss"}, {"a w s"}),
        ("Nguyen", "win", {"nguyen", "win"}, set()),
        ("Fremont", "free mont", {"fremont", "free mont"}, set()),
        ("Data", "dah-tah", {"data"}, set()),
    ],
)
def test_forms(compiled, text, spelling, spoken, never):
    forms = set(compiled(text, sounds_like=spelling).spoken)
    assert spoken <= forms and not never & forms


@pytest.mark.parametrize(
    ("text", "ipa", "spelling"),
    [("Veit", "faɪt", "fight"), ("Nguyen", "wɪn", "win"), ("Qxibhan", "ʃiˈvɔn", "shi-VAWN")],
)
def test_ipa_and_sounds_like_of_one_sound_are_one(compiled, text, ipa, spelling):
    by_ipa, by_spelling = compiled(text, ipa=ipa), compiled(text, sounds_like=spelling)
    assert {p.phones for p in by_ipa.phones} == {p.phones for p in by_spelling.phones}
    assert set(by_ipa.spoken) <= set(by_spelling.spoken)
    assert by_ipa.confusability == by_spelling.confusability


def test_only_what_was_given_is_said(compiled):
    assert [symbols_of(p.phones) for p in compiled("Data", ipa="dɑtə").phones] == ["d ɑ t ə"]
    assert [p.source for p in compiled("Zelenskyy", sounds_like="zuh-LEN-skee").phones] == ["sounds_like"]


def test_a_respelling_that_is_a_word_is_as_confusable_as_that_word(compiled):
    given = compiled("Veit", sounds_like="fight").confusability
    assert (given.sounds_like, given.distance, given.degree) == ("fight", 0.0, 1.0)
    assert compiled("fight").confusability.sounds_like != "fight"


def test_a_spelling_that_is_another_word_is_no_form(compiled):
    assert "at" not in compiled("Aytee", ipa="eɪ tiː").spoken


def test_pronunciations_bring_few_forms(compiled):
    entry = compiled("747-800", sounds_like=("seven four seven", "jum-bo"), ipa=("dʒʌmbəʊ", "kwin"))
    assert len(entry.spoken) <= 6 + 4 * 5 and len(set(entry.spoken)) == len(entry.spoken)


def test_the_order_of_a_list_changes_no_form(recognizer):
    words = [Word("IT", sounds_like="eye tee"), "Let It Be", Word("Data", ipa="dɑtə"), "Blue Data"]
    one, other = (recognizer.compile(several).entries for several in (words, words[::-1]))
    assert [(e.spoken, e.phones) for e in one] == [(e.spoken, e.phones) for e in reversed(other)]


@pytest.mark.parametrize("voice", ["af_heart", "am_michael"])
@pytest.mark.parametrize("said", [{"ipa": "faɪt"}, {"sounds_like": "fight"}])
def test_both_find_the_name(recognizer, voice, said):
    wanted = Word("Veit", weight=2, **said)  # "fight" is as likely
    text = recognizer.transcribe(CLIPS / f"az68368a-{voice}.opus", words=[wanted]).text
    assert text == "you can give Veit that task tomorrow"

"""Entries were listened for as people do not say them: 007 as "seven", IT as "it", $100 as "one hundred"."""

from pathlib import Path

import pytest

from earmark import Recognizer, Word

CLIPS = Path(__file__).parents[1] / "fixtures" / "readings"


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer("english", verbatim=True)


@pytest.mark.parametrize("voice", ["af_heart", "am_michael", "bf_emma"])
def test_digits(recognizer, voice):
    words = ["737", "007", "Boeing", "James Bond"]
    wanted = [Word(word, weight=2 if word == "Boeing" else 1) for word in words]  # "bowing" is as likely
    text = recognizer.transcribe(CLIPS / f"az894-{voice}.opus", words=wanted).text
    assert all(word in text for word in words) and "double" not in text


@pytest.mark.parametrize("voice", ["af_heart", "am_michael"])
@pytest.mark.parametrize(("clip", "words"), [("bz1206", ["PM", "QA", "QC"]), ("mu188", ["n8n"])])
def test_letters(recognizer, clip, words, voice):
    wanted = [Word(word, weight=2) for word in words]  # "use", "eighteen" are close
    text = recognizer.transcribe(CLIPS / f"{clip}-{voice}.opus", words=wanted).text
    assert all(word in text.split() for word in words)


@pytest.mark.parametrize("words", [["IT"], [Word("IT", sounds_like="eye tee")], ["$100"], ["US", "WHO"]])
def test_ordinary_words_are_not_their_capitals(recognizer, words):
    for clip in ("bz1206-af_heart", "az68368a-af_heart"):  # "to test it again", "you can give"
        without = recognizer.transcribe(CLIPS / f"{clip}.opus").text
        assert recognizer.transcribe(CLIPS / f"{clip}.opus", words=words).text == without


def test_in_a_list_all_in_capitals_words_are_words(recognizer):
    forms = {e.word.text: e.spoken for e in recognizer.compile(["FREMONT", "ROSE", "ZELENSKYY"]).entries}
    assert forms["ROSE"] == ("rose", "r o s e") and forms["FREMONT"] == ("fremont",)
    acronyms = recognizer.compile(["IT", "US", "EBITDA"]).entries
    assert [e.spoken for e in acronyms] == [("i t",), ("u s",), ("ebitda",)]

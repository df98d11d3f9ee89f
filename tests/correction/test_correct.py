"""Names put into other recognizers' transcripts, with the bundled model and real speech of the demo."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

import earmark
from earmark import Recognizer, Word, WordList
from earmark.audio import load_audio
from earmark.correction import Correction
from earmark.correction.given import GivenTranscript
from earmark.errors import AudioError, TranscriptError, WordListError

DEMO = Path(__file__).parents[2] / "demo"
AUDIO = DEMO / "audio"
WORDS = WordList.load(DEMO / "words.csv")
WRONG = {  # as recognizers without the list write them
    "zelenskyy": "President Zelinsky thanked the volunteers after the long meeting.",
    "fremont": "We moved from Free Mont to a small house near Raykjavik last winter.",
    "semaglutide": "The doctor said some a glue tide might help with her blood sugar.",
    "siobhan": "Shavon asked whether the Cooper Netty's server was still running this morning.",
    "adalimumab": "My uncle was given a dally moomab for his knees, and he feels much better.",
    "keys": "I left the keys on the table next to the old radio.",
    "freemonth": "It was free for a month, and then we had to pay for it.",
}
RIGHT = {
    "zelenskyy": "President Zelenskyy thanked the volunteers after the long meeting.",
    "fremont": "We moved from Fremont to a small house near Reykjavík last winter.",
    "semaglutide": "The doctor said semaglutide might help with her blood sugar.",
    "siobhan": "Siobhán asked whether the Kubernetes server was still running this morning.",
    "adalimumab": "My uncle was given adalimumab for his knees, and he feels much better.",
    "keys": WRONG["keys"],
    "freemonth": WRONG["freemonth"],
}


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer(words=WORDS)


def audio(name: str) -> Path:
    return AUDIO / f"{name}.opus"


@pytest.mark.parametrize("name", WRONG)
def test_names_are_put_in_and_nothing_else_changes(recognizer: Recognizer, name: str):
    assert recognizer.correct(audio(name), WRONG[name]).text == RIGHT[name]


@pytest.mark.parametrize("name", ["zelenskyy", "fremont", "siobhan"])
def test_small_letters_without_punctuation(recognizer: Recognizer, name: str):
    plain = WRONG[name].lower().replace(".", "").replace(",", "")
    text = recognizer.correct(audio(name), plain).text
    assert text.lower() == RIGHT[name].lower().rstrip(".")
    assert all(word in WRONG[name].lower() or not word.islower() for word in text.split())


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_transcript_stays_byte_for_byte(recognizer: Recognizer, name: str):
    done = recognizer.correct(audio(name), RIGHT[name])
    assert done.output == RIGHT[name]
    assert done.replacements == ()
    named = [entry.entry for entry in done.confirmed]
    assert len(named) == sum(word in RIGHT[name] for word in (
        "Zelenskyy", "Fremont", "Reykjavík", "semaglutide", "Siobhán", "Kubernetes", "adalimumab",
    ))  # fmt: skip


def test_a_possessive_is_kept(recognizer: Recognizer):
    text = "President Zelinsky's thanked the volunteers after the long meeting."
    assert recognizer.correct(audio("zelenskyy"), text).text == text.replace("Zelinsky", "Zelenskyy")


def test_another_inflection_is_left(recognizer: Recognizer):
    text = "President Zelenskyys thanked the volunteers after the long meeting."
    assert recognizer.correct(audio("zelenskyy"), text).text == text


def test_the_display_form_is_set(recognizer: Recognizer):
    text = "we moved from fremont to a small house near reykjavik last winter"
    done = recognizer.correct(audio("fremont"), text)
    assert done.text == "we moved from Fremont to a small house near Reykjavík last winter"
    assert [item.change for item in done.replacements] == ["respelled", "respelled"]


def test_evidence_says_what_stood_there_and_when(recognizer: Recognizer):
    done = recognizer.correct(audio("fremont"), WRONG["fremont"])
    first, second = done.replacements
    assert (first.entry, first.before, first.text) == ("Fremont", "Free Mont", "Fremont")
    assert (first.first, first.last, first.change) == (3, 4, "replaced")
    assert 0.5 < first.start < first.end < second.start < second.end < done.seconds
    assert first.evidence.log_odds is not None and first.evidence.log_odds > 0
    assert first.evidence.confidence is not None and first.evidence.confidence > 0.5


def test_words_have_times_in_order(recognizer: Recognizer):
    done = recognizer.correct(audio("siobhan"), WRONG["siobhan"])
    assert [word.text for word in done.words] == done.text.split()
    times = [(word.start, word.end) for word in done.words]
    assert all(start <= end <= done.seconds for start, end in times)
    assert [start for start, _ in times] == sorted(start for start, _ in times)
    assert next(word for word in done.words if word.text == "Kubernetes").entry == "Kubernetes"


def test_a_correction_is_a_transcript(recognizer: Recognizer):
    transcript = recognizer.correct(audio("siobhan"), WRONG["siobhan"]).as_transcript()
    assert transcript.text == RIGHT["siobhan"]
    assert {entry.entry for entry in transcript.entries} == {"Siobhan", "Kubernetes"}
    assert set(transcript.considered) >= {"Siobhan", "Kubernetes"}


def test_subtitles_keep_their_cues(recognizer: Recognizer):
    cues = "1\n00:00:00,200 --> 00:00:02,000\nWe moved from Free\nMont to a small house\n\n"
    cues += "2\n00:00:02,000 --> 00:00:03,600\nnear Raykjavik last winter.\n"
    done = recognizer.correct(audio("fremont"), cues)
    assert done.transcript.format == "srt"
    assert "Fremont" in done.output and "near Reykjavík last winter.\n" in done.output
    assert [line for line in done.output.splitlines() if "-->" in line] == [
        line for line in cues.splitlines() if "-->" in line
    ]


def test_a_document_comes_back_as_a_document(recognizer: Recognizer):
    words = [
        {"word": f" {word}", "start": 0.4 * n, "end": 0.4 * n + 0.3, "probability": 0.5, "mine": n}
        for n, word in enumerate(WRONG["zelenskyy"].split())
    ]
    given = {"text": WRONG["zelenskyy"], "segments": [{"id": 0, "text": WRONG["zelenskyy"], "words": words}]}
    before = json.dumps(given)
    done = recognizer.correct(audio("zelenskyy"), given)
    assert json.dumps(given) == before  # what came in is not touched
    assert done.output["text"] == done.output["segments"][0]["text"] == RIGHT["zelenskyy"]
    assert done.output["segments"][0]["words"][1] == words[1] | {"word": " Zelenskyy"}


def test_times_that_drift_or_go_backwards_do_no_harm(recognizer: Recognizer):
    for shift in (-2.0, 2.0, -0.7):
        words = [
            {"word": f" {word}", "start": 2.0 + shift * n, "end": 2.1 + shift * n}
            for n, word in enumerate(WRONG["zelenskyy"].split())
        ]
        given = {"text": WRONG["zelenskyy"], "segments": [{"text": WRONG["zelenskyy"], "words": words}]}
        assert recognizer.correct(audio("zelenskyy"), given).text == RIGHT["zelenskyy"]


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "♪ [MUSIC] ♪", "Das ist ein ganz anderer Satz, der nicht gesagt wurde.",
        "Please send the letter before the end of the day.", "👍🏽 😀", "مرحبا بالعالم هذا نص",
        "我从来不知道",
        "a " * 3000,
    ],
)  # fmt: skip
def test_transcripts_of_something_else_stay_as_they_are(recognizer: Recognizer, text: str):
    assert recognizer.correct(audio("keys"), text).output == text


def test_text_that_was_never_said_is_named_and_left_alone(recognizer: Recognizer):
    loop = " Thank you for watching." * 12
    done = recognizer.correct(audio("zelenskyy"), WRONG["zelenskyy"] + loop)
    assert done.output == RIGHT["zelenskyy"] + loop
    (unsaid,) = done.unsaid
    assert unsaid.text == loop.strip()
    assert (unsaid.first, unsaid.last) == (9, 9 + 4 * 12 - 1)


def test_an_entry_that_was_left_out_is_inserted():
    done = Recognizer().correct(audio("zelenskyy"), "President thanked the volunteers.", ["Zelenskyy"])
    assert done.text == "President Zelenskyy thanked the volunteers."
    assert done.replacements[0].change == "inserted"


def test_without_a_list_the_words_are_timed(recognizer: Recognizer):
    done = Recognizer().correct(audio("keys"), WRONG["keys"])
    assert done.output == WRONG["keys"] and not done.replacements
    assert [word.text for word in done.words] == WRONG["keys"].split()
    assert done.words[0].start > 0


def test_entries_of_negative_weight_leave_other_recognizers_words_alone():
    done = Recognizer().correct(audio("keys"), WRONG["keys"], [Word("radio", weight=-10.0)])
    assert done.output == WRONG["keys"]


def test_the_call_without_a_recognizer():
    done = earmark.correct(audio("zelenskyy"), WRONG["zelenskyy"], ["Zelenskyy"])
    assert isinstance(done, Correction) and isinstance(done.transcript, GivenTranscript)
    assert done.text == RIGHT["zelenskyy"]


def test_bad_input_is_one_sentence(recognizer: Recognizer, tmp_path: Path):
    with pytest.raises(TranscriptError, match="line 1"):
        recognizer.correct(audio("keys"), '{"text": ')
    with pytest.raises(AudioError):
        recognizer.correct(tmp_path / "none.wav", "text")
    with pytest.raises(WordListError):
        recognizer.correct(audio("keys"), "text", "no-such-list.txt")


def test_long_audio_is_corrected_as_its_parts_are(recognizer: Recognizer):
    """Whatever the order, with pauses between: text without times is aligned as a whole."""
    names = [name for name in WRONG for _ in range(2)] + list(WRONG)
    pause = np.zeros(16_000, np.float32)
    samples = np.concatenate([part for n in names for part in (load_audio(audio(n)).samples, pause)])
    done = recognizer.correct(samples, " ".join(WRONG[name] for name in names))
    assert done.text == " ".join(RIGHT[name] for name in names)


def test_calls_from_several_threads(recognizer: Recognizer):
    found: dict[str, str] = {}

    def run(name: str) -> None:
        found[name] = recognizer.correct(audio(name), WRONG[name]).text

    threads = [threading.Thread(target=run, args=(name,)) for name in WRONG]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == RIGHT


def test_channels_are_corrected_apart(recognizer: Recognizer, tmp_path: Path):
    """Both speak at once: of the mean of the two no word is left."""
    left, right = (load_audio(audio(name)).samples for name in ("zelenskyy", "fremont"))
    length = max(len(left), len(right))
    both = np.stack([np.pad(one, (0, length - len(one))) for one in (left, right)], axis=1)
    soundfile.write(tmp_path / "call.wav", both, 16_000)
    channels = [
        {"alternatives": [{"transcript": text, "words": [{"word": word} for word in text.split()]}]}
        for text in (WRONG["zelenskyy"], WRONG["fremont"])
    ]
    given = {"results": {"channels": channels}}
    for source in (tmp_path / "call.wav", (both, 16_000)):
        done = recognizer.correct(source, given)
        texts = [one["alternatives"][0]["transcript"] for one in done.output["results"]["channels"]]
        assert texts == [RIGHT["zelenskyy"], RIGHT["fremont"]]
        starts = [word.start for word in done.words]
        second = len(RIGHT["zelenskyy"].split())
        assert starts[second] < 1.0 < starts[second - 1]  # each channel has its own times

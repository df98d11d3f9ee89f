"""``words add --say`` kept the phones of a whole sentence, or of another word, as a name's pronunciation."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from english import PHONE_SET, from_ipa

from earmark import Recognizer
from earmark.audio import load_audio
from earmark.biasing import WordList
from earmark.cli.main import main
from earmark.errors import PhoneError
from earmark.lexicon.recording import PhoneCandidate, check_word

SENTENCE = Path(__file__).parents[2] / "demo" / "audio" / "zelenskyy.opus"


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    """The name alone, cut out of the sentence."""
    written = Recognizer("english").transcribe(SENTENCE, words=["Zelenskyy"]).entries[0]
    audio = load_audio(SENTENCE)
    first, last = (round(audio.rate * seconds) for seconds in (written.start - 0.1, written.end + 0.1))
    path = tmp_path_factory.mktemp("said") / "name.wav"
    soundfile.write(path, np.pad(audio.samples[max(first, 0) : last], 1600), audio.rate)
    return path


def add(tmp_path, capsys, phrase, clip):
    path = tmp_path / "names.csv"
    code = main(["words", "add", str(path), phrase, "--say", str(clip)])
    return code, capsys.readouterr().err, path


def test_a_sentence_is_refused(tmp_path, capsys):
    code, message, path = add(tmp_path, capsys, "Zelenskyy", SENTENCE)
    assert code == 2 and "and 'Zelenskyy' has" in message and not path.exists()
    assert message.endswith(": record the word once, alone, or cut it out\n")


def test_another_word_is_refused_and_says_how_to_give_it(tmp_path, capsys, clip):
    code, message, path = add(tmp_path, capsys, "Kubernetes", clip)
    assert code == 2 and "unlike any reading of 'Kubernetes'" in message and not path.exists()
    assert "give it with --ipa '" in message


def test_the_word_alone_is_kept(tmp_path, capsys, clip):
    code, message, path = add(tmp_path, capsys, "Zelenskyy", clip)
    assert (code, message) == (0, "")
    (word,) = WordList.load(path).words
    assert abs(len(PHONE_SET.from_ipa(word.ipa[0])) - len(from_ipa("zəlɛnski"))) <= 1


def candidate(ipa: str, log_prob: float, known: bool) -> PhoneCandidate:
    return PhoneCandidate(from_ipa(ipa), log_prob, known)


@pytest.mark.parametrize(
    ("free", "accepted"),
    [
        (candidate("k æ t s", -1.0, False), True),
        (candidate("k æ t s i t s", -1.0, False), True),
        (candidate("k æ t s i t s æ", -1.0, False), False),  # more than 1.5 * 3 + 3 phones
        (candidate("k æ t s", 2.5, False), False),  # better by 12.5 nats, more than 4 for each of 3 phones
    ],
)
def test_limits(free, accepted):
    candidates = [candidate("k æ t", -10.0, True), free]
    if accepted:
        check_word(candidates, "cat", PHONE_SET)
    else:
        with pytest.raises(PhoneError, match="'cat'"):
            check_word(candidates, "cat", PHONE_SET)
    check_word([free], "cat", PHONE_SET)  # nothing to compare with

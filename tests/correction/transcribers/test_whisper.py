"""faster-whisper is called with the right options, and its segments become a dictionary."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from earmark import EarmarkError
from earmark.correction.transcribers.whisper import FasterWhisper

SAMPLES = np.zeros(16000, np.float32)
FOLDER = os.environ.get("EARMARK_WHISPER")  # of a CTranslate2 model: tests with real weights run
CLIP = Path(__file__).parents[3] / "demo" / "audio" / "fremont.opus"


@dataclass
class Word:
    start: float
    end: float
    word: str
    probability: float


@dataclass
class Segment:
    id: int
    start: float
    end: float
    text: str
    avg_logprob: float
    words: list[Word] | None


@dataclass
class Info:
    language: str = "en"
    duration: float = 1.0


@dataclass
class Model:
    """Has the interface of faster_whisper.WhisperModel, and says what it was called with."""

    segments: list[Segment] = field(default_factory=list)
    error: Exception | None = None
    called: dict = field(default_factory=dict)

    def transcribe(self, audio, **options):
        self.called = {"audio": audio, **options}
        return self._decode(), Info()

    def _decode(self):
        yield from self.segments
        if self.error is not None:
            raise self.error


def segments():
    first = Segment(
        0, 0.0, 1.0, " Hello, Ann.", -0.1, [Word(0.0, 0.4, " Hello,", 0.9), Word(0.4, 0.9, " Ann.", 0.5)]
    )
    return [first, Segment(1, 1.0, 2.0, " Bye.", -0.2, None)]


def test_segments_and_words_become_a_dictionary():
    found = FasterWhisper(Model(segments())).transcribe(SAMPLES)
    assert found["text"] == "Hello, Ann. Bye." and found["language"] == "en"
    assert found["segments"][0]["words"][1] == {"start": 0.4, "end": 0.9, "word": " Ann.", "probability": 0.5}
    assert json.loads(json.dumps(found)) == found


def test_options():
    model = Model()
    FasterWhisper(model, "de").transcribe(SAMPLES)
    assert model.called.pop("audio") is SAMPLES
    assert model.called == {
        "language": "de", "beam_size": 5, "condition_on_previous_text": False, "word_timestamps": True,
        "hotwords": None,
    }  # fmt: skip


def test_hints_are_hotwords():
    model = Model()
    FasterWhisper(model).transcribe(SAMPLES, ["Siobhán", "Ann Lee"])
    assert model.called["hotwords"] == "Siobhán, Ann Lee"


def test_hints_only_for_those_who_ask():
    assert FasterWhisper(Model()).hint_limit() == 0 and FasterWhisper(Model(), hints=20).hint_limit() == 20


def test_an_error_while_decoding_is_one_sentence():
    with pytest.raises(EarmarkError, match="faster-whisper failed .out of memory"):
        FasterWhisper(Model(segments(), RuntimeError("out of memory\nat 0x7f"))).transcribe(SAMPLES)


def test_a_model_that_is_not_there(tmp_path):
    pytest.importorskip("faster_whisper", reason="pip install -e '.[whisper]'")
    with pytest.raises(
        EarmarkError, match="the model 'klingon' of faster-whisper cannot be loaded .*Invalid model size"
    ):
        FasterWhisper.open("klingon")
    with pytest.raises(EarmarkError, match="cannot be loaded"):
        FasterWhisper.open(str(tmp_path))


def test_the_options_are_those_of_faster_whisper():
    package = pytest.importorskip("faster_whisper", reason="pip install -e '.[whisper]'")
    import inspect

    model = Model()
    FasterWhisper(model).transcribe(SAMPLES)
    assert model.called.keys() <= inspect.signature(package.WhisperModel.transcribe).parameters.keys()


@pytest.mark.skipif(FOLDER is None, reason="EARMARK_WHISPER is not the folder of a model")
def test_real_weights():
    from earmark.audio import load_audio

    found = FasterWhisper.open(FOLDER).transcribe(load_audio(CLIP).samples, ["Fremont"])
    assert "Fremont" in found["text"]
    words = [word for segment in found["segments"] for word in segment["words"]]
    assert all(0 <= word["start"] <= word["end"] <= 4 and 0 < word["probability"] <= 1 for word in words)

"""Numbers of NumPy were refused as options, blank, columns, numbers of hypotheses and the like."""

import json

import numpy as np
import pytest

from earmark import DecodeOptions, OnnxModel, Recognizer, Word, WordList
from earmark.audio import load_audio
from earmark.biasing import BiasStore
from earmark.decoding import BeamDecoder, SearchOptions, greedy_decode
from earmark.errors import EarmarkError
from earmark.models import Alphabet, AlphabetTokenizer
from earmark.pronouncing import load_graphones

LABELS = ["a", "b", "|", "<blank>"]
ROWS = np.log(np.full((3, 4), 0.25, np.float32))
WHOLE = [np.int64(3), np.int32(3), np.int8(3), np.uint16(3)]


@pytest.mark.parametrize("three", WHOLE)
def test_whole_numbers(three):
    options = DecodeOptions.of({"search.beam": three})
    assert options == DecodeOptions.of({"search": {"beam": 3}})
    assert options == DecodeOptions(search=SearchOptions(beam=three))
    assert json.loads(json.dumps(options.values()))["search.beam"] == 3
    alphabet = Alphabet.guess(LABELS, blank=three)
    assert alphabet == Alphabet.guess(dict(zip(LABELS, np.arange(4), strict=True)), blank=3)
    assert repr(alphabet) == repr(Alphabet.guess(LABELS))
    assert greedy_decode(ROWS, three) == greedy_decode(ROWS, 3)
    assert BeamDecoder(alphabet).decode(ROWS, nbest=three) == BeamDecoder(alphabet).decode(ROWS, nbest=3)
    assert len(AlphabetTokenizer(alphabet).alternatives("ab", three)) == 1
    assert BiasStore(budget=three).budget == 3
    load_audio((np.zeros(16_000, np.float32), np.int32(16_000)))


def test_recognizers_and_models(model_folder):
    recognizer = Recognizer(model_folder, {"search.threads": np.int64(1)})
    samples = np.zeros(16_000, np.float32)
    assert recognizer.transcribe(samples, nbest=np.int64(2)) == recognizer.transcribe(samples, nbest=2)
    assert OnnxModel(model_folder, np.int64(2)).threads == 2


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.int64])
def test_weights_and_other_numbers(kind):
    word = Word("Fremont", weight=2)
    assert Word("Fremont", weight=kind(2)) == WordList.of({"Fremont": kind(2)})[0] == word
    assert WordList.of([{"phrase": "Fremont", "weight": kind(2)}])[0].weight == 2
    options = DecodeOptions.of({"boosting.bonus": kind(2)})
    assert type(options.boosting.bonus) in (int, float) and options == DecodeOptions.of({"boosting.bonus": 2})
    assert json.dumps(options.values())


@pytest.mark.parametrize("value", [True, False])
def test_switches(value):
    options = DecodeOptions.of({"adapter.enabled": np.bool_(value)})
    assert options.adapter.enabled is value


@pytest.mark.parametrize(
    "refused",
    [
        lambda: DecodeOptions.of({"search.beam": np.bool_(True)}),
        lambda: DecodeOptions.of({"search.beam": np.float64(3)}),
        lambda: DecodeOptions.of({"search.beam": np.int64(0)}),
        lambda: DecodeOptions.of({"search.beam": np.array(3)}),
        lambda: DecodeOptions.of({"boosting.bonus": np.float32("nan")}),
        lambda: DecodeOptions.of({"boosting.bonus": np.float32("inf")}),
        lambda: DecodeOptions.of({"boosting.bonus": np.bool_(True)}),
        lambda: DecodeOptions.of({"adapter.enabled": np.int64(1)}),
        lambda: DecodeOptions.of({"boosting.mode": np.int64(1)}),
        lambda: Word("Fremont", weight=np.bool_(True)),
        lambda: Word("Fremont", weight=np.float32("nan")),
        lambda: WordList.of({"Fremont": np.bool_(True)}),
        lambda: Alphabet.guess(LABELS, blank=np.int64(4)),
        lambda: Alphabet.guess(LABELS, blank=np.bool_(True)),
        lambda: Alphabet.guess({"a": np.float64(0), "<blank>": np.float64(1)}),
        lambda: greedy_decode(ROWS, np.float32(1)),
        lambda: load_audio((np.zeros(16_000, np.float32), np.float32(16_000))),
        lambda: BiasStore(budget=np.float64("nan")),
    ],
)
def test_other_values_of_numpy_are_refused(refused):
    with pytest.raises(EarmarkError, match="expected|write a number"):
        refused()


def test_graphones():
    graphones = load_graphones(OnnxModel("english"))
    assert graphones.pronounce(["fog"], np.int64(2)) == graphones.pronounce(["fog"], 2)
    phones = [4, 5, 6]
    assert graphones.spell([[np.int64(n) for n in phones]], np.int64(2)) == graphones.spell([phones], 2)

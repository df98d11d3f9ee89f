"""Times: rows react to a sound where it is, and words stand where their rows are."""

import numpy as np
import pytest
from models.huggingface import tiny

from earmark import Recognizer
from earmark.models.huggingface import HuggingFaceModel

# Families in which a sound does not change the rows of the whole utterance by a normalisation over time.
LOCAL = (
    "wav2vec2", "wav2vec2/adapter", "hubert", "wavlm", "unispeech", "unispeech-sat", "data2vec-audio",
    "wav2vec2-conformer", "wav2vec2-bert", "parakeet_ctc", "lasr_ctc", "omniasr_ctc", "granite_speech5_ctc",
)  # fmt: skip
STARTS = range(9_000, 49_000, 6_789)  # samples
ROWS = 2  # that the sound lasts


@pytest.mark.parametrize("name", LOCAL)
def test_rows_react_to_a_sound_where_it_is(name, tmp_path, monkeypatch):
    monkeypatch.setattr(tiny, "LOUDER", 1.0)
    model = HuggingFaceModel(*tiny.made(name, tmp_path))
    row = round(model.frame_shift * tiny.RATE)
    hiss = np.random.default_rng(5).normal(0, 0.02, 64_000).astype(np.float32)
    sound = 0.3 * np.sin(np.arange(ROWS * row) * 0.7).astype(np.float32)
    before, late = model.encode([hiss])[0].log_probs, []
    for start in STARTS:
        changed = hiss.copy()
        changed[start : start + len(sound)] += sound
        moved = np.abs(model.encode([changed])[0].log_probs - before).sum(axis=1)
        late.append((moved.argmax() + 0.5) - start / row)
    assert -1 <= np.median(late) <= ROWS and max(map(abs, late)) < 2 * ROWS + 1


@pytest.mark.parametrize("name", ["parakeet_ctc", "lasr_ctc", "wav2vec2"])
def test_words_stand_where_their_rows_are(name, tmp_path):
    if name == "wav2vec2":
        spelt = [*"CALL|NOW"]
    else:
        own = tiny.tokenizer(name, tmp_path).backend_tokenizer
        spelt = own.encode("call now", add_special_tokens=False).tokens
    model = HuggingFaceModel(*tiny.says(name, tmp_path, spelt, 0, spelt[0]))
    words = model.alphabet.words_of([model.alphabet.tokens.index(token) for token in spelt])
    recognizer = Recognizer(model, options={"segmentation.detector": "loudness"})
    samples = tiny.noise(40_000)[0]
    begin = recognizer.encode(samples).segments[0].start
    for decoder in (recognizer, Recognizer(model, options=recognizer.options, decoder="greedy")):
        found = decoder.transcribe(samples).words
        assert [word.text.lower() for word in found] == ["call", "now"]
        for word, expected in zip(found, words, strict=True):
            row = 2 * expected.first  # the head puts out a token every second row
            assert word.start == pytest.approx(max(0, begin + row * model.frame_shift), abs=1e-3)

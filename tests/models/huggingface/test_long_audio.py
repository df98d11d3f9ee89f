"""Long audio: segments overlap, and their rows are joined without a token lost or said twice."""

import numpy as np
import pytest
import torch
from models.huggingface import tiny

from earmark import Recognizer
from earmark.audio import segments
from earmark.audio.offset import OffsetFilter
from earmark.audio.stage import through
from earmark.models.huggingface import HuggingFaceModel

OPTIONS = {"segmentation.detector": "loudness"}  # the samples are tones without a pause
FAMILIES = (
    "wav2vec2", "wav2vec2/group", "wavlm", "sew", "wav2vec2-bert", "parakeet_ctc", "lasr_ctc", "omniasr_ctc",
)  # fmt: skip


@pytest.fixture(scope="module")
def samples():
    return tiny.noise(800_000)[0]  # 50 s


def cut(samples, model):
    found = list(segments([samples], round(model.frame_shift * tiny.RATE), "loudness"))
    assert len(found) > 2 and all(segment.continues for segment in found[1:])
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_texts_are_the_librarys_of_the_same_segments(name, tmp_path, samples):
    model, processor = tiny.quieted(*tiny.made(name, tmp_path))
    ours = HuggingFaceModel(model, processor)
    rows = []
    for segment in cut(samples, ours):
        logits, _ = tiny.library_logits(model, processor, [segment.samples])
        rows.append(logits[0, segment.kept_rows(logits.shape[1], ours.frame_shift)])
    expected = tiny.library_texts(model, processor, torch.cat(rows)[None])
    assert [Recognizer(ours, OPTIONS, decoder="greedy").transcribe(samples).text] == expected


def test_a_network_that_sees_half_a_second_writes_the_whole_as_the_library_does(tmp_path, samples):
    model, processor = tiny.quieted(*tiny.made("wav2vec2/local", tmp_path))
    processor.feature_extractor.do_normalize = False  # a mean over the whole audio
    ours = HuggingFaceModel(model, processor)
    first = round(cut(samples, ours)[0].start * tiny.RATE)  # on the grid of rows, or before the audio
    row = round(ours.frame_shift * tiny.RATE)
    whole = np.concatenate(list(through(OffsetFilter(), [samples])))
    logits, _ = tiny.library_logits(model, processor, [whole[first % row :]])
    (expected,) = tiny.library_texts(model, processor, logits)
    text = Recognizer(ours, OPTIONS, decoder="greedy").transcribe(samples).text
    # Half a second of a mirror image stands before the first segment.
    assert len(expected) > 500 and text.endswith(expected[30:])


@pytest.mark.parametrize("batch_size", [1, 8])
@pytest.mark.parametrize("name", ["wav2vec2", "wav2vec2/group", "sew", "parakeet_ctc", "lasr_ctc"])
def test_audios_of_a_batch_are_written_as_each_alone(name, batch_size, tmp_path):
    model = HuggingFaceModel(*tiny.quieted(*tiny.made(name, tmp_path)), batch_size=batch_size)
    audios = tiny.noise(20_000, 50_000, 33_333, 41_234, 64_000)
    for recognizer in (Recognizer(model, OPTIONS, decoder="greedy"), Recognizer(model, OPTIONS, ["Zyx"])):
        together = [found.text for found in recognizer.transcribe_batch(audios)]
        assert together == [recognizer.transcribe(audio).text for audio in audios]
        assert all(together)

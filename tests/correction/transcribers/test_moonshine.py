"""The writer cuts audio at pauses, writes each piece alone, and gives a dictionary with probabilities."""

from pathlib import Path

import numpy as np
import pytest
from correction.transcribers import tiny_moonshine as tiny

from earmark import EarmarkError
from earmark.audio import RATE, load_audio
from earmark.audio.segment import LEAD, MAX_SEGMENT, TAIL
from earmark.correction.transcribers.moonshine import Moonshine, files
from earmark.correction.transcribers.moonshine.pieces import LEVEL, LONGEST, pieces

CLIPS = Path(__file__).parents[3] / "demo" / "audio"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("moonshine"), wrapped=True)


@pytest.fixture(scope="module")
def clip():
    return load_audio(CLIPS / "fremont.opus").samples


def silence(seconds):
    return np.zeros(round(seconds * RATE), np.float32)


def test_a_pause_of_seconds_parts_pieces(clip):
    first, second = pieces([np.concatenate([clip, silence(4), clip])])
    assert first.seconds <= LONGEST and 0 <= first.start < first.end < len(clip) / RATE + 1 < second.start
    assert second.start - first.start == pytest.approx(len(clip) / RATE + 4, abs=LEAD)


def test_short_pauses_are_left_out_of_one_piece(clip):
    whole = np.concatenate([clip, silence(1.5), clip])
    (piece,) = pieces([whole])
    assert piece.seconds < len(whole) / RATE - 0.5
    assert piece.start < 1 and piece.end > (len(whole) - len(clip)) / RATE


def test_no_piece_is_longer_than_moonshine_reads_well(clip):
    found = list(pieces([np.tile(clip, 12)]))
    assert max(piece.seconds for piece in found) <= MAX_SEGMENT + TAIL + 0.1
    assert all(a.end <= b.start + 1e-6 for a, b in zip(found, found[1:], strict=False))


def test_blocks_change_nothing(clip):
    whole = np.tile(clip, 6)
    cut = [whole[at : at + 7001] for at in range(0, len(whole), 7001)]
    for one, other in zip(pieces([whole]), pieces(cut), strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        np.testing.assert_array_equal(one.samples, other.samples)


def test_speech_has_one_level(clip):
    for factor in (0.01, 1.0, 2.0):
        (piece,) = pieces([clip * np.float32(factor)])
        assert LEVEL / 2 < np.sqrt(np.square(piece.samples).mean()) < LEVEL * 1.5


def test_silence_writes_nothing(folder):
    found = Moonshine(folder).transcribe(silence(3))
    assert found["text"] == "" and found["segments"] == []


def test_segments_have_times_words_and_probabilities(folder, clip):
    found = Moonshine(folder).transcribe(np.concatenate([clip, silence(4), clip]))
    assert found["segments"] and found["text"] == " ".join(s["text"] for s in found["segments"])
    for segment in found["segments"]:
        assert 0 <= segment["start"] < segment["end"]
        assert " ".join(word["word"] for word in segment["words"]) == segment["text"]
        assert all(0 < word["probability"] <= 1 for word in segment["words"])
        assert segment["avg_logprob"] < 0


def test_threads_and_company_change_nothing(folder, clip):
    long = np.concatenate([np.concatenate([clip[n * 1000 :], silence(3)]) for n in range(5)])
    alone = [Moonshine(folder, threads=1).transcribe(piece.samples) for piece in pieces([long])]
    together = Moonshine(folder, threads=4).transcribe(long)
    assert together == Moonshine(folder, threads=1).transcribe(long)
    assert len(together["segments"]) == sum(len(found["segments"]) for found in alone) == 5


def test_a_folder_without_the_files_is_refused(tmp_path):
    (tmp_path / "tokenizer.bin").write_bytes(b"")
    with pytest.raises(EarmarkError, match="it lacks encoder_model.ort, decoder_model_merged.ort"):
        Moonshine(tmp_path)


def test_the_sentence_where_no_package_is_installed(monkeypatch):
    monkeypatch.setattr(files, "PACKAGES", (("earmark_no_such_package", "model"),))
    with pytest.raises(EarmarkError, match="'moonshine' is not installed: run `make writer`"):
        Moonshine()


def test_a_package_is_found_without_being_imported(monkeypatch, tmp_path):
    package = tmp_path / "earmark_other_writer"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    tiny.write(package / "model")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(files, "PACKAGES", (("missing", "model"), ("earmark_other_writer", "model")))
    assert files.find_files().encoder == package / "model" / "encoder_model.ort"


@pytest.mark.skipif(files.installed_folder() is None, reason="the weights are not installed: make writer")
class TestRealWeights:
    def test_a_clip_is_written_with_punctuation_and_capitals(self, clip):
        found = Moonshine().transcribe(clip)
        words = found["text"].split()
        assert len(words) > 4 and words[0][0].isupper() and found["text"][-1] in ".?!"
        assert "stop" not in found["segments"][0]

    def test_noise_and_silence_write_nothing(self):
        noise = np.random.default_rng(0).normal(0, 0.05, 20 * RATE).astype(np.float32)
        assert Moonshine().transcribe(np.concatenate([noise, silence(20)]))["text"] == ""

    def test_threads_and_company_change_nothing(self, clip):
        long = np.concatenate([clip, silence(3), clip[8000:], silence(3), clip])
        found = Moonshine(threads=3).transcribe(long)
        assert found == Moonshine(threads=1).transcribe(long) and len(found["segments"]) == 3

import json

import numpy as np
import pytest
import soundfile

from earmark.errors import AudioError, ManifestError
from earmark.language import load
from earmark.training.clips import Clip, load_clip, read_clips

GOOD = {"id": "a", "audio": "a.wav", "text": "Hello, World!", "seconds": 1.0}


def write(tmp_path, *rows):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows))
    return path


def test_rows_become_clips_in_spoken_form(tmp_path):
    rows = [GOOD, {**GOOD, "text": "..."}, {**GOOD, "seconds": 30.0}]
    assert read_clips(write(tmp_path, *rows)) == [Clip("a", tmp_path / "a.wav", "hello world", 1.0)]


@pytest.mark.parametrize("bad", ["{not json", '{"id": "b"}', json.dumps({**GOOD, "seconds": "long"}), "[1]"])
def test_a_corrupt_row_is_named(tmp_path, bad):
    with pytest.raises(ManifestError, match="rows.jsonl line 2: .*expected id, audio, text, seconds"):
        read_clips(write(tmp_path, GOOD, bad))


def test_no_manifest_and_no_usable_row_are_told(tmp_path):
    with pytest.raises(ManifestError, match="does not exist: give a JSONL file"):
        read_clips(tmp_path / "none.jsonl")
    with pytest.raises(ManifestError, match="no clip to train on: all are empty or longer than 24 s"):
        read_clips(write(tmp_path, {**GOOD, "text": "!"}))


def test_sound_is_mono_at_16_khz(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.full((44_100, 2), 0.25), 44_100)
    samples = load_clip(Clip("a", tmp_path / "a.wav", "a", 1.0))
    assert samples.shape == (16_000,) and samples.dtype == np.float32
    assert np.allclose(samples[1000:-1000], 0.25, atol=1e-3)


def test_bad_sound_is_named(tmp_path):
    with pytest.raises(AudioError, match="clip lost: .*correct the manifest or the file"):
        load_clip(Clip("lost", tmp_path / "none.wav", "a", 1.0))
    soundfile.write(tmp_path / "tick.wav", np.zeros(160), 16_000)
    with pytest.raises(AudioError, match="clip tick: .*holds 0.010 s of sound, expected at least 0.025 s"):
        load_clip(Clip("tick", tmp_path / "tick.wav", "a", 1.0))


def test_texts_are_in_the_normal_form_of_the_language(tmp_path):
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(
        json.dumps({"id": "a", "audio": "a.wav", "text": "Zwölf Straßen", "seconds": 1.0}) + "\n"
    )
    assert read_clips(manifest)[0].text == "zwolf strassen"
    assert read_clips(manifest, language=load("de"))[0].text == "zwölf straßen"

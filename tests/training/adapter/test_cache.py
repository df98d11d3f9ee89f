import numpy as np
import pytest

from earmark.biasing.adapter.inputs import Inputs
from earmark.errors import ManifestError
from earmark.models.onnx import OnnxModel
from earmark.training.adapter.cache import EmissionsCache, build_cache
from earmark.training.clips import read_clips


@pytest.fixture(scope="module")
def model(model_folder):
    return OnnxModel(model_folder, 1)


def test_the_cache_holds_what_the_model_says_and_where_tokens_lie(model, manifest, tmp_path):
    clips = read_clips(manifest)
    inputs = Inputs(len(model.alphabet), (0, 1))
    assert build_cache(clips, model, tmp_path / "cache", inputs) == len(clips)
    cache = EmissionsCache(tmp_path / "cache")
    assert cache.inputs == inputs and len(cache.clips) == len(clips)
    for clip in cache.clips:
        rows = cache.frames(clip)
        assert rows.shape == (clip.frames, inputs.width)
        heard = rows[:, : len(model.alphabet)].argmax(axis=1)
        assert [int(heard[t]) for t in clip.starts] == list(clip.tokens)


def test_a_second_pass_adds_only_what_is_missing(model, manifest, tmp_path):
    clips = read_clips(manifest)
    build_cache(clips[:3], model, tmp_path / "cache", Inputs(len(model.alphabet), ()))
    before = [cache_rows(tmp_path, n) for n in range(3)]
    assert build_cache(clips, model, tmp_path / "cache") == len(clips) - 3
    assert all(np.array_equal(one, cache_rows(tmp_path, n)) for n, one in enumerate(before))
    assert build_cache(clips, model, tmp_path / "cache") == 0


def cache_rows(tmp_path, number):
    cache = EmissionsCache(tmp_path / "cache")
    return cache.frames(cache.clips[number]).copy()


def test_phones_in_use_are_found_when_nothing_is_asked_for(model, manifest, tmp_path):
    build_cache(read_clips(manifest)[:2], model, tmp_path / "cache")
    assert EmissionsCache(tmp_path / "cache").inputs.phones


def test_a_folder_without_a_cache_is_refused(tmp_path):
    with pytest.raises(ManifestError, match="not a cache of emissions"):
        EmissionsCache(tmp_path)

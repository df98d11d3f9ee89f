import numpy as np
import pytest
import torch

from earmark.errors import ManifestError
from earmark.training.cache import FeatureCache, build_cache
from earmark.training.clips import load_clip, read_clips
from earmark.training.encoder import PER_SECOND, WIDTH


@pytest.fixture(scope="module")
def built(manifest, encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build_cache(read_clips(manifest), encoder, folder, variants=(0, 1))
    return folder


def test_every_clip_is_there_once_per_variant(built, manifest):
    cache = FeatureCache(built)
    clips = {clip.id: clip for clip in read_clips(manifest)}
    assert sorted((c.id, c.variant) for c in cache.clips) == sorted((i, v) for i in clips for v in (0, 1))
    assert sum(c.frames for c in cache.clips) == len(cache.features)
    for clip in cache.clips:
        assert clip.text == clips[clip.id].text
        if clip.variant == 0:
            assert clip.frames == pytest.approx(clips[clip.id].seconds * PER_SECOND, abs=1.5)


@torch.inference_mode()
def test_states_are_those_of_the_clip_alone(built, manifest, encoder):
    cache = FeatureCache(built)
    clip = read_clips(manifest)[0]
    samples = torch.from_numpy(load_clip(clip))[None]
    alone = encoder.states(samples, torch.tensor([samples.shape[1]]))[0][0].numpy()
    found = next(c for c in cache.clips if c.id == clip.id and c.variant == 0)
    assert cache.frames(found).shape == (len(alone), WIDTH)
    np.testing.assert_allclose(cache.frames(found).astype(np.float32), alone, atol=5e-3)


@torch.inference_mode()
def test_pretrained_states_lie_below_the_reader(built, manifest, encoder, tmp_path):
    clip = read_clips(manifest)[0]
    build_cache([clip], encoder, tmp_path, pretrained=True)
    cache = FeatureCache(tmp_path)
    heard = torch.from_numpy(cache.frames(cache.clips[0]).astype(np.float32))[None]
    read = encoder.adapt(heard, torch.tensor([heard.shape[1]]))[0].numpy()
    whole = FeatureCache(built)
    found = next(c for c in whole.clips if c.id == clip.id and c.variant == 0)
    np.testing.assert_allclose(whole.frames(found).astype(np.float32), read, atol=2e-2)


def test_an_interrupted_build_goes_on_to_the_same_cache(built, manifest, encoder, tmp_path):
    clips = read_clips(manifest)
    build_cache(clips[:3], encoder, tmp_path)
    with (tmp_path / "features.f16").open("ab") as torn:
        torn.write(b"x" * 1000)  # frames written, the index not
    build_cache(clips, encoder, tmp_path)
    whole, again = FeatureCache(built), FeatureCache(tmp_path)
    for clip in again.clips:
        wanted = next(c for c in whole.clips if (c.id, c.variant) == (clip.id, 0))
        np.testing.assert_allclose(again.frames(clip), whole.frames(wanted), atol=5e-3)
    assert len(again.clips) == len(clips)
    size = (tmp_path / "features.f16").stat().st_size
    build_cache(clips, encoder, tmp_path)
    assert (tmp_path / "features.f16").stat().st_size == size


def test_what_is_no_cache_is_told(tmp_path):
    with pytest.raises(ManifestError, match="is not a feature cache: run `earmark train cache`"):
        FeatureCache(tmp_path)

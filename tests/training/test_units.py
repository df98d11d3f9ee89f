import json

import numpy as np
import pytest

from earmark.errors import ManifestError
from earmark.training.cache import CachedClip, FeatureCache
from earmark.training.encoder import WIDTH
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.units import REACH, Units, find_units

SYMBOLS = ("a", "b", "c", "<wb>", "<blank>")
BOUNDARY, BLANK = 3, 4


class Echo:
    """An encoder whose states are its phone log-probabilities."""

    def phones(self, hidden):
        return hidden[..., :5].log_softmax(-1)


@pytest.fixture
def spoken(tmp_path):
    """A cache in which 'ab c' is said with a long pause, and its frames as symbols."""
    frames = [4, 0, 0, 4, 1] + [4] * 20 + [3] + [4] * 14 + [2, 4, 4]
    states = np.zeros((len(frames), WIDTH), dtype=np.float16)
    states[np.arange(len(frames)), frames] = 12.0
    folder = tmp_path / "said"
    folder.mkdir()
    states.tofile(folder / "features.f16")
    rows = [CachedClip("x", "ab c", 0, len(frames), 0), CachedClip("y", "unknown", 0, len(frames), 0)]
    (folder / "index.jsonl").write_text("".join(json.dumps(r.__dict__) + "\n" for r in rows))
    return FeatureCache(folder), frames


@pytest.fixture
def pronouncer():
    return PhoneLexicon({"ab": (0, 1), "c": (2,)}, BOUNDARY)


def test_units_cover_the_speech_and_pauses_belong_to_the_boundary(spoken, pronouncer):
    cache, frames = spoken
    units = find_units(cache, Echo(), pronouncer, SYMBOLS)
    assert units.phones.tolist() == [0, 1, BOUNDARY, 2]  # the clip that cannot be pronounced is left out
    assert units.ends.tolist() == [False, False, False, True]
    assert (units.first[1:] == units.first[:-1] + units.frames[:-1]).all()
    for phone, first, count in zip(units.phones, units.first, units.frames, strict=True):
        assert phone in frames[first : first + count]
        if phone != BOUNDARY:
            assert count <= 2 + 2 * REACH
    assert units.first[0] == 0 and units.first[-1] + units.frames[-1] == len(frames)


def test_units_come_back_from_their_file(spoken, pronouncer, tmp_path):
    units = find_units(spoken[0], Echo(), pronouncer, SYMBOLS)
    units.save(tmp_path / "units.npz")
    again = Units.load(tmp_path / "units.npz")
    assert again.symbols == SYMBOLS
    for name in ("phones", "first", "frames", "ends"):
        np.testing.assert_array_equal(getattr(units, name), getattr(again, name))
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".npz"] == ["units.npz"]


def test_what_cannot_be_used_is_said(spoken, tmp_path):
    with pytest.raises(ManifestError, match="no clip aligns with its text"):
        find_units(
            spoken[0], Echo(), PhoneLexicon({"ab": (2, 0, 2, 0, 2, 0), "c": (0, 1, 0)}, BOUNDARY), SYMBOLS
        )
    with pytest.raises(ManifestError, match="run `earmark train units`"):
        Units.load(tmp_path / "none.npz")
    (tmp_path / "other.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(ManifestError, match="holds no phone units"):
        Units.load(tmp_path / "other.npz")

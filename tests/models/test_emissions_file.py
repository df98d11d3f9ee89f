import numpy as np
import pytest

from earmark.errors import EmissionsError
from earmark.models import Emissions, EmissionsFile

ROWS = np.log(np.full((3, 2), 0.5, np.float32))


def test_what_was_saved_is_loaded(tmp_path):
    phones = np.log(np.full((6, 4), 0.25, np.float32))
    EmissionsFile(Emissions(ROWS, 0.04, 1.5, phones, 0.02), ("<blank>", "▁a")).save(tmp_path / "e.npz")
    stored = EmissionsFile.load(tmp_path / "e.npz")
    np.testing.assert_array_equal(stored.emissions.log_probs, ROWS)
    np.testing.assert_array_equal(stored.emissions.phone_log_probs, phones)
    assert (stored.emissions.frame_shift, stored.emissions.start, stored.emissions.phone_frame_shift) == (
        0.04,
        1.5,
        0.02,
    )
    assert stored.tokens == ("<blank>", "▁a")


def test_phones_are_optional(tmp_path):
    EmissionsFile(Emissions(ROWS, 0.04), ("<blank>", "a")).save(tmp_path / "e.npz")
    assert EmissionsFile.load(tmp_path / "e.npz").emissions.phone_log_probs is None


def refuses(path, message):
    with pytest.raises(EmissionsError, match=message):
        EmissionsFile.load(path)


def test_bad_files_are_told(tmp_path):
    path = tmp_path / "e.npz"
    refuses(path, "there is no emissions file")
    path.write_bytes(b"garbage")
    refuses(path, "cannot be read as .npz")
    np.savez(path, log_probs=ROWS)
    refuses(path, "lacks frame_shift, tokens")
    np.savez(path, log_probs=ROWS, frame_shift=0.04, tokens=np.array(["a", "b", "c"]))
    refuses(path, r"shape \(3, 2\), expected \(frames, 3\)")
    np.savez(
        path, log_probs=np.where(np.eye(3, 2), np.nan, ROWS), frame_shift=0.04, tokens=np.array(["a", "b"])
    )
    refuses(path, "emissions hold NaN, first in frame 0")


def test_pickles_are_never_opened(tmp_path):
    np.savez(
        tmp_path / "e.npz", log_probs=ROWS, frame_shift=0.04, tokens=np.array(["a", object()], dtype=object)
    )
    refuses(tmp_path / "e.npz", "cannot be read as .npz")

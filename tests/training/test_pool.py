import json
import time

import numpy as np
import pytest
import torch

from earmark.errors import AudioError, ManifestError, OptionsError
from earmark.training.clips import GrowingManifest, load_clip, read_clips
from earmark.training.pool import ClipPool, PoolSource


@pytest.fixture
def made():
    pools = []

    def make(*manifests, hours=0.05, recoded=0.0, pronouncer=None, pieces=None, silent=0.0):
        listed = PoolSource(tuple(manifests), pieces, pronouncer, recoded, silent)
        pools.append(ClipPool(listed, "cpu", hours, threads=2))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def growing(manifest, tmp_path):
    """A manifest that ends in the middle of a line, and what is still to be written."""
    rows = [
        json.dumps(json.loads(line) | {"audio": str(manifest.parent / json.loads(line)["audio"])})
        for line in manifest.read_text().splitlines()
    ]
    whole, path = "\n".join(rows) + "\n", tmp_path / "growing.jsonl"
    cut = len(rows[0]) + 1 + len(rows[1]) // 2
    path.write_text(whole[:cut])
    return path, whole[cut:]


def test_every_clip_is_there_as_it_is_read(made, manifest, pieces):
    pool = made(manifest, pieces=pieces)
    clips = read_clips(manifest)
    assert [row.text for row in pool.rows] == [clip.text for clip in clips]
    for row, clip in zip(pool.rows, clips, strict=True):
        samples = pool.samples[row.first : row.first + row.samples].numpy() / 32767
        np.testing.assert_allclose(samples, load_clip(clip).clip(-1, 1), atol=1 / 32767)
        assert row.tokens == tuple(t + 1 for t in pieces.encode(clip.text)) and not row.phones
    assert pool.hours == pytest.approx(sum(len(load_clip(c)) for c in clips) / 16_000 / 3600)


def test_some_clips_are_there_again_through_a_codec(made, manifest, pieces):
    pool = made(manifest, recoded=1.0, pieces=pieces)
    assert len(pool.rows) == 2 * len(read_clips(manifest))
    for plain, coded in zip(pool.rows[::2], pool.rows[1::2], strict=True):
        assert plain.text == coded.text
        n = min(plain.samples, coded.samples)
        parts = [pool.samples[r.first : r.first + n] for r in (plain, coded)]
        assert not torch.equal(*parts)


def test_backgrounds_are_there_too(made, manifest, pieces):
    pool = made(manifest, silent=1.0, pieces=pieces)
    assert len(pool.rows) == 2 * len(read_clips(manifest))
    for clip, background in zip(pool.rows[::2], pool.rows[1::2], strict=True):
        assert clip.text and (background.text, background.tokens, background.phones) == ("", (), ())
        assert background.samples == clip.samples and background.set == clip.set
        assert pool.samples[background.first : background.first + background.samples].any()


def test_what_has_no_room_is_left_out(made, manifest, pieces):
    pool = made(manifest, hours=2.0 / 3600, pieces=pieces)
    assert 0 < len(pool.rows) < len(read_clips(manifest)) and pool.used <= 2 * 16_000


def test_clips_that_are_written_meanwhile_come_in(made, growing, pieces, monkeypatch):
    monkeypatch.setattr("earmark.training.pool.LOOK_EVERY", 0.05)
    path, rest = growing
    pool = made(path, path.parent / "later.jsonl", pieces=pieces)
    assert len(pool.rows) == 1
    with path.open("a") as file:
        file.write(rest)
    deadline = time.monotonic() + 20
    while len(pool.rows) < 1 + rest.count("\n") and time.monotonic() < deadline:
        pool.grow()
        time.sleep(0.01)
    assert len(pool.rows) == 1 + rest.count("\n") == len({row.text for row in pool.rows})
    firsts = [row.first for row in pool.rows]
    assert firsts == sorted(firsts) and pool.rows[-1].first + pool.rows[-1].samples == pool.used


def test_a_clip_that_cannot_be_read_is_named(made, growing, pieces):
    path, _ = growing
    row = json.loads(path.read_text().splitlines()[0])
    path.write_text("".join(json.dumps(row | extra) + "\n" for extra in ({"audio": "gone.wav"}, {"id": "b"})))
    with pytest.raises(AudioError, match=f"clip {row['id']}: .*gone.wav"):
        made(path, pieces=pieces)


def test_the_end_of_the_reader_is_told_and_not_waited_for(made, manifest, pieces):
    pool = made(manifest, pieces=pieces)
    pool.close()
    with pytest.raises(RuntimeError, match="reads clips died"):
        for _ in range(1000):  # what it had sent before is taken in first
            pool._receive()


def test_a_bad_line_is_told(made, growing, pieces):
    path, _ = growing
    path.write_text('{"id": 1}\n')
    with pytest.raises(ManifestError, match="line 1"):
        made(path, pieces=pieces)


def test_no_clip_at_all_is_told(made, tmp_path, pieces):
    with pytest.raises(OptionsError, match="no clip"):
        made(tmp_path / "none.jsonl", pieces=pieces)


def test_a_growing_manifest_tells_every_row_once(growing):
    path, rest = growing
    manifest = GrowingManifest(path)
    assert len(manifest.new()) == 1 and manifest.new() == []
    with path.open("a") as file:
        file.write(rest)
    assert len(manifest.new()) == rest.count("\n") and manifest.new() == []
    assert GrowingManifest(path.parent / "none.jsonl").new() == []

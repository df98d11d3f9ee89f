"""Emissions of long audio come back as they were, and lie on disk once they are large."""

import numpy as np

from earmark.correction import spool as module
from earmark.correction.spool import EmissionSpool
from earmark.models import Emissions


def piece(seed: int, frames: int, phones: bool) -> Emissions:
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((frames, 30)).astype(np.float32)
    heads = rng.standard_normal((2 * frames, 5)).astype(np.float32) if phones else None
    return Emissions(rows, 0.04, seed * 1.5, heads, 0.02 if phones else None)


def test_pieces_come_back_in_any_order():
    pieces = [piece(seed, 5 * seed, seed % 2 == 0) for seed in range(6)]
    spool = EmissionSpool()
    for one in pieces:
        spool.append(one)
    assert len(spool) == 6
    assert [spool.read(n) for n in (3, 0, 5)] == [pieces[3], pieces[0], pieces[5]]
    assert [spool.read(n) for n in range(len(spool))] == pieces
    spool.append(piece(9, 3, False))  # writing goes on behind the last piece
    assert spool.read(6) == piece(9, 3, False) and spool.read(5) == pieces[5]
    spool.close()


def test_a_large_spool_lies_on_disk(monkeypatch):
    monkeypatch.setattr(module, "IN_MEMORY", 10_000)
    spool = EmissionSpool()
    pieces = [piece(seed, 100, True) for seed in range(3)]
    for one in pieces:
        spool.append(one)
    assert spool._file._rolled
    assert [spool.read(n) for n in range(len(spool))] == pieces
    spool.close()
    assert spool._file.closed

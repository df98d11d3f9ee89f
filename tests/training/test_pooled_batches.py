from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from toy import PHONES

from earmark.training.augment import AugmentOptions
from earmark.training.augment_batch import BatchAugmentOptions
from earmark.training.encoder import PER_SECOND
from earmark.training.masks import MaskOptions
from earmark.training.pool import ClipPool, PoolSource, Row
from earmark.training.pooled_batches import GRID, PooledBatches, hidden
from earmark.training.pronunciations import PhoneLexicon

UNCHANGED = AugmentOptions(speed=0, reverb=0, noise=0, telephone=0, codec=0)
STILL = BatchAugmentOptions(UNCHANGED, colour=0.0, band=0.0)
OPEN = MaskOptions(every=1e9)
KNOWN = ("we moved", "jazz and fog")  # whose words have pronunciations


@pytest.fixture
def pool(manifest, pieces):
    lexicon = {word: (i % 3,) for i, word in enumerate(["we", "moved", "jazz", "and", "fog"])}
    listed = PoolSource((manifest,), pieces, PhoneLexicon(lexicon, len(PHONES) - 2), recoded=0.0, silent=0.0)
    pool = ClipPool(listed, "cpu", 0.05, threads=2)
    yield pool
    pool.close()


def test_an_undisturbed_batch_is_the_clips(pool):
    batch = PooledBatches(pool, [1.0], 6.0, 1, options=STILL, masks=OPEN).batch(2)
    assert batch.samples.shape[1] % GRID == 0 and not batch.masks.any()
    row_of = {row.text: row for row in pool.rows}
    for samples, length, text in zip(batch.samples, batch.lengths.tolist(), batch.labels.texts, strict=True):
        row = row_of[text]
        plain = pool.samples[row.first : row.first + row.samples].float()
        here = samples[:length]
        # the phase is drawn; the level too
        shifts = [plain[s : s + length] for s in range(row.samples - length + 1)]
        likeness = max(float(torch.cosine_similarity(here, s, dim=0)) for s in shifts)
        assert likeness > 0.9999 and not samples[length:].any()


def test_speed_changes_the_length(pool):
    faster = replace(STILL, clip=replace(STILL.clip, speed=1.0, speeds=(1.2, 1.2)))
    plain, fast = (
        PooledBatches(pool, [1.0], 6.0, 1, options=o, masks=OPEN).batch(0) for o in (STILL, faster)
    )
    assert plain.labels.texts == fast.labels.texts
    ratio = plain.lengths / fast.lengths
    assert ((ratio > 1.1) & (ratio < 1.3)).all()


def test_two_views_are_the_same_clips_disturbed_differently(pool):
    batch = PooledBatches(pool, [1.0], 6.0, 1, n_views=2).batch(1)
    B = len(batch.lengths) // 2
    assert batch.n_views == 2 and batch.labels.texts[:B] == batch.labels.texts[B:]
    assert torch.equal(batch.lengths[:B], batch.lengths[B:])
    assert not torch.equal(batch.samples[:B], batch.samples[B:])
    assert not torch.equal(batch.masks[:B], batch.masks[B:])
    assert int(batch.labels.lengths.sum()) == len(batch.labels.targets)
    assert batch.phones is not None and len(batch.phones.lengths) == 2 * B
    assert (
        batch.phones.lengths[batch.labels.texts.index("we moved")] == 3
        if "we moved" in batch.labels.texts
        else 1
    )


def test_a_batch_is_a_pure_function_of_its_number_while_nothing_comes_in(pool):
    batches = PooledBatches(pool, [1.0], 6.0, 1, n_views=2)
    first, other, again = (batches.batch(n) for n in (4, 5, 4))
    assert torch.equal(first.samples, again.samples) and torch.equal(first.masks, again.masks)
    assert not torch.equal(first.samples[:, :GRID], other.samples[: len(first.samples), :GRID])


def test_sets_are_drawn_by_their_shares_of_the_seconds():
    rng = np.random.default_rng(1)
    rows = tuple(Row(0, int(n), int(n % 7 == 0), "", (), ()) for n in rng.integers(16_000, 160_000, 2000))
    pool = SimpleNamespace(rows=rows, grow=lambda: None)
    _, sampler = PooledBatches(pool, [1.0, 3.0], 60.0, 1)._state()
    seconds = [0.0, 0.0]
    for number in range(1000):
        for i in sampler.draw(number)[0]:
            seconds[rows[i].set] += rows[i].samples
    assert seconds[1] / sum(seconds) == pytest.approx(0.75, abs=0.03)


def test_as_much_is_hidden_as_asked():
    rng = np.random.default_rng(0)
    frames = np.array([400, 100] * 50)
    options = MaskOptions(every=2.0, longest=0.24)
    masks = hidden(frames, 400, options, rng, torch.device("cpu"))
    assert masks.shape == (100, 400) and not masks[1::2, 100:].any()
    expected = (1 + int(0.24 * PER_SECOND)) / 2 / (2.0 * PER_SECOND)  # spans seldom overlap
    assert masks[::2].float().mean() == pytest.approx(expected, rel=0.2)

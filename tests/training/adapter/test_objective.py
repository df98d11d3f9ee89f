import random

import torch

from earmark.training.adapter.batches import EDGE, INSIDE, OUTSIDE, AdapterBatches
from earmark.training.adapter.lists import DrawnList, ListMaker, ListOptions
from earmark.training.adapter.objective import losses
from earmark.training.adapter.pool import PhrasePool

V = 49


def batches(cache, spelling, seconds=20.0):
    pool = PhrasePool(("ronan", "fremont", "keys", "quays", "zelenskyy"), spelling)
    maker = ListMaker(pool, {"and", "the"}, {}, ListOptions(largest=12, empty=0.0, silent=0.0))
    return AdapterBatches([cache], maker, seconds, 1, 0.04)


def test_batches_are_numbered_and_cover_every_clip_in_an_epoch(emissions_cache, spelling):
    made = batches(emissions_cache, spelling, seconds=2.0)
    assert len(made) > 1
    clips = sum(len(made.batch(n).frames) for n in range(len(made)))
    assert clips == len(emissions_cache.clips)
    assert torch.equal(made.batch(1).entries, made.batch(1).entries)


def test_frames_of_listed_words_are_inside_and_the_columns_name_their_tokens(emissions_cache, spelling):
    batch = batches(emissions_cache, spelling).batch(0)
    flat = batch.entries[batch.entries > 0]
    clip, frame, column = batch.attended.T
    assert (batch.where[clip, frame] == INSIDE).all()
    spikes = batch.inputs[clip, frame, :V].argmax(1)
    heard = spikes > 0
    assert heard.any() and torch.equal(spikes[heard], flat[column][heard])
    assert {OUTSIDE, EDGE, INSIDE} == set(batch.where.unique().tolist())


def test_the_loss_is_small_where_attention_is_right_and_nothing_moved(emissions_cache, spelling):
    batch = batches(emissions_cache, spelling).batch(0)
    B, T, _ = batch.inputs.shape
    M = int((batch.entries > 0).sum())
    right = torch.zeros(B, T, 1 + M)
    right[..., 0] = 1
    clip, frame, column = batch.attended.T
    right[clip, frame, 0] = 0
    right[clip, frame, 1 + column] = 1
    right = right / right.sum(2, keepdim=True)
    before = torch.log_softmax(batch.inputs[..., :V], dim=2)
    good = losses(batch, before, torch.log(right + 1e-6))
    assert float(good.inside) < 0.01 and float(good.outside) < 0.01 and abs(float(good.moved)) < 1e-4
    bad = losses(batch, before, torch.log(right.flip(1) + 1e-6))
    assert float(bad.inside) > 1 and float(bad.outside) > 0.1
    moved = losses(batch, before.roll(1, 2), torch.log(right + 1e-6))
    assert float(moved.moved) > 1 and float(moved.ctc) > float(good.ctc)


def test_a_batch_without_a_list_has_no_loss_inside(emissions_cache, spelling):
    made = batches(emissions_cache, spelling)
    made._lists = Nothing()
    batch = made.batch(0)
    before = torch.log_softmax(batch.inputs[..., :V], dim=2)
    found = losses(batch, before, torch.zeros(*before.shape[:2], 1))
    assert float(found.inside) == 0 and float(found.outside) == 0


class Nothing:
    def draw(self, clips, rng: random.Random) -> DrawnList:
        return DrawnList(torch.zeros((0, 1), dtype=torch.int64).numpy(), ())

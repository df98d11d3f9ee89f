import numpy as np

from earmark.training.sampler import BUCKETS, BucketSampler

SECONDS = np.random.default_rng(0).uniform(1, 20, 400)


def make(weights=None, seed=1) -> BucketSampler:
    return BucketSampler(SECONDS, np.ones(400) if weights is None else weights, 60.0, seed)


def test_a_batch_depends_on_seed_and_number_alone():
    used, fresh = make(), make()
    for number in range(20):
        used.draw(number)
    picked, rng = used.draw(7)
    again, other_rng = fresh.draw(7)
    assert picked.tolist() == again.tolist() and rng.random() == other_rng.random()
    assert picked.tolist() != fresh.draw(8)[0].tolist()
    assert picked.tolist() != make(seed=2).draw(7)[0].tolist()


def test_batches_are_full_and_little_is_padding():
    sampler = make()
    assert len(sampler.buckets) == BUCKETS
    speech, space = 0.0, 0.0
    for number in range(100):
        lengths = SECONDS[sampler.draw(number)[0]]
        assert lengths.max() * len(lengths) <= 60.0
        speech, space = speech + lengths.sum(), space + lengths.max() * len(lengths)
    assert speech / space > 0.9 and speech / 100 > 45


def test_clips_are_drawn_in_proportion_to_their_weight():
    weights = np.where(np.arange(400) < 200, 3.0, 1.0)
    picked = np.concatenate([make(weights).draw(n)[0] for n in range(300)])
    assert 0.7 < (picked < 200).mean() < 0.8


def test_a_single_clip_is_enough():
    assert BucketSampler([30.0], [1.0], 10.0, 1).draw(0)[0].tolist() == [0]

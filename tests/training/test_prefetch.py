import pytest
import torch

from earmark.errors import AudioError
from earmark.training.prefetch import Prefetcher


class Broken:
    def batch(self, number):
        raise AudioError(f"clip {number}: cannot be read")


def test_workers_change_nothing_but_where_batches_are_made(cached_task):
    source = cached_task().source
    ahead = Prefetcher(source, stride=2, workers=2)
    try:
        for step in (5, 6, 7, 1, 2):  # in order, then a jump
            given, expected = ahead.batch(step), source.batch(2 * step)
            assert torch.equal(given.hidden, expected.hidden) and given.labels.texts == expected.labels.texts
    finally:
        ahead.close()


def test_a_worker_s_bad_input_is_raised_as_it_is():
    ahead = Prefetcher(Broken(), workers=1)
    with pytest.raises(AudioError) as told:
        ahead.batch(3)
    assert str(told.value) == "clip 3: cannot be read"
    ahead.close()

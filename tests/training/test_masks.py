import numpy as np

from earmark.training.masks import MaskOptions, spans


def test_spans_are_inside_and_as_long_and_as_many_as_asked():
    options = MaskOptions(every=2.0, longest=0.24)
    rng = np.random.default_rng(0)
    found = [list(spans(500, 50, options, rng)) for _ in range(300)]
    flat = [s for clip in found for s in clip]
    assert all(0 <= s.start < s.stop <= 500 and s.stop - s.start <= 12 for s in flat)
    assert 4.5 < len(flat) / 300 < 5.5  # 10 s, one every 2 s


def test_a_clip_shorter_than_a_mask_is_no_error():
    found = list(spans(3, 50, MaskOptions(every=0.001), np.random.default_rng(0)))
    assert len(found) > 20 and all(0 <= s.start < 3 for s in found)

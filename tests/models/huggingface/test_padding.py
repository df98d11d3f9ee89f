"""Which families may be padded: measured, so that a new version of transformers is noticed."""

import pytest
from models.huggingface import tiny

from earmark.models.huggingface import HuggingFaceModel
from earmark.models.huggingface.network import PADDED

ROUNDING = 1e-4  # of logits of about 1
# These stay apart though the tiny ones come out alike: their last frame, or their own feature extractor,
# depends on the padding.
CAUTIOUS = {"wav2vec2-bert", "granite_speech5_ctc"}


def difference(name, folder):
    """The largest difference of logits alone and in a padded batch."""
    model, processor = tiny.made(name, folder)
    samples = tiny.noise(16_000, 23_456, 9_999, 8_001)
    padded, _ = tiny.library_logits(model, processor, samples)
    alone = [tiny.library_logits(model, processor, [one])[0][0] for one in samples]
    return max(float((padded[n, : len(rows)] - rows).abs().max()) for n, rows in enumerate(alone))


@pytest.mark.parametrize("name", tiny.CONFIGURATIONS)
def test_families_are_padded_where_that_changes_nothing(name, tmp_path):
    model, processor = tiny.made(name, tmp_path)
    padded = HuggingFaceModel(model, processor)._network.padded
    if tiny.family(name) in CAUTIOUS:
        assert not padded and tiny.family(name) not in PADDED
    else:
        assert padded == (difference(name, tmp_path) < ROUNDING)

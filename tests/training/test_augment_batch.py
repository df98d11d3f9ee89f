from dataclasses import replace

import numpy as np
import pytest
import torch

from earmark.audio import RATE
from earmark.training.augment import AugmentOptions
from earmark.training.augment_batch import BatchAugmentOptions, augment_batch, fast_size

NOTHING = BatchAugmentOptions(
    AugmentOptions(speed=0, reverb=0, noise=0, telephone=0, codec=0), colour=0.0, band=0.0
)
LENGTHS = np.array([RATE, RATE // 2])


@pytest.fixture
def tones():
    """A second of 440 Hz and half a second of 1 kHz."""
    time = torch.arange(RATE) / RATE
    rows = torch.stack([torch.sin(2 * torch.pi * hertz * time) for hertz in (440.0, 1000.0)])
    rows[1, RATE // 2 :] = 0
    return 0.1 * rows


def augmented(tones, seed=0, **changes):
    options = replace(NOTHING, **{k: v for k, v in changes.items() if hasattr(NOTHING, k)})
    clip = {k: v for k, v in changes.items() if not hasattr(NOTHING, k)}
    options = replace(options, clip=replace(options.clip, **clip))
    generator = torch.Generator().manual_seed(seed)
    return augment_batch(tones, LENGTHS, options, np.random.default_rng(seed), generator)


def level(rows):
    """(B,) root mean square over the valid samples."""
    return (rows.square().sum(dim=1) / torch.from_numpy(LENGTHS)).sqrt()


def test_nothing_but_the_level_changes_when_all_is_off(tones):
    rows = augmented(tones)
    scale = level(rows) / level(tones)
    torch.testing.assert_close(rows, tones * scale[:, None], atol=1e-5, rtol=1e-4)
    assert ((20 * scale.log10() > -12.1) & (20 * scale.log10() < 6.1)).all()


@pytest.mark.parametrize(
    "changes", [{"reverb": 1}, {"noise": 1}, {"telephone": 1}, {"colour": 1.0}, {"band": 1.0}], ids=str
)
def test_each_option_changes_something_and_leaves_padding_silent(tones, changes):
    rows = augmented(tones, seed=3, **changes)
    plain = augmented(tones, seed=3)
    assert rows.isfinite().all() and rows.abs().max() <= 1
    assert not rows[1, RATE // 2 :].any()
    assert (rows / level(rows)[:, None] - plain / level(plain)[:, None]).abs().max() > 1e-3


@pytest.mark.parametrize("seed", range(4))
def test_noise_keeps_to_the_ratios_asked_for(tones, seed):
    silent = tones.clone()
    silent[0] = 0  # what is added to nothing is nothing: the ratio is to the clip's own power
    assert not augmented(silent, seed, noise=1, snr_db=(15.0, 15.0))[0].any()
    rows = augmented(tones, seed, noise=1, snr_db=(15.0, 15.0))
    for row, tone in zip(rows, tones, strict=True):
        gain = (row @ tone) / (tone @ tone)
        ratio = 10 * torch.log10((gain * tone).square().sum() / (row - gain * tone).square().sum())
        assert 9 < ratio < 31  # babble is never below 10 dB; what lies in the tone's own phase is not counted


def test_a_telephone_carries_300_to_3400_hertz():
    time = torch.arange(RATE) / RATE
    rows = 0.1 * torch.stack([torch.sin(2 * torch.pi * hertz * time) for hertz in (100.0, 5000.0, 1000.0)])
    lengths = np.full(3, RATE)
    options = replace(NOTHING, clip=replace(NOTHING.clip, telephone=1))
    for seed in range(3):  # with companding and without
        plain, line = (
            augment_batch(rows, lengths, o, np.random.default_rng(seed), torch.Generator().manual_seed(seed))
            for o in (NOTHING, options)
        )
        kept = line.norm(dim=1) / plain.norm(dim=1)
        assert kept[0] < 0.2 and kept[1] < 0.2 and kept[2] == pytest.approx(1, abs=0.1)


def test_the_same_seeds_make_the_same_batch(tones):
    everything = {"reverb": 1, "noise": 1, "telephone": 0.5, "colour": 1.0, "band": 1.0}
    assert torch.equal(augmented(tones, 5, **everything), augmented(tones, 5, **everything))
    assert not torch.equal(augmented(tones, 5, **everything), augmented(tones, 6, **everything))


@pytest.mark.parametrize("samples", [1, 2, 3, 7, 96, 97, 48_000, 65_537, 400_000])
def test_transforms_have_few_sizes_never_too_small(samples):
    size = fast_size(samples)
    assert samples <= size < 2 * samples + 2
    odd = size // (size & -size)
    assert odd in (1, 3)

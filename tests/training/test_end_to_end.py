import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from toy import PHONES

from earmark.errors import ModelError
from earmark.training.audio_batches import AudioBatches, DevClips
from earmark.training.augment import AugmentOptions
from earmark.training.batches import CachedBatches
from earmark.training.cache import FeatureCache
from earmark.training.clips import load_clip, read_clips
from earmark.training.encoder import HOP
from earmark.training.end_to_end import PHONE_WEIGHT, PRONUNCIATION_WEIGHT, EndToEndTask
from earmark.training.labels import phone_labels
from earmark.training.loop import Trainer
from earmark.training.model import SubwordLayers
from earmark.training.objective import backward, ctc_objective, divergence, phone_objective
from earmark.training.pronunciations import PhoneLexicon


@pytest.fixture
def source(manifest, pieces):
    clips = [(clip, 1.0) for clip in read_clips(manifest)]
    return AudioBatches(clips, pieces, batch_seconds=4.0, seed=1)


@pytest.fixture
def make(manifest, source, pieces, sizes, encoder):
    def task() -> EndToEndTask:
        torch.manual_seed(1)
        dev = DevClips("tones", read_clips(manifest)[:2])
        return EndToEndTask(copy.deepcopy(encoder), encoder, SubwordLayers(sizes), source, pieces, [dev])

    return task


def test_a_batch_is_a_pure_function_of_its_number(source):
    first = source.batch(3)
    source.batch(4)
    again = source.batch(3)
    assert torch.equal(first.samples, again.samples) and torch.equal(first.masks, again.masks)
    assert first.labels.texts == again.labels.texts
    assert not torch.equal(first.samples, source.batch(5).samples[:, : first.samples.shape[1]])


def test_a_batch_is_padded_disturbed_and_partly_hidden(source, manifest):
    batch = source.batch(3)
    B, N = batch.samples.shape
    assert batch.lengths.max() == N and len(batch.labels.texts) == B and batch.masks.shape == (B, N // HOP)
    assert batch.samples.isfinite().all() and 0 < batch.masks.float().mean() < 0.6
    for row, mask, length in zip(batch.samples, batch.masks, batch.lengths.tolist(), strict=True):
        assert not row[length:].any() and not mask[length // HOP :].any()
    clip = next(c for c in read_clips(manifest) if c.text == batch.labels.texts[0])
    plain = torch.from_numpy(load_clip(clip))
    n = min(len(plain), int(batch.lengths[0]))
    assert (plain[:n] - batch.samples[0, :n]).abs().max() > 0.1
    assert batch.seconds == pytest.approx(float(batch.lengths.sum()) / 16_000)


def test_two_views_are_the_same_clips_disturbed_differently(manifest, pieces):
    clips = [(clip, 1.0) for clip in read_clips(manifest)]
    batches = AudioBatches(clips, pieces, 4.0, seed=1, augmentation=AugmentOptions(codec=0.5), n_views=2)
    for batch in map(batches.batch, range(4)):  # codecs come back with other lengths
        B = len(batch.lengths) // 2
        assert batch.n_views == 2 and batch.labels.texts[:B] == batch.labels.texts[B:]
        assert torch.equal(batch.lengths[:B], batch.lengths[B:])
        assert not torch.equal(batch.samples[:B], batch.samples[B:])
        assert not torch.equal(batch.masks[:B], batch.masks[B:])


def test_backgrounds_have_no_words_and_teach_blanks(manifest, pieces, make):
    clips = [(clip, 1.0) for clip in read_clips(manifest)]
    lexicon = PhoneLexicon({}, len(PHONES) - 2)
    batch = AudioBatches(clips, pieces, 4.0, seed=1, pronouncer=lexicon, silent=1.0, n_views=2).batch(1)
    assert set(batch.labels.texts) == {""} and batch.phones.known.all() and not batch.labels.lengths.any()
    assert (batch.samples.abs().amax(dim=1) > 0).all()
    task = make()
    loss = task.loss(batch, bf16=False)
    backward(loss)
    with torch.no_grad():
        for head in (task.layers.head, task.encoder.phone_head):
            head.bias -= 0.1 * head.bias.grad / head.bias.grad.abs().max()
    assert loss.item() > task.loss(batch, bf16=False).item() > 0


def test_phones_cost_nothing_until_they_drift(make, source):
    task = make()
    task.model.eval()
    batch = replace(source.batch(0), masks=None)
    top, taps = task.forward(batch)
    words = ctc_objective(top, taps, batch.frames, batch.labels).item()
    assert task.loss(batch, bf16=False).item() == pytest.approx(words, rel=1e-6)
    with torch.no_grad():
        task.encoder.phone_head.bias[0] += 2.0
    bent = task.loss(batch, bf16=False).item() - words
    hidden, frames = task.encoder.states(batch.samples, batch.lengths)
    drift = divergence(task.teacher.phones(hidden), task.encoder.phones(hidden), frames)
    assert bent == pytest.approx(PHONE_WEIGHT * drift.item(), rel=1e-3) and bent > 0.01


def test_divergence_is_kl_over_valid_frames():
    torch.manual_seed(0)
    teacher, student = torch.randn(2, 5, 3).log_softmax(-1), torch.randn(2, 5, 3).log_softmax(-1)
    kl = torch.nn.functional.kl_div(student, teacher, log_target=True, reduction="none").sum(-1)
    expected = (kl[0].sum() + kl[1, :2].sum()) / 7
    torch.testing.assert_close(divergence(teacher, student, torch.tensor([5, 2])), expected)


def test_a_resumed_run_takes_the_very_same_steps(tmp_path, make, options):
    def steps(trainer, first, last):
        for second in range(first, last):
            trainer.elapsed = float(second)
            trainer.update()
        return trainer

    whole = steps(Trainer(tmp_path / "whole", options, make()), 0, 4)
    steps(Trainer(tmp_path / "parts", options, make()), 0, 2).save()
    resumed = Trainer(tmp_path / "parts", options, make())
    assert resumed.step == 2
    steps(resumed, 2, 4)
    for name, weight in whole.model.state_dict().items():
        assert torch.equal(weight, resumed.model.state_dict()[name]), name


def test_the_encoder_learns_slowly_and_the_teacher_not_at_all(tmp_path, make, options, encoder):
    task = make()
    trainer = Trainer(tmp_path, options, task)
    before = task.layers.head.weight.detach().clone()
    for _ in range(3):
        trainer.update()

    def moved(now, then):
        return (now - then).abs().max().item()

    bent = moved(task.encoder.norm.weight, encoder.norm.weight)
    assert 0 < bent < 0.2 * moved(task.layers.head.weight, before)
    assert all(
        torch.equal(a, b) for a, b in zip(task.teacher.parameters(), encoder.parameters(), strict=True)
    )
    # stem and lowest layers are not trained
    assert torch.equal(task.encoder.stem.conv2.weight, encoder.stem.conv2.weight)
    assert torch.equal(task.encoder.layers[0].fc1.weight, encoder.layers[0].fc1.weight)
    rates = task.error_rates()
    assert set(rates) == {"tones"} and np.isfinite(rates["tones"])


def test_runs_of_the_two_kinds_do_not_mix(tmp_path, make, cached_task, options):
    Trainer(tmp_path / "cached", options, cached_task()).save()
    with pytest.raises(ModelError, match="was trained on caches: go on without --finetune-encoder"):
        Trainer(tmp_path / "cached", options, make())
    Trainer(tmp_path / "full", options, make()).save()
    with pytest.raises(ModelError, match="has fine-tuned the encoder"):
        Trainer(tmp_path / "full", options, cached_task())


@pytest.fixture
def pronounced(manifest, pieces):
    """A source whose first clips can be pronounced; the words of the others are in no lexicon."""
    clips = [(clip, 1.0) for clip in read_clips(manifest)]
    words = {word for clip, _ in clips[:6] for word in clip.text.split()}
    pronouncer = PhoneLexicon({word: (0, 1, 2) for word in words}, 3)
    return AudioBatches(clips, pieces, 4.0, seed=1, pronouncer=pronouncer)


def test_with_pronunciations_the_phones_are_trained(make, pronounced, encoder):
    task = make()
    task.model.eval()
    batch = replace(pronounced.batch(0), masks=None)
    top, taps = task.forward(batch)
    words = ctc_objective(top, taps, batch.frames, batch.labels).item()
    hidden, frames = task.encoder.states(batch.samples, batch.lengths)
    expected, phones, offset = 0.0, task.encoder.phones(hidden), 0
    for row, count, length in zip(phones, frames.tolist(), batch.phones.lengths.tolist(), strict=True):
        target = batch.phones.targets[offset : offset + length]
        offset += length
        if length:
            expected += torch.nn.functional.ctc_loss(
                row[:count, None], target[None], (count,), (length,), blank=len(PHONES) - 1, reduction="sum"
            ).item()
    expected /= batch.phones.targets.numel()
    assert task.loss(batch, bf16=False).item() == pytest.approx(
        words + PRONUNCIATION_WEIGHT * expected, rel=1e-4
    )


def test_a_clip_that_cannot_be_pronounced_is_in_no_phone_loss(encoder):
    log_probs = torch.randn(2, 6, 4).log_softmax(-1)
    labels = phone_labels([[0, 1], None])
    alone = phone_objective(log_probs[:1], torch.tensor([6]), phone_labels([[0, 1]]), 3)
    torch.testing.assert_close(phone_objective(log_probs, torch.tensor([6, 6]), labels, 3), alone)
    assert phone_objective(log_probs, torch.tensor([6, 6]), phone_labels([None, None]), 3).item() == 0.0


def test_batches_of_states_leave_the_encoder_alone(make, cache_folder, pieces):
    task = make()
    batch = CachedBatches([(FeatureCache(cache_folder), 1.0)], pieces, 4.0, seed=1).batch(0)
    backward(task.loss(batch, bf16=False))
    assert all(p.grad is None for p in task.encoder.parameters())
    assert task.layers.head.weight.grad.abs().sum() > 0

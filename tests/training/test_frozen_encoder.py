import copy

import pytest
import torch
from toy import PHONES

from earmark.errors import ModelError
from earmark.training.batches import CachedBatches
from earmark.training.cache import FeatureCache
from earmark.training.cached_features import CachedFeatureTask
from earmark.training.encoder import OWN
from earmark.training.end_to_end import EndToEndTask
from earmark.training.frozen_encoder import FrozenEncoderTask
from earmark.training.loop import Trainer
from earmark.training.model import SubwordLayers
from earmark.training.objective import backward, ctc_objective, phone_objective
from earmark.training.pronunciations import PhoneLexicon


@pytest.fixture
def source(cache_folder, pieces, tmp_path):
    cache = FeatureCache(cache_folder)
    words = {word for clip in cache.clips for word in clip.text.split()}
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("".join(f"{w}\t{' '.join(PHONES[1 + ord(c) % 3] for c in w)}\n" for w in words))
    return CachedBatches([(cache, 1.0)], pieces, 4.0, 1, pronouncer=PhoneLexicon.load(lexicon, PHONES))


@pytest.fixture
def make(source, pieces, sizes, encoder, cache_folder):
    def task() -> FrozenEncoderTask:
        torch.manual_seed(1)
        dev = [FeatureCache(cache_folder)]
        blank = PHONES.index("<blank>")
        return FrozenEncoderTask(
            copy.deepcopy(encoder), SubwordLayers(sizes), source, pieces, dev, phone_blank=blank
        )

    return task


def test_the_loss_is_that_of_sub_words_and_phones(make, source):
    task = make()
    batch = source.batch(2)
    assert batch.phones is not None and batch.phones.lengths.min() > 0
    hidden = task.encoder.adapt(batch.hidden, batch.frames)
    top, taps = task.layers(hidden, batch.frames)
    words = ctc_objective(top, taps, batch.frames, batch.labels)
    phones = phone_objective(task.encoder.phones(hidden), batch.frames, batch.phones, task.phone_blank)
    assert task.loss(batch, bf16=False).item() == pytest.approx((words + phones).item(), rel=1e-5)
    assert phones.item() > 0.1


def test_only_what_lies_above_the_pretrained_layers_moves(make, source, options, tmp_path):
    task = make()
    before = copy.deepcopy(task.encoder.state_dict())
    trainer = Trainer(tmp_path, options, task)
    trainer.update()
    moved = {n for n, t in task.encoder.state_dict().items() if not torch.equal(t, before[n])}
    assert moved and all(name.startswith(OWN) for name in moved)
    assert {"phone_head.weight", "frame_adapter.attn.in_proj_weight"} <= moved


def test_training_from_sound_goes_on_from_it(make, pieces, sizes, encoder):
    state = make().state()
    sound = EndToEndTask(copy.deepcopy(encoder), encoder, SubwordLayers(sizes), None, pieces)
    sound.load_state(state)
    assert torch.equal(
        sound.encoder.frame_adapter.attn.in_proj_weight, state["encoder"]["frame_adapter.attn.in_proj_weight"]
    )


def test_a_run_on_other_states_is_refused(make, source, pieces, sizes):
    with pytest.raises(ModelError, match="choose another --output"):
        make().load_state(CachedFeatureTask(SubwordLayers(sizes), source, pieces).state())


def test_what_is_ours_learns_at_the_full_rate(make, source, pieces, sizes, encoder, options):
    """A fresh phone head at the pretrained weights' tenth of the rate wrote blanks alone for 800 updates."""
    sound = EndToEndTask(copy.deepcopy(encoder), encoder, SubwordLayers(sizes), None, pieces)
    slow = [g for o in sound.optimisers(options) for g in o.param_groups if g.get("scale", 1.0) < 1]
    (group,) = slow
    names = {id(p): n for n, p in sound.encoder.named_parameters()}
    assert all(id(p) in names and not names[id(p)].startswith(OWN) for p in group["params"])
    everything = [p for o in sound.optimisers(options) for g in o.param_groups for p in g["params"]]
    assert len({id(p) for p in everything}) == len(everything)
    task = make()
    backward(task.loss(source.batch(0), bf16=False))
    moving = {id(p) for p in task.model.parameters() if p.grad is not None}
    assert moving == {id(p) for o in task.optimisers(options) for g in o.param_groups for p in g["params"]}

import json

import pytest
import torch
from safetensors.torch import save_file

from earmark.errors import ModelError
from earmark.training.encoder import BEFORE, BEHIND, HOP, WEIGHTS, by_product, load_encoder_weights


@torch.inference_mode()
def test_company_in_a_batch_changes_nothing(encoder):
    torch.manual_seed(0)
    long, short = 0.1 * torch.randn(1, 64 * HOP), 0.1 * torch.randn(1, 37 * HOP + 100)
    padded = torch.zeros(2, 64 * HOP)
    padded[0], padded[1, : short.shape[1]] = long, short
    hidden, frames = encoder.states(padded, torch.tensor([long.shape[1], short.shape[1]]))
    assert frames.tolist() == [64, 37] and not hidden[1, 37:].any()
    for row, alone in zip(hidden, (long, short), strict=True):
        states, count = encoder.states(alone, torch.tensor([alone.shape[1]]))
        torch.testing.assert_close(row[: count[0]], states[0, : count[0]], atol=1e-4, rtol=0)


@torch.inference_mode()
def test_a_clip_alone_is_normed_as_group_norm_does(encoder):
    samples = 0.1 * torch.randn(1, 20 * HOP)
    torch.testing.assert_close(
        encoder.stem(samples, torch.tensor([20 * HOP])), encoder.stem(samples, None), atol=1e-4, rtol=0
    )


@torch.inference_mode()
@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_state_lies_in_the_middle_of_its_samples(encoder, count):
    stem = encoder.stem
    assert stem(torch.zeros(1, count * HOP), None).shape[1] == count
    for state in range(count):
        click = torch.zeros(1, 1, count * HOP)
        click[..., state * HOP + HOP // 2] = 1.0
        x = stem.conv1(torch.nn.functional.pad(click, (BEFORE, BEHIND)))
        for conv in (stem.conv2, stem.conv3):
            x = torch.nn.functional.conv1d(x, conv.weight, stride=conv.stride)
        heard = x[0].abs().sum(0).nonzero()[:, 0].tolist()
        assert heard == [n for n in (state - 1, state, state + 1) if 0 <= n < count]


@torch.inference_mode()
def test_convolutions_as_products_are_the_same_on_a_gpu(encoder):
    stem = encoder.stem
    for conv in (stem.conv1, stem.conv2, stem.conv3):
        x = torch.randn(2, conv.in_channels, 700)
        torch.testing.assert_close(by_product(conv, x), conv(x), atol=1e-4, rtol=1e-4)


def test_hidden_frames_say_nothing(encoder):
    samples = 0.1 * torch.randn(1, 30 * HOP)
    masks = torch.zeros(1, 30, dtype=torch.bool)
    masks[0, 10:14] = True
    lengths = torch.tensor([30 * HOP])
    x = encoder.stem(samples, lengths)
    x[:, 10:14] = x.mean(dim=1, keepdim=True)
    states, _ = encoder.pretrained_states(samples, lengths, masks)
    torch.testing.assert_close(states, encoder(x), atol=1e-4, rtol=0)


@torch.inference_mode()
def test_states_are_pretrained_ones_read(encoder):
    samples = torch.zeros(2, 30 * HOP)
    samples[:, : 20 * HOP] = 0.1 * torch.randn(2, 20 * HOP)
    lengths = torch.tensor([30 * HOP, 20 * HOP])
    heard, frames = encoder.pretrained_states(samples, lengths)
    states, same = encoder.states(samples, lengths)
    assert torch.equal(frames, same) and torch.equal(states, encoder.adapt(heard, frames))
    assert (states - heard)[:, :20].abs().max() > 0.1 and not states[1, 20:].any()


def test_missing_and_unfitting_weights_are_told(encoder_folder, tmp_path):
    with pytest.raises(ModelError, match="expected encoder.safetensors and phones.json"):
        load_encoder_weights(tmp_path)
    (tmp_path / WEIGHTS).write_bytes((encoder_folder / WEIGHTS).read_bytes())
    (tmp_path / "phones.json").write_text(json.dumps(["a", "<blank>"]))
    encoder, phones = load_encoder_weights(tmp_path)
    assert phones == ["a", "<blank>"] and encoder.phone_head.out_features == 2
    save_file({"stem.conv1.weight": torch.zeros(3)}, tmp_path / WEIGHTS)
    with pytest.raises(ModelError, match="does not fit the encoder"):
        load_encoder_weights(tmp_path)

import torch

from earmark.training.model import SubwordLayers, deepened


def test_more_blocks_change_next_to_nothing_and_can_learn(sizes):
    torch.manual_seed(1)
    layers = SubwordLayers(sizes)
    deeper = deepened(layers, 4)
    assert len(deeper.blocks) == deeper.options.blocks == 4 and deeper.options.taps == sizes.taps
    hidden = torch.randn(2, 20, 288)
    top, taps = layers(hidden)
    same, same_taps = deeper(hidden)
    torch.testing.assert_close(same, top, atol=1e-4, rtol=1e-4)  # normed twice
    torch.testing.assert_close(same_taps, taps)
    same.sum().backward()
    assert all(block.ffn2.fc2.weight.grad.abs().sum() > 0 for block in deeper.blocks)

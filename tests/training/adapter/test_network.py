import torch
import torch.nn.functional as F

from earmark.training.adapter.network import Adapter, AdapterOptions, neighbour_support, only_covered

ENTRIES = torch.tensor([[5, 6, 7], [8, 9, 0], [10, 11, 12]])
V = 49


def noise(frames=9, clips=2, width=V + 4):
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(clips, frames, width, generator=generator)
    inputs[..., :V] = F.log_softmax(inputs[..., :V], dim=2)
    return inputs, torch.ones(clips, frames, 1)


def test_a_new_adapter_changes_nothing():
    adapter = Adapter(AdapterOptions(V, V + 4, width=12, key=8, value=10, kernel=3), torch.randn(V, 6))
    inputs, valid = noise()
    log_probs, _ = adapter(inputs, valid, ENTRIES)
    assert torch.allclose(log_probs, inputs[..., :V], atol=1e-5)


def test_without_entries_all_attention_is_on_nothing_and_nothing_changes(adapter):
    inputs, valid = noise()
    log_probs, attention = adapter(inputs, valid, torch.zeros((0, 1), dtype=torch.int64))
    assert attention.shape == (2, 9, 1) and torch.allclose(attention.exp(), torch.ones(1))
    assert torch.allclose(log_probs, inputs[..., :V], atol=1e-5)


def test_attention_is_a_distribution_over_nothing_and_the_tokens_of_the_entries(adapter):
    inputs, valid = noise()
    log_probs, attention = adapter(inputs, valid, ENTRIES)
    assert attention.shape == (2, 9, 1 + 8)  # 3 + 2 + 3 tokens
    assert torch.allclose(attention.exp().sum(2), torch.ones(2, 9), atol=1e-5)
    assert torch.allclose(log_probs.exp().sum(2), torch.ones(2, 9), atol=1e-5)
    assert not torch.allclose(log_probs, inputs[..., :V], atol=1e-2)


def test_padding_of_clips_and_of_entries_changes_nothing(adapter):
    inputs, valid = noise(clips=1)
    alone, attention = adapter(inputs, valid, ENTRIES)
    longer = F.pad(inputs, (0, 0, 0, 4), value=3.0)
    wider = F.pad(ENTRIES, (0, 3))
    padded, again = adapter(longer, F.pad(valid, (0, 0, 0, 4)), wider)
    assert torch.allclose(padded[:, :9], alone, atol=1e-4)
    assert torch.allclose(again[:, :9], attention, atol=1e-4)


def test_the_order_of_entries_does_not_matter(adapter):
    inputs, valid = noise()
    one, _ = adapter(inputs, valid, ENTRIES)
    other, _ = adapter(inputs, valid, ENTRIES.flip(0))
    assert torch.allclose(one, other, atol=1e-4)


def test_entries_of_which_a_part_is_looked_at_lose_their_attention():
    attention = torch.tensor([[[0.05, 0.9, 0.0, 0.05], [0.2, 0.0, 0.8, 0.0], [0.8, 0.0, 0.0, 0.2]]])
    left = only_covered(attention, torch.tensor([0, 0, 1]), torch.tensor([2.0, 1.0]), torch.tensor([0.5]))
    expected = torch.tensor([[[0.05 / 0.95, 0.9 / 0.95, 0, 0], [0.2, 0, 0.8, 0], [1, 0, 0, 0]]])
    assert torch.allclose(left, expected)
    everything = only_covered(attention, torch.tensor([0, 0, 1]), torch.tensor([2.0, 1.0]), torch.zeros(1))
    assert torch.allclose(everything, attention)


def test_where_all_attention_was_on_a_part_of_an_entry_nothing_is_looked_at():
    # A new adapter may be so sure that <no-bias> has a share of 0: the loss was NaN from then on.
    attention = torch.tensor([[[0.0, 1.0, 0.0]]], requires_grad=True)
    left = only_covered(attention, torch.tensor([0, 0]), torch.tensor([2.0]), torch.tensor([0.8]))
    assert left.tolist() == [[[1.0, 0.0, 0.0]]]
    left.pow(2).sum().backward()
    assert attention.grad is not None and attention.grad.isfinite().all()


def test_a_token_is_supported_by_its_neighbours_on_the_right_side_within_reach():
    scores = torch.zeros(1, 30, 4)
    scores[0, 5, 0], scores[0, 12, 1] = 3.0, 2.0  # first and second token of one entry
    heard = neighbour_support(scores, torch.tensor([0, 0, 0, 1]))[0]
    assert heard[12, 1] == 3.0 and heard[15, 1] == 3.0 and heard[16, 1] == 0.0  # 10 frames after the first
    assert heard[5, 0] == 3.0 + 2.0  # itself, at the entry's beginning, and the second later
    assert heard[13, 0] == 0.0 and (heard[:, 3] == 0).all()

import pytest
import torch

from earmark.training.muon import Muon, orthogonalise


@pytest.mark.parametrize("bf16", [True, False])
@pytest.mark.parametrize("shape", [(2, 24, 48), (3, 16, 64), (1, 96, 32)])
def test_singular_values_come_near_one(shape, bf16, monkeypatch):
    monkeypatch.setattr("earmark.training.muon.bf16_pays", lambda device: bf16)
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)))
    assert float(values.min()) > 0.6 and float(values.max()) < 1.3


def test_directions_are_kept():
    torch.manual_seed(0)
    matrix = torch.randn(1, 16, 16)
    u, _, v = torch.linalg.svd(matrix[0])
    turned = u.T @ orthogonalise(matrix)[0] @ v.T
    assert float((turned - torch.diag(turned.diagonal())).abs().max()) < 0.1  # bfloat16


def test_a_matrix_is_learned():
    torch.manual_seed(0)
    wanted, found = torch.randn(8, 12), torch.nn.Parameter(torch.zeros(8, 12))
    muon = Muon([found], lr=0.5)
    for step in range(80):
        muon.param_groups[0]["lr"] = 0.5 * (1 - step / 80)
        muon.zero_grad()
        (found - wanted).square().sum().backward()
        muon.step()
    assert (found - wanted).square().mean().item() < 0.05 * wanted.square().mean().item()


def test_weight_decay_shrinks_and_no_gradient_leaves_alone():
    used, unused = torch.nn.Parameter(torch.ones(4, 4)), torch.nn.Parameter(torch.ones(4, 4))
    used.grad = torch.zeros(4, 4)
    Muon([used, unused], lr=0.1, weight_decay=0.5).step()
    assert torch.allclose(used, torch.full((4, 4), 0.95)) and torch.equal(unused, torch.ones(4, 4))

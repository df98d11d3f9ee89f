import torch

from earmark.training.objective import backward, disagreement


def test_disagreement_is_kl_to_the_other_view_which_stays():
    torch.manual_seed(1)
    logits = torch.randn(4, 5, 3, requires_grad=True)  # two clips, seen twice
    log_probs = logits.log_softmax(-1)
    valid = torch.tensor([5, 3, 5, 3])
    expected = 0.0
    for b, other in ((0, 2), (1, 3), (2, 0), (3, 1)):
        for t in range(int(valid[b])):
            p, q = log_probs[other, t].detach(), log_probs[b, t]
            expected = expected + (p.exp() * (p - q)).sum()
    found = disagreement(log_probs, valid)
    torch.testing.assert_close(found, expected)
    backward(found)
    # KL(p || softmax(x)) moves x by softmax(x) - p, and nothing else does
    wanted = (log_probs - 0).exp().detach() - log_probs[[2, 3, 0, 1]].exp().detach()
    wanted[[1, 3], 3:] = 0
    torch.testing.assert_close(logits.grad, wanted)


def test_views_that_agree_cost_nothing():
    log_probs = torch.randn(2, 5, 3).log_softmax(-1)
    assert disagreement(torch.cat((log_probs, log_probs)), torch.full((4,), 5)).abs() < 1e-6

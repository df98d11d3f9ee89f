import itertools

import numpy as np
import pytest

from earmark.training.alignment import forced_alignment


def collapsed(path):
    kept = [token for n, token in enumerate(path) if n == 0 or token != path[n - 1]]
    return tuple(token for token in kept if token)


@pytest.mark.parametrize("tokens", [(1,), (1, 2), (2, 2), (1, 2, 1)])
def test_the_alignment_is_the_best_of_all_paths(tokens):
    rng = np.random.default_rng(len(tokens))
    log_probs = np.log(rng.dirichlet(np.ones(3), 5)).astype(np.float32)
    paths = [p for p in itertools.product(range(3), repeat=5) if collapsed(p) == tokens]
    best = max(paths, key=lambda p: sum(log_probs[t, token] for t, token in enumerate(p)))
    runs = [list(run) for token, run in itertools.groupby(range(5), key=lambda t: best[t]) if token]
    assert forced_alignment(log_probs, tokens).spans.tolist() == [[run[0], run[-1]] for run in runs]


def test_a_text_that_needs_more_frames_than_there_are_has_no_alignment():
    log_probs = np.log(np.full((3, 3), 1 / 3, np.float32))
    assert forced_alignment(log_probs, (1, 1, 1)) is None  # repeats need blanks between
    assert forced_alignment(log_probs, (1, 2, 1)) is not None


@pytest.mark.parametrize("labels", [(0,), (0, 1), (0, 0), (2, 1, 2), (1, 1, 1)])
def test_the_blank_may_stand_in_the_last_column(labels):
    rng = np.random.default_rng(len(labels) * 10 + labels[0])
    log_probs = np.log(rng.dirichlet(np.ones(4) * 0.5, size=6)).astype(np.float32)
    rolled = np.roll(log_probs, 1, axis=1)  # the blank first
    found = forced_alignment(log_probs, labels, blank=3)
    expected = forced_alignment(rolled, [label + 1 for label in labels])
    assert found.spans.tolist() == expected.spans.tolist() and found.nats == pytest.approx(expected.nats)


def test_the_score_is_that_of_the_path():
    log_probs = np.log([[0.1, 0.9], [0.8, 0.2]]).astype(np.float32)
    assert forced_alignment(log_probs, (1,)).nats == pytest.approx(np.log(0.9 * 0.8) / 2)

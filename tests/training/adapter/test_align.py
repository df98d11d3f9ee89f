import itertools

import numpy as np
import pytest

from earmark.training.adapter.align import forced_alignment


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
    assert forced_alignment(log_probs, tokens).tolist() == [[run[0], run[-1]] for run in runs]


def test_a_text_that_needs_more_frames_than_there_are_has_no_alignment():
    log_probs = np.log(np.full((3, 3), 1 / 3, np.float32))
    assert forced_alignment(log_probs, (1, 1, 1)) is None  # repeats need blanks between
    assert forced_alignment(log_probs, (1, 2, 1)) is not None

"""``score_all`` changed the memory of states with the GIL released: threads corrupted it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from decoding.reference import random_log_probs

from earmark._core import PhoneEvidence, Pronunciations

WORDS = 60


def evidence() -> PhoneEvidence:
    rng = np.random.default_rng(0)
    steps = np.arange(0, 3 * WORDS + 1, 3, dtype=np.uint32)
    words = Pronunciations(
        rng.integers(0, 6, 3 * WORDS).astype(np.uint16), steps, np.arange(WORDS + 1, dtype=np.uint32)
    )
    return PhoneEvidence(
        random_log_probs(1, 80, 8), np.arange(8, dtype=np.int32), 8, words,
        blank=7, boundary=6, boundary_skip=1.0, floor=12.0, unknown_word=3.0, window=25.0,
    )  # fmt: skip


def test_threads_share_one_evidence() -> None:
    rng = np.random.default_rng(2)
    sequences = [[int(w) for w in rng.integers(0, WORDS, rng.integers(1, 7))] for _ in range(400)]
    alone = evidence().score_all(sequences)
    shared = evidence()
    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda one: shared.score_all([one])[0], sequences))
        assert found == alone

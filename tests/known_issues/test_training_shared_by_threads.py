"""Counters and estimators of language models were changed by several threads at once, without a lock."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from earmark import _core

THREADS = 8
BLOCKS = [
    "".join(
        " ".join(random.Random(100 * block + line).choices("abcdefgh", k=6)) + "\n" for line in range(40)
    ).encode()
    for block in range(60)
]


def counter(words: list[str], folder: Path, memory: int = 1 << 22) -> _core.NgramCounter:
    return _core.NgramCounter(words, 0, 3, memory, str(folder))


@pytest.fixture(scope="module")
def words() -> list[str]:
    vocabulary = _core.VocabularyCounter()
    for block in BLOCKS:
        vocabulary.add(block)
    return vocabulary.choose(100, 1, False)


@pytest.fixture
def counted(words: list[str], tmp_path: Path) -> _core.NgramCounter:
    counts = counter(words, tmp_path, memory=1 << 14)  # runs on disk, read by every estimate
    for block in BLOCKS:
        counts.add(block)
    counts.finish()
    assert counts.runs > 1
    return counts


def scores(trie: _core.NgramTrie) -> list[tuple[float, int, int]]:
    return trie.model(0).score_texts([block.decode() for block in BLOCKS[:5]], True, True, 1)


def test_blocks_are_counted_whichever_thread_brings_them(words: list[str], tmp_path: Path) -> None:
    vocabulary, counts = _core.VocabularyCounter(), counter(words, tmp_path)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(vocabulary.add, BLOCKS * 5))
        list(pool.map(counts.add, BLOCKS * 5))
    counts.finish()
    assert vocabulary.tokens == 5 * len(BLOCKS) * 40 * 6 and vocabulary.types == 8
    assert vocabulary.choose(100, 1, False) == words
    assert (counts.sentences, counts.tokens) == (5 * len(BLOCKS) * 40, 5 * len(BLOCKS) * 40 * 7)


def test_estimators_of_one_counter(words: list[str], counted: _core.NgramCounter) -> None:
    def estimated() -> list[tuple[float, int, int]]:
        estimator = _core.NgramEstimator(counted, words)
        estimator.keep_counts([0, 0, 1])
        estimator.estimate()
        return scores(estimator.trie)

    alone = estimated()
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(lambda _: estimated(), range(16))) == [alone] * 16


def test_one_estimator_is_read_while_it_estimates(words: list[str], counted: _core.NgramCounter) -> None:
    estimator = _core.NgramEstimator(counted, words)
    estimator.keep_counts([0, 0, 1])
    estimator.estimate()
    alone, sizes = scores(estimator.trie), estimator.trie.sizes
    kept = estimator.trie.unite(estimator.trie)

    def use(turn: int) -> bool:
        if turn > 0:
            return estimator.trie.unite(kept).sizes == estimator.trie.sizes == sizes
        for _ in range(10):
            estimator.keep(kept)
            estimator.estimate()  # of what any thread kept last, once
        return scores(estimator.trie) == alone

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(use, range(200)))


def test_mixtures_and_estimators_lock_each_other_in_one_order(
    words: list[str], counted: _core.NgramCounter
) -> None:
    estimator = _core.NgramEstimator(counted, words)
    estimator.keep_counts([0, 0, 1])
    estimator.estimate()
    alone = estimator.trie.sizes

    def mixed(_: int) -> list[int]:
        mixture = _core.NgramMixture(estimator.trie)
        mixture.add(estimator, 1.0)
        mixture.finish()
        estimator.keep(mixture.trie)
        return mixture.trie.sizes

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(mixed, range(16))) == [alone] * 16


def test_lines_of_an_arpa_file_from_several_threads() -> None:
    words = [f"w{number}" for number in range(400)]
    reader = _core.ArpaReader("shared.arpa")
    reader.feed(f"\\data\\\nngram 1={len(words) + 3}\n\n\\1-grams:\n-99 <s>\n-1 </s>\n-5 <unk>\n".encode())
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(reader.feed, [f"-2 {word}\n".encode() for word in words]))
    reader.feed(b"\\end\\\n")
    assert reader.finish(0).words == len(words) + 3

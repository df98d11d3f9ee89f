"""Calls out of order ended the process: estimates of nothing, n-grams of another order."""

from pathlib import Path
from typing import Any

import pytest

from earmark._core import NgramCounter, NgramEstimator, NgramMixture

WORDS = ["<unk>", "<s>", "</s>", "a", "b"]


def counted(folder: Path, order: int) -> NgramCounter:
    folder.mkdir(exist_ok=True)
    counter = NgramCounter(WORDS, 0, order, 1 << 20, str(folder))
    counter.add(b"a b a\nb a\n")
    counter.finish()
    return counter


def estimator(folder: Path, order: int = 2) -> NgramEstimator:
    return NgramEstimator(counted(folder, order), WORDS)


@pytest.mark.parametrize("least", [[], [0], [0, 0, 0], [1, 0]])
def test_as_many_least_counts_as_orders(tmp_path: Path, least: list[int]) -> None:
    with pytest.raises(ValueError, match="least counts, expected 2"):
        estimator(tmp_path).keep_counts(least)


@pytest.mark.parametrize("call", [lambda e: e.estimate(), lambda e: e.prune(None, 100, 8)])
def test_nothing_is_kept_yet(tmp_path: Path, call: Any) -> None:
    with pytest.raises(ValueError, match="comes after keep_counts|estimate first"):
        call(estimator(tmp_path))


def test_nothing_is_left_after_release(tmp_path: Path) -> None:
    model = estimator(tmp_path)
    model.keep_counts([0, 0])
    model.estimate()
    model.release()
    with pytest.raises(ValueError, match="comes after keep_counts"):
        model.estimate()


def test_counts_are_estimated_once(tmp_path: Path) -> None:
    model = estimator(tmp_path)
    model.keep_counts([0, 0])
    with pytest.raises(ValueError, match="estimate first"):
        model.prune(None, 100, 8)
    model.estimate()
    once = model.trie.model(0).score_texts(["a b a"], True, True, 1)
    model.estimate()  # took the probabilities for counts and read outside an array
    assert model.trie.model(0).score_texts(["a b a"], True, True, 1) == once


def test_a_mixture_takes_estimates_of_its_own_ngrams(tmp_path: Path) -> None:
    model, longer = estimator(tmp_path / "2"), estimator(tmp_path / "3", 3)
    for each in (model, longer):
        each.keep_counts([0] * (2 if each is model else 3))
        each.estimate()
    mixture = NgramMixture(model.trie)
    with pytest.raises(ValueError, match="its own n-grams"):
        mixture.add(longer, 1.0)
    mixture.add(model, 1.0)
    mixture.finish()
    model.release()
    for late in (lambda: mixture.add(model, 1.0), mixture.finish):
        with pytest.raises(ValueError, match="its own n-grams|finished already"):
            late()


def test_ngrams_of_another_order_are_refused(tmp_path: Path) -> None:
    longer = estimator(tmp_path / "4", 4)
    longer.keep_counts([0, 0, 0, 0])
    model = estimator(tmp_path / "2")
    with pytest.raises(ValueError, match="keep comes after keep_counts"):
        model.keep(longer.trie)
    model.keep_counts([0, 0])
    with pytest.raises(ValueError, match="another order"):
        model.keep(longer.trie)


@pytest.mark.parametrize("order", [0, -1, 7])
def test_orders_that_no_model_has(tmp_path: Path, order: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 6"):
        NgramCounter(WORDS, 0, order, 1 << 20, str(tmp_path))


@pytest.mark.parametrize("bits", [1, 3, 13, 30, 63, 2**31])
def test_bits_of_a_model_are_bounded(tmp_path: Path, bits: int) -> None:
    model = estimator(tmp_path)
    model.keep_counts([0, 0])
    model.estimate()
    # 30 asked for 4 GB.
    for use in (lambda: model.trie.model(bits), lambda: model.prune(None, 100, bits)):
        with pytest.raises(ValueError, match=f"bits is {bits}, expected 0 for floats, or 4 to 12"):
            use()
    assert model.trie.model(4).score_texts(["a b a"], True, True, 1)

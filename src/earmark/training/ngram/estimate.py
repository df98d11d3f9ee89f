"""Choose the n-grams of a model and estimate them, on one text or on several with weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from earmark import _core
from earmark.errors import LanguageModelError
from earmark.training.ngram.options import NgramOptions

Say = Callable[[str], None]  # progress, a sentence at a time


@dataclass(frozen=True)
class Part:
    """Counts of a text."""

    counter: _core.NgramCounter
    weight: float  # share of the mixture, 0..1; 1 when there is only one


@dataclass(frozen=True)
class Estimate:
    """The n-grams of the final model and how it came to them."""

    trie: _core.NgramTrie
    counted: tuple[int, ...]  # n-grams by order before entropy pruning
    entropy: float | None  # threshold used, nats a word
    discounts: tuple[tuple[float, float, float, bool], ...]  # of the heaviest text, by order


def estimate(parts: Sequence[Part], words: list[str], o: NgramOptions, say: Say) -> Estimate:
    """Smooth and prune; with several parts, interpolate them over the n-grams of all."""
    estimators = [_core.NgramEstimator(part.counter, words) for part in parts]
    source: _core.NgramEstimator | _core.NgramMixture
    if len(parts) == 1:
        source = estimators[0]
        source.keep_counts(list(o.thresholds))
        source.estimate()
    else:
        source = _mix(estimators, parts, _union(estimators, o))
    counted = tuple(source.trie.sizes)
    say("n-grams by order: " + " ".join(f"{size:,}" for size in counted))
    heaviest = max(range(len(parts)), key=lambda i: parts[i].weight)
    discounts = tuple(estimators[heaviest].discounts())
    if o.entropy is None and o.max_bytes is None:
        return Estimate(source.trie, counted, None, discounts)
    kept, entropy, size = source.prune(o.entropy, o.max_bytes or 0, o.bits)
    if o.max_bytes is not None and size > o.max_bytes:
        raise LanguageModelError(
            f"the words alone take {size:,} bytes, more than the {o.max_bytes:,} asked for: "
            "take a smaller vocabulary or more room"
        )
    say(f"pruned at {entropy:.3g} nats: " + " ".join(f"{size:,}" for size in kept.sizes))
    if len(parts) == 1:
        estimators[0].keep(kept)
        return Estimate(estimators[0].trie, counted, entropy, discounts)
    return Estimate(_mix(estimators, parts, kept).trie, counted, entropy, discounts)


def _union(estimators: Sequence[_core.NgramEstimator], o: NgramOptions) -> _core.NgramTrie:
    """The n-grams that any text keeps by its counts."""
    union: _core.NgramTrie | None = None
    for estimator in estimators:
        estimator.keep_counts(list(o.thresholds))
        union = estimator.trie.unite(estimator.trie if union is None else union)
        estimator.release()
    assert union is not None
    return union


def _mix(
    estimators: Sequence[_core.NgramEstimator], parts: Sequence[Part], ngrams: _core.NgramTrie
) -> _core.NgramMixture:
    """Each text's model over the same n-grams, one after the other to save memory."""
    mixture = _core.NgramMixture(ngrams)
    for estimator, part in zip(estimators, parts, strict=True):
        estimator.keep(ngrams)
        mixture.add(estimator, part.weight)
        estimator.release()
    mixture.finish()
    return mixture

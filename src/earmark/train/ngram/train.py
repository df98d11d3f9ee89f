"""From text to an n-gram model; the counting and the arithmetic are in C++ (core/ngram_*.h)."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark import _core
from earmark.decode.language_model import LanguageModel
from earmark.errors import LanguageModelError
from earmark.train.ngram.options import NgramOptions
from earmark.train.ngram.text import read_blocks

UNKNOWN, BOOST_CLASS = 0, 3  # word ids, core/ngram.h

Say = Callable[[str], None]  # progress, a sentence at a time


@dataclass(frozen=True)
class NgramReport:
    """What was trained."""

    words: int  # of the text, sentence ends not counted
    sentences: int
    vocabulary: int  # <unk>, <s>, </s> and the class included
    rare: float  # share of the text's words outside the vocabulary, 0..1
    counted: tuple[int, ...]  # n-grams of order 1, 2, ... after pruning by counts
    kept: tuple[int, ...]  # after entropy pruning
    entropy: float | None  # threshold used, nats a word
    bytes: int  # of the binary file
    discounts: tuple[tuple[float, float, float], ...]  # D1, D2, D3+ by order
    guessed: tuple[int, ...]  # orders whose discounts the text is too small to estimate


def train_ngram(
    text: Sequence[Path],
    outputs: Sequence[Path],
    options: NgramOptions | None = None,
    *,
    normalised: bool = False,
    folder: Path | None = None,
    say: Say = lambda _: None,
) -> tuple[LanguageModel, NgramReport]:
    """Count, smooth, prune and write.

    Args:
        text: files with a sentence a line.
        outputs: files to write: ``.arpa`` or ``.arpa.gz`` is ARPA, anything else the binary file.
        options: order, vocabulary, pruning and so on.
        normalised: the text is in spoken form already: saves most of the time.
        folder: where sorted counts go when they outgrow the memory; the system's temporary folder.
        say: called with a sentence after each step.

    Raises:
        LanguageModelError: text missing or empty, disk full.
        OptionsError: options that do not fit together.
    """
    o = options or NgramOptions()
    with tempfile.TemporaryDirectory(prefix="earmark-lm-", dir=folder) as work:
        try:
            return _train(text, outputs, o, normalised, Path(work), say)
        except RuntimeError as error:  # the core's own sentences
            raise LanguageModelError(str(error)) from error


def _train(
    text: Sequence[Path], outputs: Sequence[Path], o: NgramOptions, normalised: bool, work: Path, say: Say
) -> tuple[LanguageModel, NgramReport]:
    vocabulary = _core.VocabularyCounter()
    spoken = list(text) if normalised else [work / "spoken.txt"]
    for block in read_blocks(text, normalised) if normalised else _kept(text, spoken[0]):
        vocabulary.add(block)
    if vocabulary.tokens == 0:
        raise LanguageModelError("the text holds no words: give UTF-8 lines, a sentence each")
    words = vocabulary.choose(o.vocabulary, o.min_count, o.class_token)
    say(f"{vocabulary.tokens:,} words, {vocabulary.types:,} different ones, {len(words):,} in the vocabulary")
    other = BOOST_CLASS if o.class_token else UNKNOWN
    counter = _core.NgramCounter(words, other, o.order, o.memory // 2, str(work))
    for block in read_blocks(spoken, normalised=True):
        counter.add(block)
    counter.finish()
    say(f"counted; {counter.runs} sorted runs on disk")
    estimator = _core.NgramEstimator(counter, words)
    counted, entropy = _estimate(estimator, counter, o, say)
    for path in outputs:
        _write(estimator, path, o.bits)
        say(f"wrote {path}")
    model = LanguageModel(estimator.model(o.bits))
    discounts = estimator.discounts()
    return model, NgramReport(
        words=vocabulary.tokens,
        sentences=counter.sentences,
        vocabulary=len(words),
        rare=counter.others / vocabulary.tokens,
        counted=counted,
        kept=model.counts(),
        entropy=entropy,
        bytes=model.core.bytes,
        discounts=tuple((d[0], d[1], d[2]) for d in discounts),
        guessed=tuple(n + 1 for n, d in enumerate(discounts) if d[3]),
    )


def _kept(text: Iterable[Path], path: Path) -> Iterable[bytes]:
    """The spoken form of the text, kept for the second reading: it costs more than all the counting."""
    with path.open("wb") as file:
        for block in read_blocks(text, normalised=False):
            file.write(block)
            yield block


def _estimate(
    estimator: _core.NgramEstimator, counter: _core.NgramCounter, o: NgramOptions, say: Say
) -> tuple[tuple[int, ...], float | None]:
    estimator.keep_counts(list(o.thresholds))
    estimator.estimate()
    counted = tuple(estimator.sizes())
    say("n-grams by order: " + " ".join(f"{size:,}" for size in counted))
    if o.entropy is None and o.max_bytes is None:
        return counted, None
    entropy, size = estimator.prune(counter, o.entropy, o.max_bytes or 0, o.bits)
    if o.max_bytes is not None and size > o.max_bytes:
        raise LanguageModelError(
            f"the words alone take {size:,} bytes, more than the {o.max_bytes:,} asked for: "
            "take a smaller vocabulary or more room"
        )
    say(f"pruned at {entropy:.3g} nats: " + " ".join(f"{size:,}" for size in estimator.sizes()))
    return counted, entropy


def _write(estimator: _core.NgramEstimator, path: Path, bits: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".arpa":
        estimator.write_arpa(str(path))
    elif path.name.endswith(".arpa.gz"):
        plain = path.with_suffix(".part")
        estimator.write_arpa(str(plain))
        with plain.open("rb") as source, gzip.open(path, "wb", compresslevel=6) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        plain.unlink()
    else:
        estimator.model(bits).save(str(path))

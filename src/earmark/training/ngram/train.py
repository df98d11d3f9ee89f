"""Train an n-gram model on text; counting and arithmetic are in C++ (core/lm/ngram_*.h)."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark import _core
from earmark.decoding.word_lm import WordLm
from earmark.errors import LanguageModelError, OptionsError
from earmark.training.ngram.estimate import Estimate, Part, Say, estimate
from earmark.training.ngram.options import NgramOptions
from earmark.training.ngram.text import read_blocks

UNKNOWN, BOOST_CLASS = 0, 3  # word ids, core/lm/ngram.h


@dataclass(frozen=True)
class NgramReport:
    """Sizes and settings of what was trained."""

    words: int  # of the text, sentence ends not counted
    sentences: int
    vocabulary: int  # <unk>, <s>, </s> and the class included
    rare: float  # share of the text's words outside the vocabulary, 0..1
    counted: tuple[int, ...]  # n-grams of order 1, 2, ... after pruning by counts
    kept: tuple[int, ...]  # after entropy pruning
    entropy: float | None  # threshold used, nats a word
    bytes: int  # of the binary file
    discounts: tuple[tuple[float, float, float], ...]  # D1, D2, D3+ by order, of the heaviest text
    guessed: tuple[int, ...]  # orders whose discounts the text is too small to estimate


def train_ngram(
    text: Sequence[Path],
    outputs: Sequence[Path],
    options: NgramOptions | None = None,
    *,
    weights: Sequence[float] = (),
    normalised: bool = False,
    folder: Path | None = None,
    say: Say = lambda _: None,
) -> tuple[WordLm, NgramReport]:
    """Count, smooth, prune and write.

    Args:
        text: files with a sentence a line.
        outputs: files to write: ``.arpa`` or ``.arpa.gz`` is ARPA, anything else the binary file.
        options: order, vocabulary, pruning and so on.
        weights: one for each text, above 0: models of the single texts are interpolated in this
            proportion. Without weights all texts are one.
        normalised: the text is in spoken form already: saves most of the time.
        folder: where sorted counts go when they outgrow the memory; the system's temporary folder.
        say: called with a sentence after each step.

    Raises:
        LanguageModelError: text missing or empty, disk full.
        OptionsError: options that do not fit together.
    """
    o = options or NgramOptions()
    if weights and (len(weights) != len(text) or not all(0 < w < float("inf") for w in weights)):
        raise OptionsError(f"{len(text)} texts came with weights {list(weights)}: give each one above 0")
    with tempfile.TemporaryDirectory(prefix="earmark-lm-", dir=folder) as work:
        groups = [[path] for path in text] if len(weights) > 1 else [list(text)]
        shares = [w / sum(weights) for w in weights] if len(weights) > 1 else [1.0]
        try:
            return _train(groups, shares, outputs, o, normalised, Path(work), say)
        except RuntimeError as error:  # the core's own sentences
            raise LanguageModelError(str(error)) from error


def _train(
    groups: Sequence[Sequence[Path]], shares: Sequence[float], outputs: Sequence[Path],
    o: NgramOptions, normalised: bool, work: Path, say: Say,
) -> tuple[WordLm, NgramReport]:  # fmt: skip
    vocabulary = _core.VocabularyCounter()
    spoken = groups if normalised else [[work / f"spoken-{i}.txt"] for i in range(len(groups))]
    for group, kept in zip(groups, spoken, strict=True):
        for block in read_blocks(group, normalised) if normalised else _kept(group, kept[0]):
            vocabulary.add(block)
    if vocabulary.tokens == 0:
        raise LanguageModelError("the text holds no words: give UTF-8 lines, a sentence each")
    words = vocabulary.choose(o.vocabulary, o.min_count, o.class_token)
    say(f"{vocabulary.tokens:,} words, {vocabulary.types:,} different ones, {len(words):,} in the vocabulary")
    parts = [
        Part(_count(p, words, o, len(groups), work, say), w) for p, w in zip(spoken, shares, strict=True)
    ]
    result = estimate(parts, words, o, say)
    for path in outputs:
        _write(result.trie, path, o.bits)
        say(f"wrote {path}")
    model = WordLm(result.trie.model(o.bits))
    return model, _report(vocabulary, words, parts, result, model)


def _count(
    paths: Sequence[Path], words: list[str], o: NgramOptions, texts: int, work: Path, say: Say
) -> _core.NgramCounter:
    other = BOOST_CLASS if o.class_token else UNKNOWN
    folder = Path(tempfile.mkdtemp(dir=work))
    counter = _core.NgramCounter(words, other, o.order, o.memory // 2 // texts, str(folder))
    for block in read_blocks(paths, normalised=True):
        counter.add(block)
    counter.finish()
    if counter.tokens == 0:
        raise LanguageModelError(f"{paths[0]} holds no words: give UTF-8 lines, a sentence each")
    say(f"counted {counter.tokens:,} words and sentence ends; {counter.runs} sorted runs on disk")
    return counter


def _report(
    vocabulary: _core.VocabularyCounter, words: list[str], parts: Sequence[Part], result: Estimate,
    model: WordLm,
) -> NgramReport:  # fmt: skip
    return NgramReport(
        words=vocabulary.tokens,
        sentences=sum(part.counter.sentences for part in parts),
        vocabulary=len(words),
        rare=sum(part.counter.others for part in parts) / vocabulary.tokens,
        counted=result.counted,
        kept=model.counts(),
        entropy=result.entropy,
        bytes=model.core.bytes,
        discounts=tuple((d[0], d[1], d[2]) for d in result.discounts),
        guessed=tuple(n + 1 for n, d in enumerate(result.discounts) if d[3]),
    )


def _kept(text: Iterable[Path], path: Path) -> Iterable[bytes]:
    """The spoken form of the text, kept for the second reading: it costs more than all the counting."""
    with path.open("wb") as file:
        for block in read_blocks(text, normalised=False):
            file.write(block)
            yield block


def _write(trie: _core.NgramTrie, path: Path, bits: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".arpa":
        trie.write_arpa(str(path))
    elif path.name.endswith(".arpa.gz"):
        plain = path.with_suffix(".part")
        trie.write_arpa(str(plain))
        with plain.open("rb") as source, gzip.open(path, "wb", compresslevel=6) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        plain.unlink()
    else:
        trie.model(bits).save(str(path))

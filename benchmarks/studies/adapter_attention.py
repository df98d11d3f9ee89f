"""Attention and cost of the adapter: parts of its page that need its insides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import sentencepiece

from benchmarks.common.cases import GREEDY, Bench, Case
from benchmarks.common.page import percent
from benchmarks.common.sets import BOOKS, NAMES
from earmark import Recognizer
from earmark.audio import RATE, load_audio
from earmark.biasing import BiasList
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT
from earmark.models import Emissions
from earmark.training.alignment import forced_alignment

LOOKED_AT = (Case(NAMES, "entities", 100), Case(NAMES, "entities", 1000), Case(BOOKS, "words_100"))
EDGE = 3  # frames around a spoken entry that count neither as the entry nor as outside
SIZES = (100, 500, 10_000, 100_000)  # entries of the lists that are timed
TIMED, ROUNDS = 40, 6  # clips, and how often each is timed: the least time counts
LOOKS_HEAD = (
    "set and list", "entries spoken", "attention on the right one", "of them above one half",
    "attention on nothing, elsewhere",
)  # fmt: skip
COST_HEAD = ("entries", "encoding the list, once", "biasing a minute of audio", "share of the base model")


def looks(bench: Bench, other: Mapping[str, Any]) -> Iterator[list[str]]:
    """Share of the attention on the right entry where one is spoken, and on <no-bias> elsewhere."""
    recognizer = bench.recognizer({**GREEDY, **other})
    for case in LOOKED_AT:
        inside: list[float] = []
        outside: list[float] = []
        cache = bench.emissions(case.set)
        for row, listed in zip(bench.utterances(case.set), bench.lists(case), strict=True):
            compiled, segments = recognizer.compile(listed), cache.load(row.id).segments
            if compiled is not None and len(segments) == 1:
                _add_shares(recognizer, row, compiled, segments[0], inside, outside)
        if inside:
            means = [np.mean(inside), np.mean(np.array(inside) > 0.5), np.mean(outside)]
            yield [f"{case.set}, {case.listed}", str(len(inside)), *(percent(float(m)) for m in means)]


def _add_shares(
    recognizer: Recognizer,
    row: Utterance,
    compiled: BiasList,
    emissions: Emissions,
    inside: list[float],
    outside: list[float],
) -> None:
    """Add the shares of one utterance: one for each entry that it says, one for each frame outside."""
    assert recognizer.adapter is not None
    attention = recognizer.adapter.bias(emissions, compiled).attention
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(recognizer.model.companions.tokenizer_file))
    words = DEFAULT.normalize(row.text).split()
    tokens = [[piece + 1 for piece in pieces.encode(word)] for word in words]
    aligned = forced_alignment(emissions.log_probs, [t for word in tokens for t in word])
    if aligned is None or attention is None:
        return
    offsets = np.cumsum([0, *(len(word) for word in tokens)])
    free = np.ones(len(emissions.log_probs), bool)
    for number, entry in enumerate(compiled.entries):
        spoken = entry.spoken[0].split() if entry.spoken else [""]
        for at in range(len(words) - len(spoken) + 1):
            if words[at : at + len(spoken)] == spoken:
                first = int(aligned.spans[offsets[at], 0])
                last = int(aligned.spans[offsets[at + len(spoken)] - 1, 1])
                inside.append(attention.of(number, first, last))
                free[max(0, first - EDGE) : last + EDGE + 1] = False
    outside.extend(attention.nothing[free].tolist())


def cost(bench: Bench, other: Mapping[str, Any]) -> Iterator[list[str]]:
    """Seconds for each minute of audio, on one thread, and of encoding a list."""
    recognizer = bench.recognizer({**GREEDY, **other}).with_options({"search.threads": 1})
    adapter, model = recognizer.adapter, recognizer.model
    assert adapter is not None
    samples = [load_audio(row.audio).samples for row in bench.utterances(NAMES)[:TIMED]]
    minutes = sum(map(len, samples)) / RATE / 60
    base = _seconds(lambda: [model.encode([one])[0] for one in samples]) / minutes
    emissions = [model.encode([one])[0] for one in samples]
    for size in SIZES:
        compiled = recognizer.compile(bench.lists(Case(NAMES, "never", size))[0])
        assert compiled is not None
        encode = _seconds(partial(adapter.catalogue, compiled), 1)
        spent = _seconds(lambda words=compiled: [adapter.bias(e, words) for e in emissions]) / minutes
        yield [f"{size:,}", f"{encode:.2f} s", f"{spent:.3f} s", f"{100 * spent / base:.1f} %"]


def _seconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The least processor seconds of a few rounds."""
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        call()
        spent.append(time.process_time() - begin)
    return min(spent)

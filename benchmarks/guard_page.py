"""docs/figures/verification.md: what the guard saves and costs, by size of list."""

from __future__ import annotations

import argparse
from typing import Any

from accuracy import ROOT, SETS, Row, machine, measure, percent
from development import WAKE, DevelopmentSet

from earmark import Recognizer

SIZES = (10, 100, 1000, 10_000)
ENTITIES, WAKEWORDS = "synthetic-entities-dev", "wakewords-dev"
NEAR_MISSES = ("a cheddar block", "you better talk")


def write_page(arguments: argparse.Namespace) -> None:
    """Measure with and without the guard."""
    recognizers = {on: Recognizer(arguments.model, {"guard": on == "on"}) for on in ("off", "on")}
    sets = [DevelopmentSet(name, arguments.data, arguments.work, recognizers["on"]) for name in SETS]
    hours = sum(one.hours for one in sets)
    alarms, found, wake = [], [], []
    for size in (1000, 10_000):
        for on, recognizer in (("no list", recognizers["on"]), *recognizers.items()):
            each = [one.alarms(recognizer, one.never(size)[0], listed=on != "no list") for one in sets]
            cells = [f"{size:,}", on, *map(str, each), f"{sum(each) / hours:.1f}"]
            alarms.append("| " + " | ".join(cells) + " |")
            print(alarms[-1], flush=True)
    for size in SIZES:
        for on in recognizers:
            row = Row(ENTITIES, "entities", size)
            options = {"guard": on == "on", "boosting": "adaptive"}
            found.append(
                _found(size, on, measure(row, arguments.data, arguments.work, arguments.model, options))
            )
            print(found[-1], flush=True)
    waking = next(one for one in sets if one.name == WAKEWORDS)
    nobody = Recognizer(arguments.model)
    wake.append(_wake("no list", waking, nobody, listed=False))
    wake += [_wake(f"guard {on}", waking, recognizer, listed=True) for on, recognizer in recognizers.items()]
    for line in wake:
        print(line, flush=True)
    page = _page(alarms, found, wake, [one.name for one in sets], hours)
    (ROOT / "docs" / "figures" / "verification.md").write_text(page, encoding="utf-8")


def _found(size: int, on: str, figures: dict[str, Any]) -> str:
    entities, spans = figures["entities"], figures["intervals"]
    cells = [
        f"{size:,}", on,
        *(percent(entities[key], None) for key in ("precision", "recall")),
        percent(entities["f1"], spans["entities"]["f1"]), percent(figures["wer"], spans["wer"]),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _wake(name: str, one: DevelopmentSet, recognizer: Recognizer, *, listed: bool) -> str:
    """Recall on real takes, and false alarms on everything else."""
    written = one.texts(recognizer, one.own(0) if listed else [])
    takes, right, alarms, near = 0, 0, 0, 0
    for utterance, text in zip(one.utterances, written, strict=True):
        for word in (w.text for w in WAKE):
            said, wrote = utterance.text.split().count(word), text.split().count(word)
            takes += said
            right += min(said, wrote)
            alarms += max(0, wrote - said)
            near += max(0, wrote - said) if utterance.text in NEAR_MISSES else 0
    misses = sum(utterance.text in NEAR_MISSES for utterance in one.utterances)
    return f"| {name} | {right} of {takes} | {near} in {misses} | {alarms} |"


def _page(alarms: list[str], found: list[str], wake: list[str], names: list[str], hours: float) -> str:
    columns = " | ".join(names)
    return f"""# The guard

Written by `python benchmarks/guard.py --data DATA`; do not edit. Machine: {machine()}. Bundled model.

Every entry that the search writes is weighed against what would stand there without the list, and by itself:
how its phones compare with what was heard, how sure its tokens are, how long it is, whether a common word
sounds like it. The odds are a logistic regression on these (`core/guard.h`); below 0 the entry is
undone and its rival stands there. The weights come from the development sets below
(`python benchmarks/guard.py --data DATA --fit`) and
are among the decode options of the model's `model.json`; a bias of one's own, `--set guard_bias=4`, makes the
guard milder. Models without weights have a guard that undoes nothing and still says what it weighed.

## Lists that nobody says: false alarms in {hours:.2f} hours of development speech

Entries that are written where nobody says them. Long lists hold ordinary words: *no list* counts those that
are written in their place anyway. synthetic-entities-dev is full of names, some of them like listed ones.

| entries | guard | {columns} | an hour |
|---|---|{"---|" * len(names)}---|
{chr(10).join(alarms)}

## What it costs: synthetic-entities-dev, list of all its entities and distractors

| distractors | guard | precision | recall | entity F1 | WER |
|---|---|---|---|---|---|
{chr(10).join(found)}

## Wake words: wakewords-dev, list `athena, chatterbox`

Real takes written right, alarms on the near-misses "{'", "'.join(NEAR_MISSES)}", and on the whole set.

| list | takes | near-misses | alarms in all |
|---|---|---|---|
{chr(10).join(wake)}
"""

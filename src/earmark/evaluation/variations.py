"""Further runs over the same utterances: longer lists, single techniques, lists that are never spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earmark.biasing import WordList
from earmark.errors import OptionsError
from earmark.evaluation.ablation import grid
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report
from earmark.evaluation.run import Load, evaluate
from earmark.evaluation.score import Protocol
from earmark.recognizer import Recognizer

Lists = list[WordList | None]
ListsOf = Callable[[int, bool], Lists]  # (number of distractors, whether beside the own words)


@dataclass(frozen=True)
class Variation:
    """A further run beside the main one."""

    name: str
    kind: str  # sizes, never or ablation
    lists: Lists
    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the recognizer's
    bias: bool = True  # False: the lists only say what a false alarm is
    size: int | None = None  # distractors in each list, where the run is one of a sweep


@dataclass(frozen=True)
class Run:
    """A variation and its report."""

    variation: Variation
    report: Report

    def as_json(self, rows: bool = False) -> dict[str, Any]:
        """The report, with what makes this run different in front."""
        one = self.variation
        about = {"name": one.name, "kind": one.kind, "size": one.size, "options": dict(one.options)}
        return {**about, "bias": one.bias, **self.report.as_json(rows)}


def sweep(sizes: Sequence[int], lists_of: ListsOf, never: bool) -> list[Variation]:
    """A run for each number of distractors; with ``never`` another with a list of distractors alone."""
    if wrong := [size for size in sizes if size < 0]:
        raise OptionsError(f"--sizes has {wrong[0]}, expected numbers of distractors of 0 or more")
    found = [Variation(f"{size:,} distractors", "sizes", lists_of(size, True), size=size) for size in sizes]
    if never:
        found += [
            Variation(f"{size:,} never spoken", "never", lists_of(size, False), size=size)
            for size in sizes
            if size
        ]
    return found


def ablations(recognizer: Recognizer, lists: Lists) -> list[Variation]:
    """A run for each row of the grid of techniques, with the same lists."""
    rows = grid(recognizer.options)
    return [Variation(name, "ablation", lists, row, bias=name != "none") for name, row in rows.items()]


def run_variation(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    load: Load,
    variation: Variation,
    *,
    protocol: Protocol = "usual",
    group: str | None = None,
    damage: bool = True,
    without: Mapping[str, str] | None = None,
) -> Run:
    """Search the emissions of all utterances once more and score the transcripts.

    Args:
        recognizer: with the options that the variation changes.
        utterances: U rows of the manifest.
        load: gives the emissions of the utterance of this id, as :meth:`EmissionsCache.load`.
        variation: its lists are U too.
        protocol: as for :func:`earmark.evaluation.run.evaluate`.
        group, damage, without: likewise.
    """
    report = evaluate(
        recognizer.with_options(variation.options),
        utterances,
        variation.lists,
        bias=variation.bias,
        load=load,
        protocol=protocol,
        group=group,
        damage=damage,
        without=without,
    )
    return Run(variation, report)

"""Successive halving over random candidates, then over candidates near the best ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earmark.evaluation.score import UtteranceScore
from earmark.tuning.objective import Objective
from earmark.tuning.space import Dimension, draw, step

ETA = 3  # candidates kept are one in ETA, utterances for those are ETA times as many
FEWEST = 16  # utterances of a first rung: below, the ranking is mostly luck
PARENTS = 3  # best candidates that local ones start from
TOLERANCE = 0.0005  # of the objective (0.05 % WER) that going back to the start may cost in all

Scorer = Callable[[Mapping[str, Any], int, int], list[UtteranceScore]]
Progress = Callable[[str], None]


@dataclass
class Trial:
    """A candidate, and its scores on the first utterances, as many as it was evaluated on."""

    settings: dict[str, Any]
    scores: list[UtteranceScore] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """The outcome of a search."""

    start: Trial
    best: Trial
    costs: Mapping[str, float]  # key -> what the start's value would cost instead, in the objective
    tried: int  # candidates
    passes: float  # over all utterances, that were searched for it


class Search:
    """Looks for the settings with the least loss; the same seed gives the same settings.

    Successive halving (Jamieson and Talwalkar 2016, arXiv 1502.07943): all candidates are tried on a few
    utterances, the best third on three times as many, and so on; an utterance is never searched
    twice with the same candidate. Half of the candidates are drawn from the whole space, the others
    near the best ones, in two rounds.
    """

    def __init__(
        self,
        space: Sequence[Dimension],
        objective: Objective,
        scorer: Scorer,
        utterances: int,
        seed: int = 1,
        progress: Progress = lambda _: None,
    ) -> None:
        """``scorer(settings, first, last)`` gives the scores of utterances ``first`` to ``last - 1``.

        Args:
            space: what to search.
            objective: what to make small.
            scorer: searches utterances with settings.
            utterances: how many there are; their order should be random, a rung is a beginning of it.
            seed: of all draws.
            progress: called with a sentence for each rung.
        """
        self.space = tuple(space)
        self.objective = objective
        self.utterances = utterances
        self._scorer = scorer
        self._rng = random.Random(seed)
        self._progress = progress
        self._searched = 0  # utterances

    def run(self, start: Mapping[str, Any], candidates: int) -> Found:
        """Search from ``start``, which has a value for every key of the space."""
        first = Trial(dict(start))
        self._extend(first, self.utterances)
        finalists = [first]
        rounds = [candidates - candidates // 2, candidates // 4, candidates // 2 - candidates // 4]
        for number, count in enumerate(rounds, 1):
            parents = self._ranked(finalists)[:PARENTS]
            made = [
                Trial(
                    draw(self.space, self._rng)
                    if number == 1
                    else step(self.space, parents[i % len(parents)].settings, self._rng)
                )
                for i in range(count)
            ]
            finalists = self._ranked(finalists + self._halve(made, f"round {number} of {len(rounds)}"))
        best, costs = self._simplify(finalists[0], first)
        return Found(first, best, costs, candidates, self._searched / self.utterances)

    def _halve(self, trials: list[Trial], name: str) -> list[Trial]:
        """The candidates that came through to all utterances."""
        for rung, size in enumerate(rungs := rung_sizes(self.utterances, len(trials)), 1):
            if rung > 1:
                trials = trials[: -(-len(trials) // ETA)]
            for trial in trials:
                self._extend(trial, size)
            trials = self._ranked(trials)
            if trials:
                self._progress(
                    f"{name}, rung {rung} of {len(rungs)}: {len(trials)} candidates on {size} utterances, "
                    f"best objective {100 * self.objective.loss(trials[0].scores):.2f}"
                )
        return trials

    def _simplify(self, best: Trial, start: Trial) -> tuple[Trial, dict[str, float]]:
        """Put back the start's values that cost nothing, and say what the others are worth."""
        costs: dict[str, float] = {}
        bearable = self._loss(best) + TOLERANCE
        for dimension in self.space:
            key = dimension.key
            if best.settings[key] == start.settings[key]:
                continue
            plain = Trial({**best.settings, key: start.settings[key]})
            self._extend(plain, self.utterances)
            if self._loss(plain) <= bearable:
                best = plain
            else:
                costs[key] = self._loss(plain) - self._loss(best)
        if self._loss(best) >= self._loss(start):
            return start, {}
        return best, costs

    def _extend(self, trial: Trial, size: int) -> None:
        done = len(trial.scores)
        if done < size:
            trial.scores += self._scorer(trial.settings, done, size)
            self._searched += size - done

    def _ranked(self, trials: Sequence[Trial]) -> list[Trial]:
        return sorted(trials, key=self._loss)  # stable: of equals the earlier

    def _loss(self, trial: Trial) -> float:
        return self.objective.loss(trial.scores)


def rung_sizes(utterances: int, candidates: int) -> list[int]:
    """Return the number of utterances of each rung: 169 and 40 candidates -> 19, 57, 169."""
    sizes = [utterances]
    while ETA ** len(sizes) <= candidates and -(-sizes[0] // ETA) >= FEWEST:
        sizes.insert(0, -(-sizes[0] // ETA))
    return sizes

"""Breaks between cues and between the lines of a cue: where they fit and how well they read."""

from __future__ import annotations

from collections.abc import Sequence

from earmark.output.units import Unit, ends_clause, ends_sentence, joined

LINE_LENGTH = 42  # characters, of two lines; broadcasters' usual limit
SENTENCE, CLAUSE, PAUSE, WITHIN = 0.0, 0.6, 0.3, 3.0  # cost of a break by the place where it is
LONG_PAUSE, SHORT_PAUSE = 0.5, 0.25  # seconds between words: as good as PAUSE says, and half way to WITHIN
UNBALANCED, LINE_BREAK = 2.0, 0.5  # weight of a line longer than the other by a line's length; of the place


class Ruler:
    """Lengths of runs of units, without joining them."""

    def __init__(self, units: Sequence[Unit], label: int) -> None:
        """Measure the units.

        Args:
            label: characters before the first line of a cue.
        """
        self._label = label
        self._starts: list[int] = []
        self._ends: list[int] = []
        position = 0
        for unit in units:
            self._starts.append(position + unit.spaced)
            position = self._starts[-1] + len(unit.text)
            self._ends.append(position)

    def length(self, i: int, j: int) -> int:
        """Characters of units i .. j - 1."""
        return self._ends[j - 1] - self._starts[i]

    def shown(self, i: int, j: int) -> int:
        """Characters of a cue of units i .. j - 1, its label included."""
        return self._label + self.length(i, j)

    def fits(self, i: int, j: int) -> bool:
        """Whether units i .. j - 1 can stand on two lines."""
        if self.shown(i, j) <= LINE_LENGTH:
            return True
        return bool(self.splits(i, j))

    def splits(self, i: int, j: int) -> list[int]:
        """Units with which the second line may begin."""
        found = []
        for k in range(j - 1, i, -1):
            if self.length(k, j) > LINE_LENGTH:
                break
            if self.shown(i, k) <= LINE_LENGTH:
                found.append(k)
        return found


def break_cost(unit: Unit, following: Unit) -> float:
    """How badly a break between two neighbours reads."""
    pause = following.start - unit.end
    by_pause = PAUSE if pause >= LONG_PAUSE else WITHIN / 2 if pause >= SHORT_PAUSE else WITHIN
    by_sign = SENTENCE if ends_sentence(unit.text) else CLAUSE if ends_clause(unit.text) else WITHIN
    return min(by_pause, by_sign)


def cue_lines(units: Sequence[Unit], label: int = 0) -> tuple[str, ...]:
    """Return the one or two lines of a cue, about equally long, broken where it reads well."""
    ruler = Ruler(units, label)
    places = ruler.splits(0, len(units))
    if ruler.shown(0, len(units)) <= LINE_LENGTH or not places:
        return (joined(units),)

    def cost(k: int) -> float:
        uneven = abs(ruler.shown(0, k) - ruler.length(k, len(units))) / LINE_LENGTH
        return UNBALANCED * uneven + LINE_BREAK * break_cost(units[k - 1], units[k])

    best = min(places, key=cost)
    return joined(units[:best]), joined(units[best:])

"""How easily an entry is written where another word was said."""

from __future__ import annotations

from dataclasses import dataclass

SHORT = 3  # phones: whatever is so short is heard in the middle of other words
FAR = 2.0  # phones of difference from which a common word is no danger any more


@dataclass(frozen=True, slots=True)
class Risk:
    """What speaks against believing an entry easily."""

    phones: int  # of its shortest pronunciation; 0 = nobody knows how it is said
    sounds_like: str | None = None  # the common word nearest to it, if one is less than FAR phones away
    distance: float = FAR  # phones between the two: 0 = the same; 0.4 for one that is near, such as n and ŋ
    others: tuple[str, ...] = ()  # up to two more such words, the commonest of them

    @property
    def strictness(self) -> float:
        """0..1: how much more evidence than usual it should need.

        1 where it sounds exactly like a common word or has at most SHORT phones, 0.5 where one phone makes
        the difference or it has one phone more than that, 0 where nothing is near.
        """
        brief = 1.0 - 0.5 * max(0, self.phones - SHORT) if self.phones else 0.0
        return max(0.0, brief, 1.0 - self.distance / FAR)


UNKNOWN_RISK = Risk(0)

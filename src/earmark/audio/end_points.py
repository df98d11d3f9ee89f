"""EndPoints: rules by which an utterance ends."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.checks import check_number

SHORTEST, LONGEST = 0.2, 10.0  # seconds of silence: the closure of a stop consonant lasts 0.15
CUT, HOUR = 12.0, 3600.0  # seconds: a place for a cut is looked for between 8 seconds and the longest


@dataclass(frozen=True)
class EndPoints:
    """Seconds of silence that end an utterance, by its length. The defaults suit recordings and speeches.

    An utterance of commands may end sooner: ``EndPoints(pause=0.4, least=0.3)``.
    """

    pause: float = 0.6  # seconds that end an utterance of at least ``least``: people end sentences
    least: float = 1.5  # seconds: shorter ones have no context, longer ones join what was said apart
    silence: float = 2.0  # seconds that end a shorter one
    longest: float | None = None  # seconds of an utterance, pauses or not: cut at a short pause, or where
    # it is quietest. None: 2 to 6 minutes, as in recordings

    def __post_init__(self) -> None:
        for name in ("pause", "least", "silence"):
            low = 0.0 if name == "least" else SHORTEST
            check_number(f"{name} of the end points in seconds", getattr(self, name), low, LONGEST)
        if self.longest is not None:
            check_number("longest of the end points in seconds", self.longest, CUT, HOUR)


USUAL = EndPoints()

"""EndPoints: rules by which an utterance ends."""

from __future__ import annotations

from dataclasses import dataclass, fields

from earmark.checks import check_number

SHORTEST, LONGEST = 0.2, 10.0  # seconds of silence: the closure of a stop consonant lasts 0.15


@dataclass(frozen=True)
class EndPoints:
    """Seconds of silence that end an utterance, by its length. The defaults suit recordings and speeches.

    An utterance of commands may end sooner: ``EndPoints(pause=0.4, least=0.3)``.
    """

    pause: float = 0.6  # seconds that end an utterance of at least ``least``: people end sentences
    least: float = 1.5  # seconds: shorter ones have no context, longer ones join what was said apart
    silence: float = 2.0  # seconds that end every utterance

    def __post_init__(self) -> None:
        for one in fields(self):
            low = 0.0 if one.name == "least" else SHORTEST
            check_number(f"{one.name} of the end points in seconds", getattr(self, one.name), low, LONGEST)


USUAL = EndPoints()

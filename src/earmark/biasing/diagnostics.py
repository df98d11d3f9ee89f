"""What a user is told about entries that the search cannot tell apart or never writes."""

from __future__ import annotations

from collections.abc import Sequence

from earmark.biasing.compiler import BiasList

NAMED = 3  # entries named in a sentence; `earmark words check` shows all


def unreachable_sentence(words: BiasList) -> str | None:
    """Which entries can never be written, and what to do; None when all can."""
    problems = [f"{words.entries[entry].word.text!r}: {problem}" for entry, problem in words.problems]
    if not problems:
        return None
    return (
        f"{len(problems)} of {len(words)} list entries cannot be reached and are never "
        f"written ({_some(problems)}): respell them with the model's letters or give sounds_like; "
        "`earmark words check FILE` shows all"
    )


def repeated_sentence(words: BiasList) -> str | None:
    """Which entries sound exactly like an earlier one and are displayed as that one; None when none."""
    alike = [
        f"{words.entries[entry].word.text!r} as {words.entries[first].word.display!r}"
        for entry, first in words.repeated
    ]
    if not alike:
        return None
    return (
        f"{len(alike)} of {len(words)} list entries are spoken exactly like an earlier one, whose display "
        f"form is written ({_some(alike)}): leave one of each out if that is not wanted"
    )


def _some(items: Sequence[str]) -> str:
    return "; ".join([*items[:NAMED], *["..."] * (len(items) > NAMED)])

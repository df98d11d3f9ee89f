"""How many entries of a list a recognizer is given as hints."""

from __future__ import annotations

from earmark.errors import TranscriberError

# Entries, unless more are asked for. Names that are said help much, and those that are not are written where
# they were not said, which no correction can tell: docs/figures/hints.md.
DEFAULT = 0
MOST = 1000  # entries; Whisper's context holds about fifty


def hint_count(written: str) -> int:
    """The number behind "?hints=".

    Raises:
        TranscriberError: it is not a whole number of 0 to MOST.
    """
    if not written.isascii() or not written.isdigit() or int(written) > MOST:
        raise TranscriberError(f"hints={written} is not a whole number from 0 to {MOST}: write hints=20")
    return int(written)

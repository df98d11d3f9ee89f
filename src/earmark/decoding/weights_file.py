"""Files of a model with trained weights: JSON objects of numbers by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from earmark.checks import cause, is_number
from earmark.errors import ModelError

LIMIT = 1000.0  # nats, of any weight


def read_weights(path: Path, names: Sequence[str]) -> dict[str, float]:
    """The weights in a file, which must be exactly those named.

    Raises:
        ModelError: the file is unreadable, or holds anything but these weights.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{str(path)!r} cannot be read as JSON ({cause(error)}): copy it again"
        raise ModelError(message) from None
    if not isinstance(found, dict) or sorted(found) != sorted(names):
        raise ModelError(f"{str(path)!r} holds other keys than {', '.join(names)}: export it again")
    wrong = [name for name in names if not _usable(found[name])]
    if wrong:
        raise ModelError(f"{str(path)!r} has an unusable {wrong[0]}, {found[wrong[0]]!r}: expected nats")
    return found


def _usable(value: object) -> bool:
    return is_number(value) and bool(abs(value) <= LIMIT)  # type: ignore[arg-type]

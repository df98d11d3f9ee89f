"""The techniques of a recognizer, each alone and each left out."""

from __future__ import annotations

from typing import Any

from earmark.decoding import DecodeOptions
from earmark.decoding.techniques import TECHNIQUES, Technique, without


def grid(options: DecodeOptions, techniques: tuple[Technique, ...] = TECHNIQUES) -> dict[str, dict[str, Any]]:
    """Row -> changes of the decode options: none, each alone, each left out.

    Supporting techniques stay on beside one that is alone: verification alone has nothing to reject. Those
    that ``options`` have off have no rows.
    """
    techniques = tuple(one for one in techniques if options.with_(one.off) != options)
    finding = [one for one in techniques if one.finds]
    rows = {"none": without(techniques)}
    for one in finding:
        rows[f"{one.name} alone"] = without([other for other in finding if other is not one])
    for one in techniques:
        rows[f"without {one.name}"] = without([one])
    return rows

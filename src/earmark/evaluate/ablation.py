"""The techniques of the search, each alone and each left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earmark.decode import DecodeOptions


@dataclass(frozen=True)
class Technique:
    """Something that can be switched off, by decode options.

    What is switched on is whatever the recognizer's own options say, so that a row of the grid
    never has other weights than the whole.
    """

    name: str
    off: Mapping[str, Any]  # decode options without it
    finds: bool = True  # it finds entries; those that only undo or support others have no row alone


# One line a technique: another one that has a switch in DecodeOptions needs nothing else.
TECHNIQUES = (
    Technique("boosting", {"biasing": "off"}),
    Technique("class", {"class_token": False}),
    Technique("entry search", {"entry_search": False}, finds=False),  # proposes entries to the class
    Technique("spellings", {"variants": 0}, finds=False),
    Technique("guard", {"guard": False}, finds=False),
)


def grid(options: DecodeOptions, techniques: tuple[Technique, ...] = TECHNIQUES) -> dict[str, dict[str, Any]]:
    """Row -> changes of the decode options: none, each alone, each left out.

    Supporting techniques stay on beside one that is alone: a guard alone has nothing to undo. Those
    that ``options`` have off have no rows.
    """
    techniques = tuple(one for one in techniques if options.with_(**one.off) != options)
    finding = [one for one in techniques if one.finds]
    rows = {"none": _without(techniques)}
    for one in finding:
        rows[f"{one.name} alone"] = _without([other for other in finding if other is not one])
    for one in techniques:
        rows[f"without {one.name}"] = _without([one])
    return rows


def _without(techniques: tuple[Technique, ...] | list[Technique]) -> dict[str, Any]:
    return {key: value for one in techniques for key, value in one.off.items()}

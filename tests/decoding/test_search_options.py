"""What the search in C++ is told of the options."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from earmark import DecodeOptions
from earmark.decoding.options import SEARCHED

ABOVE = {"adapter", "faint", "nbest", "threads", "variants"}  # read before the search begins, or after it


def test_every_option_reaches_the_search_or_is_read_above_it() -> None:
    assert {field.name for field in fields(DecodeOptions)} == {*SEARCHED, *ABOVE}


def test_the_search_is_told_each_value() -> None:
    changed: dict[str, Any] = {
        "boosting": "static",
        "blank_skip": 0.75,
        "boost_first": 0.25,
    }  # a name, and shares
    for name in set(SEARCHED) - set(changed):
        default = getattr(DecodeOptions(), name)
        changed[name] = not default if isinstance(default, bool) else default + 1
    told = DecodeOptions(**changed).for_search()
    assert {name: getattr(told, name) for name in SEARCHED} == changed

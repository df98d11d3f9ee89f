"""What the search in C++ is told of the options."""

from __future__ import annotations

from dataclasses import fields

from earmark import DecodeOptions
from earmark.decode.options import SEARCHED

ABOVE = {"adapter", "faint", "nbest", "threads", "variants"}  # read before the search begins, or after it


def test_every_option_reaches_the_search_or_is_read_above_it() -> None:
    assert {field.name for field in fields(DecodeOptions)} == {*SEARCHED, *ABOVE}


def test_the_search_is_told_each_value() -> None:
    changed = {
        field.name: "static"
        if field.name == "boosting"
        else not default
        if isinstance(default, bool)
        else default + 1
        for field in fields(DecodeOptions)
        if field.name in SEARCHED
        for default in [field.default]
        if field.name not in ("blank_skip", "boost_first")  # shares
    }
    told = DecodeOptions(**changed, blank_skip=0.75, boost_first=0.25).for_search()
    for name, value in {**changed, "blank_skip": 0.75, "boost_first": 0.25}.items():
        assert getattr(told, name) == value, name

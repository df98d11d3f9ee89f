"""Decode options: changed one by one, the same by name and by class, and the same names in the core."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from earmark import _core
from earmark.decoding import DecodeOptions, LmOptions, SearchOptions, VerifierWeights
from earmark.decoding.options import nest
from earmark.decoding.options.core import core_options

ABOVE = {  # read before the search begins, or after it
    "adapter.enabled",
    "calibration.suppress_non_speech",
    "search.nbest",
    "search.threads",
    "segmentation.detector",
    "spellings.variants",
    "verification.max_false_alarms_per_hour",
    *(key for key in DecodeOptions.fields() if key.startswith(("rescoring.", "lookup."))),
}


BELOW = {"verification.bias", *(f"verifier.{n}" for n in VerifierWeights.__dataclass_fields__)} - {
    "verifier.alarm_nats"  # makes the bias of the alarms that are allowed
}


def core_values() -> dict[str, dict[str, Any]]:
    values: dict[str, Any] = {
        key: value for key, value in DecodeOptions().values().items() if key not in ABOVE
    }
    return nest({**values, **dict.fromkeys(BELOW, 0.0)})


def test_the_core_has_the_same_names_and_ranges() -> None:
    ours = {
        key: None if field.range is None else (field.range.low, field.range.high)
        for key, field in DecodeOptions.fields().items()
        if key not in ABOVE
    }
    assert _core.DecodeOptions.ranges() == ours | dict.fromkeys(BELOW, (-1000.0, 1000.0))


def test_the_core_refuses_what_is_out_of_range() -> None:
    for key, allowed in _core.DecodeOptions.ranges().items():
        section, name = key.split(".")
        values = core_values()
        whole = isinstance(values[section][name], int)
        values[section][name] = "loud" if allowed is None else (int if whole else float)(allowed[0] - 1)
        expected = "another type" if allowed is None and name != "mode" else f"{key} is"
        with pytest.raises((ValueError, TypeError), match=expected):
            _core.DecodeOptions(values)


def test_the_core_has_no_defaults() -> None:
    for key in _core.DecodeOptions.ranges():
        section, name = key.split(".")
        values = core_values()
        del values[section][name]
        with pytest.raises(ValueError, match=f"decode options lack {key}"):
            _core.DecodeOptions(values)
    values = core_values()
    values["search"]["speed"] = 1
    with pytest.raises(ValueError, match="take out those that it does not have"):
        _core.DecodeOptions(values)


def test_every_value_is_accepted_by_the_core() -> None:
    core_options(DecodeOptions(), VerifierWeights())


def test_options_by_name_and_by_class_are_the_same() -> None:
    by_class = DecodeOptions(search=SearchOptions(beam=32), lm=LmOptions(weight=1.0))
    for changes in (
        {"search": {"beam": 32}, "lm": {"weight": 1.0}},
        {"search.beam": 32, "lm.weight": 1.0},
        {"search": SearchOptions(beam=32), "lm.weight": 1.0},
        by_class,
    ):
        made = DecodeOptions.of(changes)
        assert made == by_class and made.given() == {"search.beam": 32, "lm.weight": 1.0}


def test_only_what_is_given_changes() -> None:
    tuned = DecodeOptions.of({"search.top_k": 5, "lm.weight": 2.0})
    changed = tuned.with_(DecodeOptions(search=SearchOptions(beam=32)))
    assert changed.values() == {**tuned.values(), "search.beam": 32}
    assert tuned.with_(DecodeOptions()) == tuned
    # A default that is given is a change as well.
    assert (
        tuned.with_(DecodeOptions(lm=LmOptions(weight=LmOptions().weight)))["lm.weight"] == LmOptions().weight
    )


def test_given_fields_survive_copies_and_show_in_repr() -> None:
    options = DecodeOptions(search=SearchOptions(16, nbest=3))
    for twin in (copy.deepcopy(options), pickle.loads(pickle.dumps(options))):
        assert twin == options and twin.given() == options.given() == {"search.beam": 16, "search.nbest": 3}
    assert repr(options) == "DecodeOptions(search=SearchOptions(beam=16, nbest=3))"
    assert options.complete().given() == options.values()

"""`dataclasses.replace` marked all fields of a section as given, and a model's own values were lost."""

from dataclasses import asdict, fields, replace

import pytest

from earmark.decoding import BoostingOptions, DecodeOptions, SearchOptions


def test_the_fields_that_are_replaced_are_given() -> None:
    changed = replace(SearchOptions(), beam=32)
    assert changed.given == {"beam"} and changed == SearchOptions(beam=32)
    assert replace(changed, nbest=5).given == {"beam", "nbest"}
    assert replace(changed, beam=64).given == {"beam"}  # given before, with another value
    assert replace(SearchOptions(beam=64), nbest=5).given == {"beam", "nbest"}
    assert replace(BoostingOptions("static"), bonus=3.0).given == {"mode", "bonus"}


def test_a_model_keeps_what_was_not_replaced() -> None:
    model = DecodeOptions.of({"search.beam": 7, "search.top_k": 5}).complete()
    asked = replace(DecodeOptions(), search=replace(SearchOptions(), nbest=3))
    assert model.with_(asked)["search.top_k"] == 5 and model.with_(asked)["search.nbest"] == 3


def test_given_is_not_an_option() -> None:
    section = SearchOptions(beam=8)
    assert len(asdict(section)) == 6 and "_given" not in {field.name for field in fields(section)}
    assert "given" not in repr(section) and "search.given" not in DecodeOptions.fields()
    with pytest.raises(TypeError):
        SearchOptions(8, 16, 9.0, 16.0, 1, 0, frozenset())

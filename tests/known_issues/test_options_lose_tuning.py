"""``DecodeOptions(beam=32)`` threw the tuning of the model away."""

from earmark import DecodeOptions, Recognizer
from earmark.decoding import SearchOptions


def test_one_option_changes_one_value():
    own = Recognizer("english").options.values()
    for options in (
        DecodeOptions(search=SearchOptions(beam=32)),
        {"search": {"beam": 32}},
        {"search.beam": 32},
    ):
        changed = Recognizer("english", options).options.values()
        assert {key for key in own if own[key] != changed[key]} == {"search.beam"}
        assert changed["search.beam"] == 32

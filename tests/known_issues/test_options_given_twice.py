"""``{"search.beam": 32, "search": {"beam": 64}}`` took the latter in silence."""

import pytest

from earmark import DecodeOptions, Recognizer
from earmark.decoding import SearchOptions
from earmark.errors import OptionsError

GIVEN = [
    {"search.beam": 32, "search": {"beam": 64}},
    {"search": {"beam": 64}, "search.beam": 32},
    {"search": SearchOptions(beam=64), "search.beam": 32},
    {"lm.weight": 0.5, "search.beam": 32, "search": {"nbest": 2, "beam": 64}},
]


@pytest.mark.parametrize("changes", GIVEN)
def test_contradictions_are_refused(changes, model_folder):
    message = "'search.beam' is given twice, as (32 and as 64|64 and as 32): keep one of its"
    for use in (DecodeOptions.of, DecodeOptions().with_, lambda c: Recognizer(model_folder, c)):
        with pytest.raises(OptionsError, match=message):
            use(changes)


def test_the_same_value_twice_and_other_options_of_a_section_are_taken():
    assert DecodeOptions.of({"search.beam": 32, "search": {"beam": 32}}).search.beam == 32
    options = DecodeOptions.of({"search.beam": 32, "search": {"nbest": 2}})
    assert (options.search.beam, options.search.nbest) == (32, 2)
    assert DecodeOptions.of({"search": SearchOptions(nbest=2), "search.beam": 32}).search == options.search

import pytest

from earmark.audio.end_points import EndPoints
from earmark.errors import OptionsError


@pytest.mark.parametrize(
    ("name", "value"),
    [("pause", 0.1), ("pause", 11), ("silence", float("nan")), ("least", -1), ("pause", "1"), ("longest", 5)],
)
def test_rules_out_of_range_are_refused(name, value):
    with pytest.raises(
        OptionsError, match=rf"^{name} of the end points in seconds is .*expected a number from"
    ):
        EndPoints(**{name: value})

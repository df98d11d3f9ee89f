import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.decoding.config import read_config, write_config
from earmark.errors import OptionsError


@pytest.fixture
def config(tmp_path):
    def write(text):
        path = tmp_path / "tuned.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_settings_are_read(config):
    path = config('# tuned\n[decode]\nbeam = 32\nboost_bonus = 2\nboosting = "static"\n')
    assert read_config(path) == {"beam": 32, "boost_bonus": 2, "boosting": "static"}
    assert read_config(config("")) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[decode]\nbeam = 8\n\nbeem = 9\n",
            "line 4 has the unknown decode option 'beem': expected one of beam",
        ),
        ("[decode]\nbeam = 0\n", "line 2: beam is 0, expected a whole number from 1"),
        ("[decode]\n'boost_bonus' = true\n", "line 2: boost_bonus is True, expected a number"),
        ('decode.boosting = "loud"\n', "line 1: boosting is 'loud', expected one of off, static, adaptive"),
        ("[decode.more]\nbeam = 8\n", "has the unknown decode option 'more'"),
        ("beam = 8\n", "line 1 has 'beam', expected nothing but a table [decode]"),
        ("[decode]\n[train]\n", "line 2 has 'train', expected nothing but a table [decode]"),
        ("decode = 3\n", "line 1 has 'decode', expected nothing but a table [decode]"),
        ("[decode]\nbeam = \n", "cannot be read as TOML (Invalid value (at line 2"),
        ("[decode]\nbeam = 8\nbeam = 9\n", "cannot be read as TOML (Cannot overwrite a value (at line 3"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(config, text, message):
    with pytest.raises(OptionsError) as error:
        read_config(config(text))
    assert message in str(error.value) and "tuned.toml" in str(error.value)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(OptionsError, match=r"config '.*gone.toml' cannot be read as TOML \(.*No such file"):
        read_config(tmp_path / "gone.toml")


@given(
    beam=st.integers(1, 4096),
    bonus=st.floats(0, 1000),
    threshold=st.floats(0, allow_nan=False),
    boosting=st.sampled_from(["off", "static", "adaptive"]),
    comment=st.text(max_size=20),
)
def test_what_is_written_is_read_again(tmp_path_factory, beam, bonus, threshold, boosting, comment):
    path = tmp_path_factory.mktemp("config") / "c.toml"
    settings = {"beam": beam, "boost_bonus": bonus, "beam_threshold": threshold, "boosting": boosting}
    write_config(path, settings, [f"data {comment!r}", "two\nlines", ""])
    assert read_config(path) == settings
    assert path.read_text().count("\n[decode]\n") == 1

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
    path = config('# tuned\n[decode.search]\nbeam = 32\n[decode.boosting]\nbonus = 2\nmode = "static"\n')
    assert read_config(path) == {"search.beam": 32, "boosting.bonus": 2, "boosting.mode": "static"}
    assert read_config(config("decode.search.beam = 32\ndecode.lm.weight = 1\n")) == {
        "search.beam": 32,
        "lm.weight": 1,
    }
    assert read_config(config("")) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[decode.search]\nbeam = 8\n\nbeem = 9\n",
            "line 4: unknown decode option 'search.beem': did you mean",
        ),
        ("[decode.lm]\n[decode.search]\nbeam = 0\n", "line 3: search.beam is 0, expected a whole number"),
        ("[decode.boosting]\n'bonus' = true\n", "line 2: boosting.bonus is True, expected a number"),
        ('decode.boosting.mode = "loud"\n', "line 1: boosting.mode is 'loud', expected one of off, static"),
        ("[decode.more]\nbeam = 8\n", "line 2: unknown decode option 'more.beam': did you mean"),
        ("[decode]\nbeam = 8\n", "line 2: unknown decode option 'beam': did you mean 'search.beam'?"),
        ("[decode]\nsearch = 8\n", "line 2: decode option 'search' is 8, expected a mapping of beam"),
        ("beam = 8\n", "line 1 has 'beam', expected nothing but tables [decode.SECTION]"),
        ("[decode]\n[train]\n", "line 2 has 'train', expected nothing but tables [decode.SECTION]"),
        ("decode = 3\n", "line 1 has 'decode', expected nothing but tables [decode.SECTION]"),
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
    settings = {
        "search.beam": beam,
        "search.beam_threshold": threshold,
        "boosting.bonus": bonus,
        "boosting.mode": boosting,
    }
    write_config(path, settings, [f"data {comment!r}", "two\nlines", ""])
    assert read_config(path) == settings
    assert path.read_text().count("\n[decode.search]\n") == 1

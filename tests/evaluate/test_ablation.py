from earmark import DecodeOptions
from earmark.evaluate.ablation import TECHNIQUES, Technique, grid


def test_switches_exist_and_switch_something_off():
    on = DecodeOptions().with_(variants=3)
    for technique in TECHNIQUES:
        assert on.with_(**technique.off) != on


def test_rows_of_the_grid():
    techniques = (
        Technique("boosting", {"biasing": "off"}),
        Technique("class", {"class_token": False}),
        Technique("spellings", {"variants": 0}),
        Technique("guard", {"guard": False}, finds=False),
    )
    assert grid(DecodeOptions(guard=True), techniques) == {  # without variants: no row of theirs
        "none": {"biasing": "off", "class_token": False, "guard": False},
        "boosting alone": {"class_token": False},
        "class alone": {"biasing": "off"},
        "without boosting": {"biasing": "off"},
        "without class": {"class_token": False},
        "without guard": {"guard": False},
    }

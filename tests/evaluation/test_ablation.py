from earmark import DecodeOptions
from earmark.decoding.techniques import TECHNIQUES, Technique
from earmark.evaluation.ablation import grid


def test_switches_exist_and_switch_something_off():
    on = DecodeOptions().with_(variants=3)
    for technique in TECHNIQUES:
        assert on.with_(**technique.off) != on


def test_rows_of_the_grid():
    techniques = (
        Technique("boosting", {"boosting": "off"}),
        Technique("class", {"class_token": False}),
        Technique("spellings", {"variants": 0}),
        Technique("guard", {"guard": False}, finds=False),
    )
    assert grid(DecodeOptions(guard=True), techniques) == {  # without variants: no row of theirs
        "none": {"boosting": "off", "class_token": False, "guard": False},
        "boosting alone": {"class_token": False},
        "class alone": {"boosting": "off"},
        "without boosting": {"boosting": "off"},
        "without class": {"class_token": False},
        "without guard": {"guard": False},
    }

from earmark import DecodeOptions
from earmark.evaluate.ablation import TECHNIQUES, Technique, grid


def test_switches_exist_and_switch_something_off():
    for technique in TECHNIQUES:
        assert DecodeOptions().with_(**technique.off) != DecodeOptions()


def test_rows_of_the_grid():
    techniques = (
        Technique("a", {"x": 0}),
        Technique("b", {"y": 0}),
        Technique("guard", {"z": 0}, finds=False),
    )
    assert grid(techniques) == {
        "none": {"x": 0, "y": 0, "z": 0},
        "a alone": {"y": 0},
        "b alone": {"x": 0},
        "without a": {"x": 0},
        "without b": {"y": 0},
        "without guard": {"z": 0},
    }

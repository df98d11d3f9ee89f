from earmark import DecodeOptions
from earmark.decoding.techniques import TECHNIQUES, Technique
from earmark.evaluation.ablation import grid


def test_switches_exist_and_switch_something_off():
    techniques = {"spellings.variants": 3, "rescoring.enabled": True, "lookup.enabled": True}
    on = DecodeOptions.of(techniques)
    for technique in TECHNIQUES:
        assert on.with_(technique.off) != on


def test_rows_of_the_grid():
    techniques = (
        Technique("boosting", {"boosting.mode": "off"}),
        Technique("class", {"class_lm.enabled": False}),
        Technique("spellings", {"spellings.variants": 0}),
        Technique("verification", {"verification.enabled": False}, finds=False),
    )
    assert grid(
        DecodeOptions.of({"verification.enabled": True}), techniques
    ) == {  # without variants: no row of theirs
        "none": {"boosting.mode": "off", "class_lm.enabled": False, "verification.enabled": False},
        "boosting alone": {"class_lm.enabled": False},
        "class alone": {"boosting.mode": "off"},
        "without boosting": {"boosting.mode": "off"},
        "without class": {"class_lm.enabled": False},
        "without verification": {"verification.enabled": False},
    }

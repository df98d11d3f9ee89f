"""What ``biasing`` chooses among the techniques."""

import pytest

from earmark.decoding import DecodeOptions
from earmark.decoding.techniques import TECHNIQUES, choose
from earmark.errors import OptionsError

ON = DecodeOptions.of({"spellings.variants": 3, "rescoring.enabled": True, "lookup.enabled": True})


def on(options: DecodeOptions) -> set[str]:
    return {one.name for one in TECHNIQUES if options.with_(one.off) != options}


def test_presets() -> None:
    everything = {one.name for one in TECHNIQUES}
    assert on(choose("auto", ON)) == everything and choose("auto", ON) == ON
    assert on(choose("decoder", ON)) == everything - {"adapter"}
    assert on(choose("adapter", ON)) == {"adapter", "endings", "verification"}
    assert on(choose("off", ON)) == set()


def test_techniques_by_name() -> None:
    assert on(choose("class + verification", ON)) == {"class", "verification"}
    assert on(choose("adapter", ON)) != on(choose("adapter+boosting", ON)) == {"adapter", "boosting"}


def test_rescoring_and_lookup_are_switched_on_by_their_names() -> None:
    plain = DecodeOptions()
    assert not {"rescoring", "lookup"} & on(choose("auto", plain))
    assert on(choose("class+rescoring+lookup", plain)) == {"class", "rescoring", "lookup"}


def test_without_an_adapter() -> None:
    assert "adapter" not in on(choose("auto", ON, adapts=False))
    assert on(choose("decoder", ON, adapts=False)) == on(choose("decoder", ON))
    with pytest.raises(OptionsError, match="give an adapter of the model"):
        choose("adapter", ON, adapts=False)


def test_what_cannot_be_done_is_refused() -> None:
    with pytest.raises(OptionsError, match="biasing has 'louder', expected auto, decoder, adapter, off, or"):
        choose("louder", ON)
    with pytest.raises(
        OptionsError, match=r"'spellings', which this recognizer does not have \(spellings.variants=0\)"
    ):
        choose("spellings", DecodeOptions())

"""What ``biasing`` chooses among the techniques."""

import pytest

from earmark.decoding import DecodeOptions
from earmark.decoding.techniques import TECHNIQUES, choose
from earmark.errors import OptionsError

ON = DecodeOptions.of({"spellings.variants": 3})


def on(options: DecodeOptions) -> set[str]:
    return {one.name for one in TECHNIQUES if options.with_(one.off) != options}


def test_presets() -> None:
    everything = {one.name for one in TECHNIQUES}
    assert on(choose("auto", ON)) == everything and choose("auto", ON) == ON
    assert on(choose("decoder", ON)) == everything - {"adapter"}
    assert on(choose("adapter", ON)) == {"adapter", "guard"}
    assert on(choose("off", ON)) == set()


def test_techniques_by_name() -> None:
    assert on(choose("class + guard", ON)) == {"class", "guard"}
    assert on(choose("adapter", ON)) != on(choose("adapter+boosting", ON)) == {"adapter", "boosting"}


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

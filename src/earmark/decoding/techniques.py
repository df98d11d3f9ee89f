"""The techniques that bias a transcript towards a word list, and the usual choices among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earmark.checks import check_kind
from earmark.decoding.options import DecodeOptions
from earmark.errors import OptionsError


@dataclass(frozen=True)
class Technique:
    """Something that can be switched off, by decode options.

    What is switched on is whatever the recognizer's own options say, so that a choice of techniques
    never has other weights than the whole.
    """

    name: str
    off: Mapping[str, Any]  # decode options without it
    on: Mapping[str, Any] = field(default_factory=dict)  # switches it on where it is asked for by name
    finds: bool = True  # it finds entries; those that only undo or support others are nothing alone


# One line a technique: another one that has a switch in DecodeOptions needs nothing else.
TECHNIQUES = (
    Technique("adapter", {"adapter.enabled": False}),
    Technique("boosting", {"boosting.mode": "off"}),
    Technique("class", {"class_lm.enabled": False}),
    Technique("entry search", {"second_pass.entry_search": False}, finds=False),  # for the class
    Technique("spellings", {"spellings.variants": 0}, finds=False),
    Technique("rescoring", {"rescoring.enabled": False}, {"rescoring.enabled": True}, finds=False),
    Technique("lookup", {"lookup.enabled": False}, {"lookup.enabled": True}),
    Technique("endings", {"endings.enabled": False}, finds=False),
    Technique("verification", {"verification.enabled": False}, finds=False),
)

AUTO, OFF = "auto", "off"  # all techniques that the options have on, or none and so no list
PRESETS = {
    "decoder": (
        "boosting", "class", "entry search", "spellings", "rescoring", "lookup", "endings", "verification",
    ),
    "adapter": ("adapter", "endings", "verification"),
}  # fmt: skip


def without(techniques: Sequence[Technique]) -> dict[str, Any]:
    """Changes of the decode options that switch these techniques off."""
    return {key: value for one in techniques for key, value in one.off.items()}


def choose(biasing: str, options: DecodeOptions, adapts: bool = True) -> DecodeOptions:
    """The options with the chosen techniques only.

    Args:
        biasing: "auto", "decoder", "adapter", "off", or names of techniques, like "boosting+verification".
        options: which say how strong each technique is.
        adapts: whether there is an adapter.

    Raises:
        OptionsError: no such choice, or a technique that is asked for by name is not there.
    """
    options = options if adapts else options.with_({"adapter.enabled": False})
    if biasing == AUTO:
        return options
    known = [one.name for one in TECHNIQUES]
    check_kind("biasing", biasing, str, f"text: {AUTO}, {', '.join(PRESETS)}, {OFF}, or names joined by +")
    names = () if biasing == OFF else PRESETS.get(biasing, tuple(name.strip() for name in biasing.split("+")))
    if wrong := [name for name in names if name not in known]:
        raise OptionsError(
            f"biasing has {wrong[0]!r}, expected {AUTO}, {', '.join(PRESETS)}, {OFF}, or techniques joined "
            f"by +, of {', '.join(known)}"
        )
    asked = ("adapter",) if biasing == "adapter" else () if biasing in PRESETS else names
    for one in TECHNIQUES:
        if one.name in asked:
            options = options.with_(one.on)
        if one.name in asked and options.with_(one.off) == options:
            switch = ", ".join(f"{key}={value!r}" for key, value in one.off.items())
            where = "give an adapter of the model" if one.name == "adapter" else "switch it on in the options"
            raise OptionsError(
                f"biasing names {one.name!r}, which this recognizer does not have ({switch}): {where}, or "
                "leave the name out"
            )
    return options.with_(without([one for one in TECHNIQUES if one.name not in names]))

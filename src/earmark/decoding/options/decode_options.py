"""Decode options: all sections in one value, and changes of some of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias

from earmark.checks import check_kind
from earmark.decoding.options.changes import fields, flatten, nest, unknown
from earmark.decoding.options.section import Field, Section, fields_of
from earmark.decoding.options.sections import (
    AdapterOptions,
    BoostingOptions,
    CalibrationOptions,
    ClassLmOptions,
    EndingOptions,
    LmOptions,
    LookupOptions,
    PhoneOptions,
    RescoringOptions,
    SearchOptions,
    SecondPassOptions,
    SegmentationOptions,
    SpellingOptions,
    VerificationOptions,
)
from earmark.errors import OptionsError


@dataclass(frozen=True, repr=False)
class DecodeOptions:
    """Options of the decoder.

    ``DecodeOptions(search=SearchOptions(beam=32))`` gives one option. A recognizer keeps its model's own
    value of every option that is not given; without a model the defaults of the sections stand.

    Raises:
        OptionsError: a value of another type or outside its range.
    """

    search: SearchOptions = SearchOptions()
    calibration: CalibrationOptions = CalibrationOptions()
    adapter: AdapterOptions = AdapterOptions()
    boosting: BoostingOptions = BoostingOptions()
    class_lm: ClassLmOptions = ClassLmOptions()
    lm: LmOptions = LmOptions()
    phones: PhoneOptions = PhoneOptions()
    second_pass: SecondPassOptions = SecondPassOptions()
    endings: EndingOptions = EndingOptions()
    verification: VerificationOptions = VerificationOptions()
    spellings: SpellingOptions = SpellingOptions()
    rescoring: RescoringOptions = RescoringOptions()
    lookup: LookupOptions = LookupOptions()
    segmentation: SegmentationOptions = SegmentationOptions()

    def __new__(cls, *sections: Section, **named: Section) -> Self:
        """Refuse sections that do not exist; the dataclass sets the others."""
        for name in named:
            if name not in SECTIONS:
                raise OptionsError(unknown(name, cls.fields()))
        return super().__new__(cls)

    def __post_init__(self) -> None:
        """Refuse anything but sections."""
        for name, section in SECTIONS.items():
            expected = f"{section.__name__}(...); DecodeOptions.of(...) takes mappings"
            check_kind(name, getattr(self, name), section, expected)

    @classmethod
    def of(cls, changes: Changes) -> DecodeOptions:
        """The defaults with ``changes``."""
        return cls().with_(changes)

    @classmethod
    def flatten(cls, changes: Mapping[str, Any]) -> dict[str, Any]:
        """``section.name`` -> value of changes by name.

        Raises:
            OptionsError: an unknown option, or a value of another type or outside its range.
        """
        return flatten(changes, SECTIONS)

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """``section.name`` -> kind and range of every option."""
        return fields(SECTIONS)

    def __getitem__(self, key: str) -> Any:
        """The value of ``section.name``.

        Raises:
            OptionsError: there is no such option.
        """
        section, _, name = str(key).partition(".")
        if section not in SECTIONS or name not in fields_of(SECTIONS[section]):
            raise OptionsError(unknown(key, self.fields()))
        return getattr(getattr(self, section), name)

    def __repr__(self) -> str:
        """The options that were given, as the constructor takes them."""
        given = ((name, getattr(self, name)) for name in SECTIONS)
        return f"DecodeOptions({', '.join(f'{name}={one!r}' for name, one in given if one.given)})"

    def with_(self, changes: Changes) -> DecodeOptions:
        """A copy with ``changes``: options by name, or the given fields of other options.

        Raises:
            OptionsError: an unknown option, or a value of another type or outside its range.
        """
        nested = nest(changes.given() if isinstance(changes, DecodeOptions) else flatten(changes, SECTIONS))
        return replace(self, **{name: getattr(self, name).with_(values) for name, values in nested.items()})

    def given(self) -> dict[str, Any]:
        """``section.name`` -> value of the options that were given."""
        return {key: self[key] for key in self.fields() if _given(self, key)}

    def values(self) -> dict[str, Any]:
        """``section.name`` -> value of every option."""
        return {key: self[key] for key in self.fields()}

    def complete(self) -> DecodeOptions:
        """The same values, all of them given: no other model's take their place."""
        return self.with_(self.values())


Changes: TypeAlias = DecodeOptions | Mapping[str, Any]  # nested, or with dotted keys

SECTIONS: dict[str, type[Section]] = {
    field.name: type(getattr(DecodeOptions, field.name)) for field in dataclasses.fields(DecodeOptions)
}


def _given(options: DecodeOptions, key: str) -> bool:
    section, _, name = key.partition(".")
    return name in getattr(options, section).given

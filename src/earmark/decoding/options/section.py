"""A section of the decode options: fields with a default and a range, and which of them were given."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Hashable, Mapping
from dataclasses import InitVar, dataclass
from functools import cache
from typing import Annotated, Any, Self, cast

import numpy as np

from earmark.checks import is_number, is_switch, is_whole
from earmark.errors import OptionsError


@dataclass(frozen=True)
class Range:
    """Least and greatest value of an option."""

    low: float
    high: float


@dataclass(frozen=True)
class Field:
    """One option of a section."""

    kind: type  # bool, int, float or str
    range: Range | None  # None for a switch or a choice
    choices: tuple[str, ...]  # of a str

    def check(self, key: str, value: Any) -> Any:
        """The value, of NumPy as Python has it.

        Raises:
            OptionsError: it is of another type or outside the range; ``key`` names it in the message.
        """
        if not self._fits(value):
            raise OptionsError(f"{key} is {value!r}, expected {self.expected}")
        return value.item() if isinstance(value, np.generic) else value

    @property
    def expected(self) -> str:
        """The values that the option takes, as a phrase."""
        if self.range is None:
            return f"one of {', '.join(self.choices)}" if self.choices else "true or false"
        number = "a whole number" if self.kind is int else "a number"
        return f"{number} from {self.range.low:g} to {self.range.high:g}"

    def _fits(self, value: Any) -> bool:
        if self.range is None:
            return isinstance(value, str) and value in self.choices if self.choices else is_switch(value)
        is_kind = is_whole if self.kind is int else is_number
        return is_kind(value) and bool(self.range.low <= value <= self.range.high)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of :class:`DecodeOptions`; its subclasses are frozen dataclasses.

    A section knows which of its fields were given. Where options change those of a model, fields that were
    not given keep the model's values. ``dataclasses.replace`` gives the fields whose values it changes.
    """

    # Names of the fields that were given. dataclasses.replace hands it to the constructor.
    _given: InitVar[frozenset[str]] = frozenset()

    def __new__(cls, *values: Any, _given: frozenset[str] | None = None, **named: Any) -> Self:
        """Note which fields are given; the dataclass sets them."""
        known = fields_of(cls)
        for name in named:
            if name not in known:
                raise OptionsError(f"{cls.__name__} has no option {name!r}, expected {', '.join(known)}")
        self = super().__new__(cls)
        names = {*list(known)[: len(values)], *named}
        if _given is not None:  # fields that were not given have their defaults, until they are replaced
            names = {name for name in names if name in _given or named[name] != getattr(cls, name)}
        object.__setattr__(self, "_given", frozenset(names))
        return self

    def __post_init__(self, _given: frozenset[str]) -> None:
        """Refuse values of another type or out of range."""
        for name, field in fields_of(type(self)).items():
            value = field.check(f"{type(self).__name__}.{name}", getattr(self, name))
            object.__setattr__(self, name, value)

    @property
    def given(self) -> frozenset[str]:
        """Names of the fields that were given."""
        return cast(frozenset[str], self.__dict__["_given"])

    def __repr__(self) -> str:
        """The fields that were given, as the constructor takes them."""
        shown = (f"{name}={getattr(self, name)!r}" for name in fields_of(type(self)) if name in self.given)
        return f"{type(self).__name__}({', '.join(shown)})"

    def with_(self, values: Mapping[str, Any]) -> Self:
        """A copy with other values, which count as given beside those that were."""
        made = type(self)(**{name: getattr(self, name) for name in fields_of(type(self))} | dict(values))
        object.__setattr__(made, "_given", self.given | values.keys())
        return made


def fields_of(section: type[Section]) -> dict[str, Field]:
    """Name -> field of a section, in the order of the class."""
    return _fields_of(cast(Hashable, section))


@cache
def _fields_of(section: Any) -> dict[str, Field]:
    hints = typing.get_type_hints(section, include_extras=True)
    return {field.name: _field(hints[field.name]) for field in dataclasses.fields(section)}


def _field(hint: Any) -> Field:
    if typing.get_origin(hint) is Annotated:
        kind, found = typing.get_args(hint)
        return Field(kind, found, ())
    choices = typing.get_args(hint)
    return Field(str if choices else bool, None, choices)

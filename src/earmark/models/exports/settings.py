"""The description of a model: a small TOML file that says what the files of the model leave open."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from earmark.audio import RATE
from earmark.checks import cause, is_number, is_switch, is_whole, shown
from earmark.errors import ModelError
from earmark.models.emissions_check import LONGEST, SHORTEST
from earmark.models.exports.export import FrontEnd, Graph, Recipe, Waveform
from earmark.models.exports.kinds import KINDS
from earmark.models.exports.mel import LogMel

Described = TypeVar("Described", Graph, LogMel, Waveform)

_NAMED: Mapping[str, type] = {
    "model": str, "tokens": str, "tokenizer": str, "words": str, "mark": str, "language": str,
}  # fmt: skip
_SECTIONS = ("features", "inputs", "outputs")
_KNOWN = (*_NAMED, "blank", "frame_shift", *_SECTIONS)
_INPUTS = ("features", "lengths", "mask", "axes")
_OUTPUTS = ("log_probs", "rows", "logits", "stride", "rounding")
_MOST_BINS, _RATES = 1024, (4000, 96_000)  # beyond them a number is a slip


@dataclass(frozen=True)
class Settings:
    """What a description says; None and empty where it says nothing."""

    path: Path | None = None
    model: str | None = None  # file names, relative to the description
    tokens: str | None = None
    tokenizer: str | None = None
    blank: int | str | None = None
    words: Any = None  # as for Alphabet.guess
    mark: str | None = None
    language: str | None = None
    frame_shift: float | None = None  # seconds
    features: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Read a description.

        Raises:
            ModelError: it cannot be read, or has a key or a value that it cannot have.
        """
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{str(path)!r} cannot be read as TOML ({cause(error)}): correct that line"
            ) from None
        _check_keys(path, "", found, _KNOWN)
        for key in found:
            _check_entry(path, key, found[key])
        _check_keys(path, "inputs.", found.get("inputs", {}), _INPUTS)
        _check_keys(path, "outputs.", found.get("outputs", {}), _OUTPUTS)
        return cls(path, **found)

    @property
    def says_features(self) -> bool:
        """Whether it names a front end, which makes a recipe of its own."""
        return "kind" in self.features

    def applied(self, recipe: Recipe) -> Recipe:
        """The recipe of a known layout, with what the description says otherwise.

        Raises:
            ModelError: a value that cannot be.
        """
        front_end = self.front_end(recipe.front_end)
        graph = self._changed(recipe.graph, "inputs.", self.inputs)
        graph = self._changed(graph, "outputs.", self.outputs)
        shift = recipe.frame_shift if self.frame_shift is None else self.frame_shift
        return replace(recipe, front_end=front_end, graph=graph, frame_shift=shift)

    def front_end(self, own: FrontEnd) -> FrontEnd:
        """The features, from the kind that is named or those of the layout.

        Raises:
            ModelError: an unknown kind, or a value that cannot be.
        """
        given = {key: value for key, value in self.features.items() if key != "kind"}
        kind = self.features.get("kind")
        if kind is not None and kind not in KINDS:
            raise self._wrong("features.kind", kind, f"one of {', '.join(KINDS)}")
        chosen = own if kind is None else KINDS[kind]
        changed: FrontEnd
        if isinstance(chosen, LogMel):
            changed = self._changed(chosen, "features.", given)
        else:
            changed = self._changed(chosen, "features.", given)
        if not _RATES[0] <= changed.rate <= _RATES[1]:
            raise self._wrong("features.rate", changed.rate, f"samples a second, {RATE} for most models")
        if isinstance(changed, LogMel):
            self._check_mel(changed)
        return changed

    def _check_mel(self, mel: LogMel) -> None:
        limits = {"bins": (1, _MOST_BINS), "hop": (0.001, 0.1), "length": (mel.hop, 0.2)}
        for name, (low, high) in limits.items():
            value = getattr(mel, name)
            if not low <= value <= high:
                raise self._wrong(f"features.{name}", value, f"{low:g} to {high:g}")

    def _changed(self, default: Described, where: str, given: Mapping[str, Any]) -> Described:
        """``default`` with the values given, each of the type of its field."""
        kinds = get_type_hints(type(default))
        self_path = self.path or Path()
        _check_keys(self_path, where, given, [item.name for item in fields(default)])
        for key, value in given.items():
            if not _fits(value, kinds[key]):
                raise self._wrong(f"{where}{key}", value, _expected(kinds[key]))
        return replace(default, **given)

    def _wrong(self, key: str, value: object, expected: str) -> ModelError:
        return ModelError(f"{str(self.path)!r} has {key} = {shown(value)}, expected {expected}")


def _check_keys(path: Path, where: str, given: Mapping[str, Any], known: Any) -> None:
    unknown = [f"{where}{key}" for key in given if key not in known]
    if unknown:
        raise ModelError(f"{str(path)!r} has the unknown {', '.join(unknown)}: known are {', '.join(known)}")


def _check_entry(path: Path, key: str, value: Any) -> None:
    if key in _SECTIONS:
        fits, expected = isinstance(value, dict), f"a section [{key}]"
    elif key == "blank":
        fits, expected = isinstance(value, str) or is_whole(value), "the label or the column of the blank"
    elif key == "frame_shift":
        fits = is_number(value) and SHORTEST <= value <= LONGEST
        expected = f"seconds from one row to the next, {SHORTEST:g} to {LONGEST:g}"
    else:
        fits, expected = isinstance(value, _NAMED[key]), "a text"
    if not fits:
        raise ModelError(f"{str(path)!r} has {key} = {shown(value)}, expected {expected}")


def _fits(value: object, kind: Any) -> bool:
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind is bool:
        return is_switch(value)
    if kind is int:
        return is_whole(value)
    if kind is float:
        return is_number(value)
    return isinstance(value, str)


def _expected(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(repr, get_args(kind)))}"
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, "a text")

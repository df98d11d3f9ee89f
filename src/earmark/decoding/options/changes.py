"""Options by name: ``{"search": {"beam": 32}}`` and ``{"search.beam": 32}`` mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from earmark.checks import nearest, refuse
from earmark.decoding.options.section import Field, Section, fields_of
from earmark.errors import OptionsError

Sections = Mapping[str, type[Section]]  # by name


def fields(sections: Sections) -> dict[str, Field]:
    """``section.name`` -> field, of all sections."""
    return {f"{name}.{key}": field for name, one in sections.items() for key, field in fields_of(one).items()}


def flatten(changes: Mapping[str, Any], sections: Sections) -> dict[str, Any]:
    """``section.name`` -> value of what a mapping, nested or with dotted keys, changes.

    Raises:
        OptionsError: an unknown option, or a value of another type or out of range.
    """
    if not isinstance(changes, Mapping):
        raise refuse("options", changes, "DecodeOptions, or a mapping such as {'search.beam': 32}")
    known = fields(sections)
    flat: dict[str, Any] = {}
    for key, value in _items(changes, sections):
        if key not in known:
            raise OptionsError(unknown(key, known))
        checked = known[key].check(key, value)
        if key in flat and flat[key] != checked:
            raise OptionsError(
                f"decode option {key!r} is given twice, as {flat[key]!r} and as {checked!r}: "
                "keep one of its nested and its dotted form"
            )
        flat[key] = checked
    return flat


def nest(flat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """``{"search.beam": 32}`` -> ``{"search": {"beam": 32}}``."""
    nested: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        section, _, name = key.partition(".")
        nested.setdefault(section, {})[name] = value
    return nested


def unknown(key: object, known: Mapping[str, Any]) -> str:
    """The sentence that refuses an option, with the likely one."""
    alike = [name for name in known if name.partition(".")[2] == key]
    near = alike or [name for name in [nearest(str(key), known)] if name is not None]
    meant = f"did you mean {' or '.join(map(repr, near))}?" if near else f"expected one of {', '.join(known)}"
    return f"unknown decode option {key!r}: {meant}"


def _items(changes: Mapping[str, Any], sections: Sections) -> Iterator[tuple[str, Any]]:
    for key, value in changes.items():
        if key not in sections:
            yield key, value
        elif isinstance(value, sections[key]):
            yield from ((f"{key}.{name}", getattr(value, name)) for name in sorted(value.given))
        elif isinstance(value, Mapping):
            yield from ((f"{key}.{name}", one) for name, one in value.items())
        else:
            names = ", ".join(fields_of(sections[key]))
            raise OptionsError(f"decode option {key!r} is {value!r}, expected a mapping of {names}")

"""Languages: how people write and say what stands on a list. A model names its own, which is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from earmark.checks import check_kind, check_texts
from earmark.errors import OptionsError
from earmark.language.endings import Ending
from earmark.language.english import English
from earmark.language.generic import Generic
from earmark.language.phone_set import BLANK_SYMBOL, BOUNDARY_SYMBOL, Phones, PhoneSet, is_ipa
from earmark.language.protocol import MAX_SPOKEN_FORMS, Language

__all__ = [
    "BLANK_SYMBOL", "BOUNDARY_SYMBOL", "DEFAULT", "MAX_SPOKEN_FORMS", "Ending", "Language", "PhoneSet",
    "Phones", "is_ipa", "load", "primary",
]  # fmt: skip

ENGLISH_OF_THREE = "eng"  # as ISO 639-3 has it, and MMS
DEFAULT = English()  # where no model or manifest names a language: the bundled model's


def load(code: str, head_symbols: Sequence[str] = ()) -> Language:
    """The language with an ISO 639 code: English, or what Unicode and num2words know of any other.

    Args:
        code: such as ``en``, ``de`` or ``pt-BR``.
        head_symbols: columns of the model's phone head, the phones of a language that brings none of its own.

    Raises:
        OptionsError: ``code`` is empty or no such code.
    """
    check_kind("language", code, str, "an ISO 639 code such as 'en', 'de' or 'pt-BR'")
    check_texts("the phone head's symbols", head_symbols, "a list of texts")
    return _load(code, tuple(head_symbols))


def primary(code: str) -> str:
    """The language of a code with or without a region: "en" of "en-GB", "EN" and "eng"."""
    first = code.replace("_", "-").split("-")[0].lower()
    return DEFAULT.code if first == ENGLISH_OF_THREE else first


@cache
def _load(code: str, head_symbols: tuple[str, ...]) -> Language:
    parts = code.replace("_", "-").split("-")
    if not (parts[0].isascii() and parts[0].isalpha() and 2 <= len(parts[0]) <= 3):
        raise OptionsError(f"language is {code!r}, expected an ISO 639 code such as 'en', 'de' or 'pt-BR'")
    parts[0] = primary(code)
    if parts[0] == DEFAULT.code:
        return DEFAULT
    return Generic("-".join(parts), PhoneSet.of_head(head_symbols) if head_symbols else None)

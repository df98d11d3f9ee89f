"""Signs between words and numbers, said where they are said: info@example.com, .NET, 24/7, A320-200, -5."""

from __future__ import annotations

import re

from earmark.language.english.normalization import normalize

Options = tuple[str, ...]

SELDOM_DASH = ("", "", "dash")  # less likely than another form of the numbers beside it
_SPAN = re.compile(r"(\d{1,2}|\d{4})-(\d{1,2}|\d{4})")  # 10-20, 1914-1918
_TOKEN = re.compile(r"\S*")


def sign_forms(text: str, at: int) -> tuple[int, Options]:
    """Ways to say the sign at ``at``, none where it is only punctuation, and where it ends."""
    before, after = text[:at], text[at + 1 :]
    in_address = "@" in _token(text, at) or "://" in _token(text, at)
    inside = before[-1:].isalnum() and after[:1].isalnum()
    digits = before[-1:].isdecimal() or after[:1].isdecimal()
    sign = text[at]
    if sign == ".":
        return at + 1, _dot(before, after, inside, in_address)
    if sign == "/" and (inside or in_address):
        return at + 1, ("slash",) if in_address else ("", "slash")
    if sign == "_":
        return at + 1, ("underscore",) if in_address else ("", "underscore")
    if sign == "-" and inside and (digits or in_address):
        span = _SPAN.fullmatch(_token(text, at)) is not None
        return at + 1, ("dash", "") if in_address else ("", "to", "dash") if span else SELDOM_DASH
    if sign in "-−–" and not before[-1:].isalnum() and after[:1].isdecimal():
        return at + 1, ("minus", "negative")
    if sign == "#":
        return at + 1, ("number",)
    said = normalize(sign)
    return at + 1, (said,) if said else ()


def _dot(before: str, after: str, inside: bool, in_address: bool) -> Options:
    """A dot is said in addresses and before a name, as in .NET, else it ends an abbreviation."""
    if not before[-1:].isalnum():
        return ("dot",) if after[:1].isalpha() else ()
    if not inside:
        return ()
    if in_address:
        return ("dot",)
    alike = after[:1].islower() or (before[-1].isupper() and before[-2:].isupper() and after[:2].isupper())
    return ("dot", "") if alike else ("", "dot")


def _token(text: str, at: int) -> str:
    """What stands around a place without a space."""
    start = max(text.rfind(" ", 0, at), -1) + 1
    match = _TOKEN.match(text, start)
    return match[0] if match else ""

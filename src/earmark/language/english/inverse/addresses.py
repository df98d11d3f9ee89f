"""Addresses of mail and web: ``anna at example dot com``."""

from __future__ import annotations

from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_DOMAINS = word_set("com org net io edu gov ai dev info")
_COUNTRIES = frozenset({"uk", "au", "nz", "jp"})
_NOT_NAMES = word_set("the a an this that these those of in on with for to and or is was at from by")


def write_address(words: Words, place: int) -> WrittenNumber | None:
    """Write ``NAME at HOST dot com`` and ``HOST dot com``."""
    name = words[place]
    if not name.isalnum() or name in _NOT_NAMES:
        return None
    if words[place + 1] == "at":
        host = _host(words, place + 2)
        return None if host is None else WrittenNumber(place, host.end, f"{name}@{host.text}")
    return _host(words, place)


def _host(words: Words, place: int) -> WrittenNumber | None:
    """A host of two and more parts that ends with a domain."""
    parts, end = [words[place]], place + 1
    if words.have(place, "w", "w", "w", "dot"):
        parts, end = ["www"], place + 3
    if not parts[0].replace("-", "").isalnum() or parts[0] in _NOT_NAMES:
        return None
    while words[end] == "dot" and words[end + 1].isalnum():
        parts.append(words[end + 1])
        end += 2
    if words[end - 1] == "co" and words[end] == "dot" and words[end + 1] in _COUNTRIES:
        parts.append(words[end + 1])
        end += 2
    known = parts[-1] in _DOMAINS or (len(parts) > 2 and parts[-1] in _COUNTRIES)
    if len(parts) == 2 and words.have(end - 1, "co", "dot"):
        return None
    return WrittenNumber(place, end, ".".join(parts)) if len(parts) > 1 and known else None

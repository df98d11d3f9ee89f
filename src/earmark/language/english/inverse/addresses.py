"""Addresses of mail and web: ``john dot smith at example dot com``, ``example dot com slash help``."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, read_cardinal
from earmark.language.english.inverse.figures import read_figures
from earmark.language.english.inverse.nouns import FUNCTION
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_DOMAINS = word_set("com org net io edu gov ai dev info app tv eu de")
_COUNTRIES = frozenset({"uk", "au", "nz", "jp"})
_NOT_NAMES = FUNCTION | word_set(
    "am us look looking more available online found find visit go went also works live hosted stay "
    "please email mail"
)
_SIGNS = {"dot": ".", "underscore": "_", "dash": "-", "hyphen": "-"}
_MOST_PARTS = 12  # of a name, a host or a path


def write_address(words: Words, place: int) -> WrittenNumber | None:
    """Write ``NAME at HOST dot com`` and ``HOST dot com``, with what signs join their parts."""
    scheme, behind = _scheme(words, place)
    if scheme:
        page = _host(words, behind)
        whole = None if page is None else _with_path(words, page)
        return None if whole is None else WrittenNumber(place, whole.end, f"{scheme}://{whole.text}")
    spelled = len(words[place]) == 1 and len(words[place + 1]) == 1
    if words[place] in NUMBER_WORDS or (words[place] in _NOT_NAMES and not spelled):
        return None
    name, end = _name(words, place)
    if name and words[end] == "at":
        host = _host(words, end + 1)
        if host is not None:
            return WrittenNumber(place, host.end, f"{name}@{host.text}")
    host = _host(words, place)
    return None if host is None else _with_path(words, host)


def _scheme(words: Words, place: int) -> tuple[str, int]:
    """``h t t p s colon slash slash``, and the place behind it."""
    for scheme in ("https", "http"):
        for said in ((scheme,), tuple(scheme)):
            if words.have(place, *said, "colon", "slash", "slash"):
                return scheme, place + len(said) + 3
    return "", place


def _name(words: Words, place: int) -> tuple[str, int]:
    """A name before ``at``; a number may stand behind each of its parts."""
    text, end = "", place
    for text, end in _growing(words, place):
        if words[end] in NUMBER_WORDS:
            figures, end = _part(words, end)
            text += figures
    return text, end


def _growing(words: Words, place: int) -> Iterator[tuple[str, int]]:
    """Parts with signs between them and the place behind, part by part."""
    text, end = _part(words, place)
    for _ in range(_MOST_PARTS):
        if not text:
            return
        yield text, end
        part, behind = _part(words, end + 1) if words[end] in _SIGNS else ("", end)
        text, end = f"{text}{_SIGNS[words[end]]}{part}" if part else "", behind


def _part(words: Words, place: int) -> tuple[str, int]:
    """A word, letters said one by one, or a number."""
    word = words[place]
    if word in NUMBER_WORDS:
        figures, end = read_figures(words, place)
        if len(figures) > 1:
            return figures, end
        number = read_cardinal(words, place)
        return ("", place) if number is None else (str(number.value), number.end)
    if len(word) == 1 and len(words[place + 1]) == 1:
        end = place
        while len(words[end]) == 1 and end < place + _MOST_PARTS:
            end += 1
        return "".join(words[k] for k in range(place, end)), end
    return (word, place + 1) if word.replace("-", "").isalnum() else ("", place)


def _host(words: Words, place: int) -> WrittenNumber | None:
    """A host of two and more parts that ends with a domain."""
    found = None
    if words.any_of(place, _NOT_NAMES) and len(words[place]) > 1 and words[place + 1] != "dash":
        return None
    for text, end in _growing(words, place):
        parts = text.split(".")
        if len(parts) > 1 and (parts[-1] in _DOMAINS or (parts[-1] in _COUNTRIES and len(parts) > 2)):
            found = WrittenNumber(place, end, text)
    return found


def _with_path(words: Words, host: WrittenNumber) -> WrittenNumber:
    """Add what stands behind ``slash``."""
    text, end = host.text, host.end
    for _ in range(_MOST_PARTS):
        steps = list(_growing(words, end + 1)) if words[end] == "slash" else []
        if not steps:
            break
        text, end = f"{text}/{steps[-1][0]}", steps[-1][1]
    return WrittenNumber(host.first, end, text)

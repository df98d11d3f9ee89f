"""Vocabulary: the words of a request, by every name that clients of the field give them."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from earmark.biasing import Word, WordList
from earmark.checks import shown
from earmark.errors import WordListError
from earmark.serve.errors import TOO_LARGE, RequestError
from earmark.serve.list_content import content_words

KEYWORDS = ("keywords", "hotwords", "keyterm", "keyterms")  # several entries, repeated or in one value
FIELDS = (*KEYWORDS, "prompt", "words", "word_list")
ADVICE = (
    "give entries as keywords[] (repeated), a whole list as words, or the id of a stored list as word_list"
)
MOST_LISTED = 5  # words of an entry in a prompt that is a list

# Parts of names under which other services take a vocabulary. A field with one of them must not be ignored.
_PARTS = (
    "keyword", "keyterm", "keyphrase", "hotword", "hotphrase", "phrase", "vocab", "boost", "bias", "glossar",
    "wordlist", "customword", "speechcontext", "adaptation", "lexicon", "dictionary", "initialprompt",
    "customspelling", "transcriptnames", "transcriptterms", "hints",
)  # fmt: skip
# Names that are as good as certainly meant for one, though their parts occur in other fields, too.
_NAMES = frozenset({
    "names", "terms", "entities", "entries", "list", "lists", "contacts", "spelling", "spellings", "word",
    "phrases",
})  # fmt: skip
_WEIGHED = re.compile(
    r"(?P<text>.*[^\W\d_]):(?P<weight>-?\d+(\.\d+)?)\Z"
)  # Fremont:2, as elsewhere in the field
_PARTED = re.compile(r"[,;\n]")
_SENTENCE_END = re.compile(r"[.!?](\s|$)")


@dataclass(frozen=True)
class Vocabulary:
    """The list of one request."""

    words: WordList | None = None  # given in the request itself
    list_id: str | None = None  # of a stored list
    warnings: tuple[str, ...] = ()  # fields that were not used, and why


def read_vocabulary(
    fields: Mapping[str, Sequence[str]],
    others: Collection[str] = frozenset(),
    max_entries: int | None = None,
    words_name: str | None = None,
) -> Vocabulary:
    """Collect the words of a form or a query.

    Args:
        fields: values of each field, by its name with or without "[]".
        others: names of fields that are read elsewhere.
        max_entries: of the list.
        words_name: name of the file that came as ``words``, whose ending tells its format.

    Raises:
        RequestError: 400 for a field that looks like a vocabulary under another name, or whose value cannot
            be read; 413 for a list that is too long.
    """
    found: list[WordList] = []
    warnings: list[str] = []
    list_id: str | None = None
    for given, values in fields.items():
        name = given.removesuffix("[]")
        if name in KEYWORDS:
            found.append(_listed(name, values, warnings))
        elif name == "words":
            found += [_inline(value, words_name) for value in values if value.strip()]
        elif name == "word_list":
            list_id = _one(name, values)
        elif name == "prompt":
            found += _prompted(values, warnings)
        elif name not in others:
            warnings.append(_unknown(given, others))
    words = merged(found)
    check_list(words, max_entries)
    return Vocabulary(words, list_id, tuple(warnings))


def merged(lists: Sequence[WordList]) -> WordList | None:
    """Put several lists together; None for none.

    Raises:
        RequestError: an entry stands in two of them with different weights.
    """
    lists = [one for one in lists if len(one)]
    if len(lists) < 2:
        return lists[0] if lists else None
    try:
        return WordList.of([word for one in lists for word in one])
    except WordListError as error:
        raise RequestError(str(error)) from None


def check_list(words: WordList | None, most: int | None) -> None:
    """Refuse a list that is too long, or that no answer could repeat.

    Raises:
        RequestError: 413; 400 for halves of surrogate pairs, which JSON can escape and UTF-8 cannot hold.
    """
    if words is None:
        return
    check_entries(len(words), most)
    for word in words:
        for text in (word.text, word.display, *word.sounds_like, *word.ipa):
            if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
                raise RequestError(f"{shown(text)} has half of a surrogate pair: send whole characters")


def check_entries(count: int, most: int | None) -> None:
    """Refuse a list that is too long.

    Raises:
        RequestError: 413.
    """
    if most is not None and count > most:
        raise RequestError(
            f"the word list has {count:,} entries, at most {most:,} are taken: leave out those that cannot "
            "come up, or split it by subject",
            TOO_LARGE,
            code="word_list_too_long",
        )


def _one(name: str, values: Sequence[str]) -> str | None:
    given = [value for value in values if value]
    if len(given) > 1:
        raise RequestError(f"{name} is given {len(given)} times: give one", param=name)
    return given[0] if given else None


def _listed(name: str, values: Sequence[str], warnings: list[str]) -> WordList:
    """Entries of a repeated field, of a JSON array, or of one value with commas; "Fremont:2" has a weight."""
    entries: list[object] = []
    for value in values:
        if value.lstrip().startswith(("[", "{")):
            entries += _json(name, value)
        elif len(values) == 1:
            entries += [part for part in _PARTED.split(value) if part.strip()]
        elif value.strip():
            entries.append(value)
    return _of(name, [_weighed(name, entry, warnings) for entry in entries])


def _weighed(name: str, entry: object, warnings: list[str]) -> object:
    match = _WEIGHED.fullmatch(entry.strip()) if isinstance(entry, str) else None
    if match is None:
        return entry
    warnings.append(f"{name} {shown(entry)} is read as {match['text']!r} with the weight {match['weight']}")
    return {"phrase": match["text"], "weight": float(match["weight"])}


def _json(name: str, value: str) -> list[object]:
    try:
        data = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise RequestError(
            f'{name} begins as JSON and is not ({error}): give ["Fremont", "Zelenskyy"]', param=name
        ) from None
    if isinstance(data, dict):
        return [{"phrase": key, "weight": weight} for key, weight in data.items()]
    return list(data)


def _of(name: str, entries: Sequence[object]) -> WordList:
    try:
        return WordList.of(entries)  # type: ignore[arg-type]  # it checks each of them
    except WordListError as error:
        raise RequestError(f"{name}: {error}", param=name) from None


def _inline(value: str, name: str | None) -> WordList:
    try:
        return content_words(value.encode("utf-8", "surrogateescape"), name)
    except UnicodeEncodeError:
        raise RequestError("words holds half of a surrogate pair: send UTF-8", param="words") from None
    except WordListError as error:
        raise RequestError(str(error), param="words") from None


def _prompted(values: Sequence[str], warnings: list[str]) -> Iterator[WordList]:
    """The entries of a prompt that is a list; a text is not used, and reported."""
    for value in values:
        if not value.strip():
            continue
        if value.lstrip().startswith("["):
            yield _of("prompt", _json("prompt", value))
            continue
        parts = [part.strip() for part in _PARTED.split(value) if part.strip()]
        listed = all(len(part.split()) <= MOST_LISTED for part in parts)
        if listed and not _SENTENCE_END.search(value):
            yield _of("prompt", [Word(part) for part in parts])
        else:
            warnings.append(f"prompt {shown(value)} is a text and not a list, so it is not used: {ADVICE}")


def check_unread(names: Collection[str], right: str) -> None:
    """Refuse fields of a message that are not read there and look like a vocabulary.

    Args:
        names: fields that are not read.
        right: how a vocabulary is given there.

    Raises:
        RequestError: one of them looks like it.
    """
    for name in names:
        if name.removesuffix("[]").lower() in FIELDS or _looks_like_one(name):
            raise RequestError(
                f"the field {shown(name)} is not read here, and looks like a vocabulary: {right}",
                param=name[:100],
                code="unknown_vocabulary_field",
            )


def _looks_like_one(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name.lower())
    return plain in _NAMES or any(part in plain for part in _PARTS)


def _unknown(name: str, others: Collection[str]) -> str:
    """A warning about a field that has no use.

    Raises:
        RequestError: it looks like a vocabulary.
    """
    close = difflib.get_close_matches(name.lower().removesuffix("[]"), [*FIELDS, *others], 1, 0.8)
    if _looks_like_one(name) or (close and close[0] in FIELDS):
        right = close[0] if close and close[0] in FIELDS else "keywords[]"
        raise RequestError(
            f"the field {shown(name)} is not read, and looks like a vocabulary: send it as {right}; {ADVICE}",
            param=name[:100],
            code="unknown_vocabulary_field",
        )
    known = f", did you mean {close[0]!r}?" if close else ""
    return f"the field {shown(name)} is not known, so it is not used{known}"

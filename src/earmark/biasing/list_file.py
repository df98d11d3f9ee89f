"""Compiled lists as files: a header in JSON, then arrays that are memory-mapped where they lie."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.adapter.memory import AttentionKeys, BiasMemory, BiasPhrases, TokenMeanKeys
from earmark.biasing.bias_list import BiasList, EntryPaths
from earmark.biasing.confusability import ConfusabilityTable
from earmark.biasing.forms import PackedTexts, SpokenForms
from earmark.biasing.pronunciations import ListPronunciations, WordPronunciations
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import WordListError
from earmark.lexicon.table import PronunciationTable

SUFFIX = ".earmark"
MAGIC = b"earmark compiled list 1\n"
ALIGNED = 64  # bytes: where an array may begin

Arrays = dict[str, NDArray[Any]]
AGAIN = "compile the list again with `earmark words compile`"


def is_list_file(path: str | Path) -> bool:
    """The file holds a compiled list, by its first bytes. A pipe does not: it can be read once only."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def save_list(words: BiasList, path: str | Path) -> None:
    """Write ``words`` to a file, which stands complete or not at all.

    Raises:
        WordListError: the file cannot be written.
    """
    arrays = _arrays_of(words)
    layout, at = [], 0
    for name, array in arrays.items():
        at += -at % ALIGNED
        layout.append({"name": name, "dtype": array.dtype.str, "shape": array.shape, "offset": at})
        at += array.nbytes
    body = np.zeros(at, np.uint8)
    for entry, array in zip(layout, arrays.values(), strict=True):
        body[entry["offset"] :][: array.nbytes] = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    header = {
        "model": words.model,
        "fingerprint": words.fingerprint,
        "words": [_fields_of(word) for word in words.word_list],
        "source": words.word_list.source,
        "places": words.word_list.places,
        "notes": words.word_list.notes,
        "arrays": layout,
        "bytes": at,
        "crc": zlib.crc32(body.data),
    }
    head = json.dumps(header, ensure_ascii=False).encode()
    start = MAGIC + len(head).to_bytes(8, "little") + head
    unfinished = Path(f"{path}.{os.getpid()}.part")
    try:
        with open(unfinished, "wb") as file:
            file.write(start + b"\0" * (-len(start) % ALIGNED))
            file.write(body.data)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise WordListError(
            f"the compiled list cannot be written to {str(path)!r} ({error.strerror or error}): give a file "
            "in a folder that exists"
        ) from None


class Parts:
    """What a file holds, not yet made into a list."""

    def __init__(self, path: str | Path) -> None:
        """Map the file.

        Raises:
            WordListError: it is missing, of another kind, or damaged.
        """
        self._path = str(path)
        try:
            data = np.memmap(path, np.uint8, "r")
        except (OSError, ValueError) as error:
            raise WordListError(
                f"{self._path!r} cannot be read as a compiled list ({error}): {AGAIN}"
            ) from None
        if bytes(data[: len(MAGIC)]) != MAGIC:
            raise WordListError(f"{self._path!r} is not a compiled list of this version: {AGAIN}")
        at = len(MAGIC) + 8
        size = int.from_bytes(bytes(data[len(MAGIC) : at]), "little")
        try:
            self.header: dict[str, Any] = json.loads(bytes(data[at : at + size]))
            body = data[at + size + -(at + size) % ALIGNED :]
            whole = len(body) == self.header["bytes"] and zlib.crc32(body.data) == self.header["crc"]
            layout = self.header["arrays"]
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise WordListError(f"{self._path!r} is damaged or cut short: {AGAIN}")
        self._arrays = {
            entry["name"]: _array(body, entry["dtype"], entry["shape"], entry["offset"]) for entry in layout
        }

    def check(self, model: str) -> None:
        """Refuse a file of another model.

        Raises:
            WordListError: the file was compiled for another model, or with other options.
        """
        if self.header["model"] != model:
            raise WordListError(
                f"{self._path!r} was compiled for another model, or with other options of its: "
                f"{AGAIN} for this one"
            )

    @property
    def word_list(self) -> WordList:
        """The words, as they were given."""
        words = (Word(t, d, w, tuple(s), tuple(i)) for t, d, w, s, i in self.header["words"])
        places, notes = tuple(self.header["places"]), tuple(self.header["notes"])
        return WordList(tuple(words), self.header["source"], places, notes)

    @property
    def forms(self) -> SpokenForms:
        part = self._part("forms")
        texts = PackedTexts(part.pop("texts").tobytes())
        return SpokenForms(texts, **part)

    @property
    def paths(self) -> EntryPaths:
        return EntryPaths(**self._part("paths"))

    @property
    def pronunciations(self) -> ListPronunciations | None:
        names = self._part("words")
        if not names:
            return None
        tables = (self._part(f"pronunciations.{part}") for part in ("words", "entries", "given"))
        words, entries, given = (PronunciationTable(**table) for table in tables)
        texts = PackedTexts(names["names"].tobytes()).lines()
        return ListPronunciations(WordPronunciations(texts, words), entries, given)

    @property
    def confusability(self) -> ConfusabilityTable | None:
        part = self._part("confusability")
        if not part:
            return None
        names = PackedTexts(part.pop("names").tobytes()).lines()
        return ConfusabilityTable(**part, names=names)

    @property
    def memory(self) -> BiasMemory | None:
        phrases = self._part("phrases")
        if not phrases:
            return None
        keys, values = self._part("keys"), self._part("values")
        return BiasMemory(
            BiasPhrases(**phrases),
            AttentionKeys(keys["numbers"], keys.get("scales")),
            values.get("values"),
            TokenMeanKeys(**self._part("means")),
        )

    def _part(self, name: str) -> Arrays:
        """The arrays whose names begin with ``name``."""
        prefix = f"{name}/"
        return {key.removeprefix(prefix): a for key, a in self._arrays.items() if key.startswith(prefix)}


def _array(body: NDArray[np.uint8], dtype: str, shape: list[int], offset: int) -> NDArray[Any]:
    kind = np.dtype(dtype)
    size = kind.itemsize * int(np.prod(shape))
    return np.asarray(body[offset : offset + size]).view(kind).reshape(shape)


def _arrays_of(words: BiasList) -> Arrays:
    forms, sounds, near, memory = words.forms, words.pronunciations, words.confusability, words.memory
    arrays: Arrays = {
        "forms/texts": np.frombuffer(forms.texts.packed, np.uint8),
        "forms/numbers": forms.numbers,
        "forms/offsets": forms.offsets,
        "forms/ranks": forms.ranks,
        **_named("paths", words.paths),
    }
    if sounds is not None:
        arrays["words/names"] = _packed(sounds.words.words)
        tables = {"words": sounds.words.table, "entries": sounds.entries, "given": sounds.given}
        for name, table in tables.items():
            arrays |= _named(f"pronunciations.{name}", table)
    if near is not None:
        arrays |= _named("confusability", near) | {"confusability/names": _packed(near.names)}
    if memory is not None:
        arrays |= _named("phrases", memory.phrases) | _named("keys", memory.keys)
        arrays |= _named("means", memory.means)
        if memory.values is not None:
            arrays["values/values"] = memory.values
    return arrays


def _named(prefix: str, part: Any) -> Arrays:
    """The arrays among the fields of a dataclass."""
    found = {field.name: getattr(part, field.name) for field in fields(part)}
    return {f"{prefix}/{name}": a for name, a in found.items() if isinstance(a, np.ndarray)}


def _packed(texts: Any) -> NDArray[np.uint8]:
    return np.frombuffer("".join(f"{text}\n" for text in texts).encode(), np.uint8)


def _fields_of(word: Word) -> list[Any]:
    return [word.text, word.display_as, word.weight, word.sounds_like, word.ipa]

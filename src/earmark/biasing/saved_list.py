"""Compiled lists written down: in files, and where a process hands one to another."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.adapter.memory import AttentionKeys, BiasMemory, BiasPhrases, TokenMeanKeys
from earmark.biasing.bias_list import BiasList, EntryPaths
from earmark.biasing.compiled_for import CompiledFor
from earmark.biasing.complete import complete
from earmark.biasing.confusability import ConfusabilityTable
from earmark.biasing.forms import PackedTexts, SpokenForms
from earmark.biasing.list_file import Arrays, ListFile, pack, write_whole
from earmark.biasing.pronunciations import ListPronunciations, WordPronunciations
from earmark.biasing.word_list import WordList
from earmark.checks import check_kind, check_path
from earmark.errors import WordListError
from earmark.language import Language
from earmark.lexicon.table import PronunciationTable
from earmark.models.alphabet import Alphabet


def save_list(words: BiasList, path: str | Path) -> None:
    """Write ``words`` to a file, which stands complete or not at all.

    Raises:
        WordListError: the file cannot be written.
    """
    check_kind("words", words, BiasList, "a compiled list, as Recognizer.compile returns it", WordListError)
    path = check_path("path", path, WordListError)
    head, body = pack(_header_of(words), _arrays_of(words))
    write_whole(path, (head, body.data))


def open_list(
    path: str | Path, compiled_for: CompiledFor, alphabet: Alphabet, language: Language
) -> BiasList:
    """The list that a file holds; its arrays are memory-mapped.

    Raises:
        WordListError: the file is damaged, or of another kind, model or other options.
    """
    file = ListFile.open(path)
    CompiledFor(**file.header["compiled_for"]).check(compiled_for, file.source)
    return _list_of(file, alphabet, language)


def _unpickle(packed: bytes, alphabet: Alphabet, language: Language) -> BiasList:
    return _list_of(ListFile(np.frombuffer(packed, np.uint8), "the pickled list"), alphabet, language)


def _pickle(words: BiasList) -> tuple[Callable[..., BiasList], tuple[bytes, Alphabet, Language]]:
    head, body = pack(_header_of(words), _arrays_of(words))
    return _unpickle, (head + body.tobytes(), words.alphabet, words.language)


copyreg.pickle(BiasList, _pickle)


def _list_of(file: ListFile, alphabet: Alphabet, language: Language) -> BiasList:
    return complete(
        WordList.of_file(file),
        _forms(file),
        EntryPaths(**file.part("paths")),
        _pronunciations(file),
        _confusability(file),
        _memory(file),
        CompiledFor(**file.header["compiled_for"]),
        alphabet,
        language,
    )


def _forms(file: ListFile) -> SpokenForms:
    part = file.part("forms")
    texts = PackedTexts(part.pop("texts").tobytes())
    return SpokenForms(texts, **part)


def _pronunciations(file: ListFile) -> ListPronunciations | None:
    names = file.part("words")
    if not names:
        return None
    tables = (file.part(f"pronunciations.{part}") for part in ("words", "entries", "given"))
    words, entries, given = (PronunciationTable(**table) for table in tables)
    texts = PackedTexts(names["names"].tobytes()).lines()
    return ListPronunciations(WordPronunciations(texts, words), entries, given)


def _confusability(file: ListFile) -> ConfusabilityTable | None:
    part = file.part("confusability")
    if not part:
        return None
    names = PackedTexts(part.pop("names").tobytes()).lines()
    return ConfusabilityTable(**part, names=names)


def _memory(file: ListFile) -> BiasMemory | None:
    phrases = file.part("phrases")
    if not phrases:
        return None
    keys, values = file.part("keys"), file.part("values")
    return BiasMemory(
        BiasPhrases(**phrases),
        AttentionKeys(keys["numbers"], keys.get("scales")),
        values.get("values"),
        TokenMeanKeys(**file.part("means")),
    )


def _header_of(words: BiasList) -> dict[str, Any]:
    return {
        "compiled_for": asdict(words.compiled_for),
        "fingerprint": words.fingerprint,
        **words.word_list.as_header(),
    }


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

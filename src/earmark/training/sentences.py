"""Sentences to train on without sound."""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from earmark.errors import ManifestError
from earmark.language import DEFAULT, Language
from earmark.training.pronunciations import PhoneLexicon

WORDS = (3, 36)  # fewer say little, more make clips longer than any that are recorded


def read_lines(path: Path) -> Iterator[str]:
    """The sentences of one file, plain or .xz, ``id TAB sentence`` or the sentence alone.

    Raises:
        ManifestError: the file is not UTF-8 text.
    """
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as text:
            for line in text:
                yield line.rstrip("\n").rpartition("\t")[2]
    except (UnicodeDecodeError, lzma.LZMAError) as error:
        raise ManifestError(
            f"{path} cannot be read as text ({error}): give UTF-8 lines, plain or .xz"
        ) from error


def read_sentences(
    paths: Sequence[Path], pronouncer: PhoneLexicon, language: Language = DEFAULT
) -> list[str]:
    """Sentences in their spoken form, those left out that the lexicon cannot pronounce.

    Raises:
        ManifestError: a file is not text, or no sentence is left.
    """
    lines = (language.normalize(line) for path in paths for line in read_lines(path))
    found = list(_pronounceable(lines, pronouncer))
    if not found:
        raise ManifestError(
            f"no sentence of {', '.join(map(str, paths))} has {WORDS[0]} to {WORDS[1]} words that are all "
            "in the lexicon: give ordinary sentences, one a line, and a lexicon of their words"
        )
    return found


def _pronounceable(texts: Iterable[str], pronouncer: PhoneLexicon) -> Iterator[str]:
    for text in texts:
        words = text.split()
        if WORDS[0] <= len(words) <= WORDS[1] and all(word in pronouncer.lexicon for word in words):
            yield text

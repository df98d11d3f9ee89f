"""Build the word list of every utterance of an evaluation."""

from __future__ import annotations

import gzip
import lzma
import random
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from earmark.biasing import Word, WordList
from earmark.checks import cause
from earmark.errors import EarmarkError, OptionsError, WordListError
from earmark.evaluation.entities import Inventory
from earmark.evaluation.flaws import Flaws
from earmark.evaluation.manifest import Utterance, shared_language

DISTRACTOR_SEED = 1  # one fixed draw, so that two runs with the same files use the same list


def entity_words(utterances: Iterable[Utterance]) -> tuple[Word, ...]:
    """Every entity of the manifest, each spoken form once, in order of appearance."""
    phrases = {u.language.normalize(e): e for u in utterances for e in u.entities or ()}
    phrases.pop("", None)
    return tuple(Word(text) for text in phrases.values())


def read_phrases(path: str | Path) -> list[str]:
    """Read a text file with a phrase a line, plain, .xz or .gz.

    Raises:
        WordListError: missing, not readable as UTF-8 text, or empty.
    """
    path = Path(path)
    unpack = {".xz": lzma.decompress, ".gz": gzip.decompress}.get(path.suffix, bytes)
    try:
        phrases = [
            line.strip() for line in unpack(path.read_bytes()).decode("utf-8").splitlines() if line.strip()
        ]
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError, zlib.error) as error:
        raise WordListError(
            f"distractors {str(path)!r} cannot be read ({cause(error)}): "
            "give text with one phrase a line, plain, .xz or .gz"
        ) from None
    if not phrases:
        raise WordListError(f"distractors {str(path)!r} hold no phrase: give text with one phrase a line")
    return phrases


def draw_distractors(
    paths: Sequence[str | Path], size: int, utterances: Sequence[Utterance], seed: int = DISTRACTOR_SEED
) -> tuple[Word, ...]:
    """``size`` phrases that are not spoken in the manifest, drawn evenly from all files together.

    A phrase is left out when it cannot be said in the language, is an entity of some row or
    stands in some row's text.

    Raises:
        OptionsError: fewer than ``size`` phrases are left.
    """
    language = shared_language(utterances)
    phrases = (p for path in paths for p in read_phrases(path) if not language.unspeakable(p))
    pool = {language.normalize(phrase): phrase for phrase in phrases}
    pool.pop("", None)
    spoken = {language.normalize(e) for u in utterances for e in u.entities or ()}
    candidates = Inventory(pool, language)
    for utterance in utterances:
        words = language.normalize(utterance.text).split()
        spoken.update(candidates.everywhere(words))
    left = [phrase for form, phrase in pool.items() if form not in spoken]
    if len(left) < size:
        raise OptionsError(
            f"--list-size {size} asks for more distractors than the files hold: {len(left)} of {len(pool)} "
            "phrases are never spoken in the manifest; lower it or add files"
        )
    return tuple(Word(phrase) for phrase in random.Random(seed).sample(left, size))


def row_list(utterance: Utterance, field: str) -> tuple[Word, ...]:
    """The row's own list, kept under ``field``."""
    return tuple(Word(text) for text in utterance.words_of(field))


def build_lists(
    utterances: Sequence[Utterance],
    *,
    words: str | Path | None = None,
    words_field: str | None = None,
    from_entities: bool = False,
    distractors: Sequence[str | Path] = (),
    list_size: int | None = None,
    flaws: Flaws | None = None,
) -> list[WordList | None]:
    """Make a list for each utterance; utterances with the same list share one object.

    Args:
        utterances: rows of the manifest.
        words: a word-list file for all of them.
        words_field: the field in which each row keeps its own list.
        from_entities: make one list of all the manifest's entities.
        distractors: files of phrases; ``list_size`` of them are added to every list.
        list_size: how many distractors; comes with ``distractors`` or not at all.
        flaws: typos in the list and entries left out of it, before distractors are added.

    Raises:
        OptionsError: contradicting arguments.
        EarmarkError: a file or a row cannot be used.
    """
    if sum((words is not None, words_field is not None, from_entities)) > 1:
        raise OptionsError("give only one of --words, --words-field and --entity-words")
    if bool(distractors) != (list_size is not None):
        raise OptionsError("--distractors FILE and --list-size N go together: give both or neither")
    if list_size is not None and list_size < 0:
        raise OptionsError(f"--list-size is {list_size}, expected 0 or more distractors")
    flaws = flaws or Flaws()
    extra = draw_distractors(distractors, list_size, utterances) if list_size else ()
    if words_field is not None:
        return [WordList.of(flaws.of(row_list(u, words_field)) + extra) for u in utterances]
    base: tuple[Word, ...] = ()
    if words is not None:
        base = WordList.load(words).words
    elif from_entities:
        base = entity_words(utterances)
        if not base:
            raise EarmarkError(
                "--entity-words needs rows with 'entities', the manifest has none: use --words"
            )
    base = flaws.of(base)
    shared = WordList.of(base + extra) if base or extra else None
    return [shared] * len(utterances)

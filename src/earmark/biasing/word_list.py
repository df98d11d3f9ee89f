"""WordList: the words of one request, plain data with a content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from earmark.biasing.formats import Entries, looks_like_a_path, read_content, read_entries, read_items
from earmark.biasing.list_file import ListFile, is_list_file
from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.checks import check_kind, check_path, refuse, shown
from earmark.errors import WordListError

Item: TypeAlias = str | Word | Mapping[str, Any]  # a mapping has the columns of a table as its keys
Items: TypeAlias = Iterable[Item] | Mapping[str, Any]  # a mapping has phrases as keys and weights as values


@dataclass(frozen=True)
class WordList:
    """Words to bias towards, in the order given; the index of a word is its entry number everywhere.

    ``notes`` says what loading changed and what it read otherwise than may be expected; ``places`` is where
    each word stood, a line of its file or the position in its list, counted from 1.

    Raises:
        WordListError: ``words`` holds anything else than Words.
    """

    words: tuple[Word, ...]
    source: str | None = None  # path it was loaded from
    places: tuple[int, ...] = field(default=(), compare=False, repr=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.words, tuple) or not all(isinstance(word, Word) for word in self.words):
            raise WordListError(
                f"WordList was given {shown(self.words)}, expected a tuple of Words; "
                "make it with WordList.of(['Fremont', 'Zelenskyy']) or WordList.load('names.txt')"
            )

    @classmethod
    def load(cls, path: str | Path) -> WordList:
        """Read a list from a .txt, .csv, .tsv, .json or .vcf file (UTF-8), or the words of a compiled list.

        Raises:
            WordListError: the file is missing, empty or of another kind, or lines of it cannot be used;
                the lines are reported together, each with its number and the reason.
        """
        path = check_path("the word list", path, WordListError)
        if is_list_file(path):
            return cls.of_file(ListFile.open(path))
        problems = Problems(str(path), "line")
        return cls._complete(read_entries(path, problems), problems)

    @classmethod
    def read(cls, data: bytes, name: str) -> WordList:
        """Read a list from the bytes of a file, such as one that was uploaded; nothing is opened.

        Args:
            data: the whole file, UTF-8.
            name: for messages; its ending, of those that :meth:`load` reads, is the format.

        Raises:
            WordListError: as for :meth:`load`.
        """
        problems = Problems(name, "line")
        return cls._complete(read_content(data, Path(name), problems), problems)

    @classmethod
    def of(cls, items: Items) -> WordList:
        """A list from texts, :class:`Word` objects and dictionaries; without items it is empty.

        Args:
            items: ``["Fremont", {"phrase": "Zelenskyy", "weight": 2.0}]``, or phrases with weights,
                ``{"Fremont": 1.0, "Zelenskyy": 2.0}``.

        Raises:
            WordListError: an item cannot be used; all of them are reported together.
        """
        if isinstance(items, str | bytes):
            raise WordListError(
                f"the word list is the single text {items!r}; pass a list such as ['Fremont', 'Zelenskyy'], "
                "or a file to WordList.load"
            )
        expected = "a list such as ['Fremont', 'Zelenskyy']"
        check_kind("the word list", items, Iterable, expected, WordListError)
        if getattr(items, "ndim", 1) == 0:  # an array that holds one value, and cannot be iterated
            raise refuse("the word list", items, expected, WordListError)
        problems = Problems("the word list", "item")
        words = cls._merged(read_items(items, problems), problems, source=None)
        problems.check()
        return words

    @classmethod
    def coerce(cls, words: str | Path | Items | WordList | None) -> WordList | None:
        """What people pass as ``words=``: a path is loaded, a list wrapped, a WordList and None kept.

        Raises:
            WordListError: it is none of these, or as for :meth:`load` and :meth:`of`.
        """
        if words is None or isinstance(words, WordList):
            return words
        if isinstance(words, str) and not looks_like_a_path(words) and not Path(words).exists():
            raise WordListError(
                f"words is the text {words!r}, and no file has that name; pass [{words!r}] for a list of one "
                "entry, or the path of a file such as 'names.txt'"
            )
        if isinstance(words, str | Path):
            return cls.load(words)
        check_kind("words", words, Iterable, "a path, a list of strings or a WordList", WordListError)
        return cls.of(words)

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)

    def __getitem__(self, entry: int) -> Word:
        return self.words[entry]

    @cached_property
    def layout(self) -> int:
        """Hash of where the words stood and of what loading changed: diagnostics repeat both."""
        return hash((self.places, self.notes))

    @cached_property
    def digest(self) -> str:
        """Content hash: equal for equal words in equal order, whatever file they came from."""
        content = "\x1e".join(map(_content, self.words))
        return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @classmethod
    def of_file(cls, file: ListFile) -> WordList:
        """The words of a compiled list, as they were given."""
        header = file.header
        words = (Word(t, d, w, tuple(s), tuple(i)) for t, d, w, s, i in header["words"])
        return cls(tuple(words), header["source"], tuple(header["places"]), tuple(header["notes"]))

    def as_header(self) -> dict[str, Any]:
        """What :meth:`of_file` reads."""
        words = [[w.text, w.display_as, w.weight, w.sounds_like, w.ipa] for w in self.words]
        return {"words": words, "source": self.source, "places": self.places, "notes": self.notes}

    @classmethod
    def _complete(cls, entries: Entries, problems: Problems) -> WordList:
        """The list of a file, which has words."""
        words = cls._merged(entries, problems, source=problems.source)
        problems.check()
        if not words:
            raise WordListError(f"{problems.source} holds no words; write one word or phrase a line")
        return words

    @classmethod
    def _merged(cls, entries: Entries, problems: Problems, source: str | None) -> WordList:
        """Entries that are spelled and displayed alike become one; differing weights are a problem."""
        kept: dict[tuple[str, str], int] = {}
        words: list[Word] = []
        places: list[int] = []
        for place, word in entries:
            first = kept.setdefault((word.text.casefold(), word.display_as or word.text), len(words))
            if first == len(words):
                words.append(word)
                places.append(place)
            else:
                words[first] = _together(words[first], word, place, places[first], problems)
        _note_commas(zip(places, words, strict=True), problems)
        return cls(tuple(words), source, tuple(places), tuple(problems.notes))


def _together(first: Word, other: Word, place: int, earlier: int, problems: Problems) -> Word:
    """One entry with the pronunciations of two; a problem of ``place`` where their weights differ."""
    unit = problems.unit
    if first.weight != other.weight:
        problems.add(
            place,
            f"{other.text!r} has weight {other.weight:g}, but weight {first.weight:g} on "
            f"{unit} {earlier}; keep one of them",
        )
        return first
    problems.note(f"{unit} {place}: {other.text!r} repeats {unit} {earlier}, merged")
    if not (other.sounds_like or other.ipa):
        return first
    return replace(
        first,
        sounds_like=tuple(dict.fromkeys(first.sounds_like + other.sounds_like)),
        ipa=tuple(dict.fromkeys(first.ipa + other.ipa)),
    )


def _note_commas(entries: Iterable[tuple[int, Word]], problems: Problems) -> None:
    """A comma may be a pause or part two spellings: the spelling is left whole, and noted."""
    spelled = ((place, word) for place, word in entries if word.sounds_like)
    commas = [(place, s) for place, word in spelled for s in word.sounds_like if "," in s]
    problems.note_lines(commas, "is one spelling in sounds_like; part several with '|' or ';'")


def _content(word: Word) -> str:
    """Everything about a word in one string; texts hold no control characters that are white space."""
    if word.display_as is None and word.weight == 1.0 and not word.sounds_like and not word.ipa:
        return word.text  # most entries
    fields = (word.text, word.display_as or "", repr(word.weight), "|".join(word.sounds_like))
    return "\x1f".join((*fields, "|".join(word.ipa)))

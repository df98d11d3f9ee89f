"""Word lists for correcting transcripts: what clips say, and names that they do not say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common.sets import DISTRACTORS, phrase_files
from benchmarks.studies.damage_lists import SHORT, SURNAMES, WORDS
from earmark.biasing import Word, WordList
from earmark.evaluation.lists import draw_distractors, read_phrases
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT

ORDINARY = (  # short names that sound like ordinary words, or are spelt like one; for measuring alone
    "Lee", "Ann", "Mark", "Rob", "May", "Will", "Sue", "Pat", "Jim", "Tom", "Sam", "Ben", "Dan", "Ray", "Roy",
    "Kay", "Joe", "Al", "Ed", "Ted", "Ned", "Bob", "Jay", "Guy", "Art", "Gene", "Dawn", "Rose", "Hope", "Joy",
    "Faith", "Grace", "Bill", "Jack", "Nick", "Rich", "Frank", "Grant", "Dean", "Drew", "Chase", "Reed",
    "Wade", "Cole", "Dale", "Neil", "Kim", "Jean", "Jill", "Amy",
)  # fmt: skip
LIKE_WORDS = (*SURNAMES, *WORDS, *SHORT)  # for fitting
BLOCK = 25  # neighbouring clips that share a list of rare words
OTHERS = 3000  # names beside those that are said
MANY = 10_000  # names that are not said: as many alarms as ten lists of a tenth
_EDGES = re.compile(r"^\W+|\W+$|['’]s\W*$")


@dataclass(frozen=True)
class Kind:
    """A kind of list on some clips."""

    name: str
    said: bool  # some entries are said
    lists: tuple[WordList, ...]  # one for each clip
    weight: float = 1.0  # of its alarms: a list of 10,000 stands for ten of 1,000


def kinds(data: Path, rows: Sequence[Utterance], named: bool) -> Iterator[Kind]:
    """Lists to fit with; ``named``: the clips say names among others."""
    known = common_words(data)
    own = [own_words(row.text, known) for row in rows]
    others = [word.text for word in draw_distractors(phrase_files(data, DISTRACTORS), 2 * MANY, rows)]
    spoken = _spoken(rows)
    if named:
        names = (
            _names(data, own)
            if _is_capitals(rows)
            else list(dict.fromkeys(w for words in own for w in words))
        )
        yield Kind(f"own + {OTHERS:,}", True, _shared([*names, *others[:OTHERS]], rows))
    yield Kind("rare words", True, tuple(_blocks(own, _unsaid_rare(data, spoken))))
    yield Kind(f"{MANY:,} never spoken", False, _shared(others[-MANY:], rows), 1000 / MANY)
    yield Kind("like words", False, _shared(LIKE_WORDS, rows))


def own_words(text: str, common: set[str]) -> list[str]:
    """Names and rare words of a text: runs of capitalised words, and words that are not common."""
    if text == text.upper():
        return [word for word in dict.fromkeys(DEFAULT.normalize(text).split()) if word not in common]
    found: list[str] = []
    run: list[str] = []
    begins = True  # a sentence
    for token in text.split():
        core = _EDGES.sub("", token)
        word = DEFAULT.normalize(core)
        if core[:1].isupper() and not begins and len(core) > 1 and "'" not in core:
            run.append(core)
        else:
            found += [" ".join(run)] if run else []
            run = []
            if core and " " not in word and len(word) > 3 and word not in common:
                found.append(core)
        if run and not token[-1].isalnum():
            found.append(" ".join(run))
            run = []
        begins = token.endswith((".", "?", "!"))
    return list(dict.fromkeys([*found, " ".join(run)] if run else found))


def _is_capitals(rows: Sequence[Utterance]) -> bool:
    return all(row.text == row.text.upper() for row in rows)


def common_words(data: Path) -> set[str]:
    """Words that are not rare."""
    return set(read_phrases(data / "words" / "common_5k.txt"))


def _names(data: Path, own: Sequence[Sequence[str]]) -> list[str]:
    """Those of the words that are names, as names are written."""
    known = {
        name.lower()
        for path in phrase_files(data, ("ent_first", "ent_surname"))
        for name in read_phrases(path)
    }
    return list(dict.fromkeys(word.capitalize() for words in own for word in words if word in known))


def _spoken(rows: Iterable[Utterance]) -> set[str]:
    return {word for row in rows for word in DEFAULT.normalize(row.text).split()}


def _unsaid_rare(data: Path, spoken: set[str]) -> list[str]:
    words = [
        word for word in read_phrases(phrase_files(data, ("librispeech_rare",))[0]) if word not in spoken
    ]
    return random.Random(BLOCK).sample(words, min(MANY, len(words)))


def _blocks(own: Sequence[Sequence[str]], rare: Sequence[str]) -> Iterator[WordList]:
    """Rare words of a block of clips among 1,000 others, in small letters; in every third block among 100."""
    for at in range(0, len(own), BLOCK):
        words = [word.lower() for some in own[at : at + BLOCK] for word in some]
        size = 100 if at // BLOCK % 3 == 2 else 1000
        first = at // BLOCK * 1000 % max(len(rare) - 1000, 1)
        listed = WordList.of(dict.fromkeys([*words, *rare[first : first + size]]))
        yield from [listed] * len(own[at : at + BLOCK])


def _shared(entries: Iterable[str], rows: Sequence[Utterance]) -> tuple[WordList, ...]:
    return (WordList.of(Word(text) for text in dict.fromkeys(entries)),) * len(rows)

"""Acronyms and words of mixed case: MRI is "m r i", SQL also "sequel", FFmpeg "f f m peg", IT never "it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product

from earmark.language.english.letters import said_by_letters
from earmark.language.english.normalization import normalize
from earmark.language.english.numbers import doubled

ORDINARY_WORDS = "ordinary.txt"  # beside this file
LONGEST = 5  # letters: longer words in capitals are said as words

# Acronyms that are said as words, although they are spelt like ordinary ones.
_AS_WORDS = "aids arm cat dare gap ice mash pet pin ram rip salt sap sim soap spa start swat tarp"
_SAID_AS_WORDS = frozenset(_AS_WORDS.split())
# What people say for a word in capitals, or a part of one, beside its letters.
_NICKNAMES = {
    "sql": ("sequel",), "gui": ("gooey",), "scsi": ("scuzzy",), "json": ("jason",), "jpeg": ("j peg",),
    "mpeg": ("m peg",), "gif": ("jif",), "ascii": ("askey",), "wysiwyg": ("wizzy wig",), "vlan": ("v lan",),
    "icann": ("i can",), "oauth": ("o auth",), "postgresql": ("postgres", "postgres q l"),
}  # fmt: skip
_LATIN = re.compile(r"([A-Za-z]+)('s)?\Z")
_ACRONYM = re.compile(r"([A-Z]{2,})('?s)?\Z")  # MRI, MRIs, AWS's
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_HUMPS = re.compile(r"[A-Z]+|[a-z]+")
_BEGIN_WORDS = (
    "b bl br c ch chr cl cr d dr dw f fl fr g gl gn gr h j k kl kn kr l m n p ph phl phr pl pn pr ps qu r rh "
    "s sc sch scr sh shr sk sl sm sn sp sph spl spr squ st str sv sw t th thr tr ts tw v vl w wh wr x y z zh "
    "zw"
)
_ONSETS = frozenset(_BEGIN_WORDS.split())
_ONSET = re.compile(r"qu|[^aeiouy]*")


@cache
def ordinary_words() -> frozenset[str]:
    """Ordinary words of two to five letters."""
    lines = files(__package__).joinpath(ORDINARY_WORDS).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_ordinary(word: str) -> bool:
    """Whether ``word``, in lower case, is a short ordinary word."""
    return word in ordinary_words()


def acronym_forms(written: str, shouted: bool = False) -> tuple[str, ...]:
    """Ways to say a word in capitals, with or without an s after it; none for other words.

    One that is spelt like an ordinary word is said by its letters, one of two letters or without a vowel
    mostly so, others as a word first.

    Args:
        written: a word.
        shouted: whether everything around it is in capitals too, so that they mean nothing.
    """
    match = _ACRONYM.match(written)
    if match is None:
        return ()
    capitals, ending = match[1], match[2] or ""
    word = capitals.lower()
    as_word = normalize(written)
    if len(capitals) > LONGEST:
        return (as_word, *_NICKNAMES.get(word, ()))
    letters = _spelled(capitals) + (ending if ending[:1] == "'" else f" {ending}".rstrip())
    if is_ordinary(word) and not shouted:
        return (letters, *((as_word,) if word in _SAID_AS_WORDS else ()))
    more = [f"{name}{ending}" for name in _NICKNAMES.get(word, ())]
    if len(capitals) > 2 and re.search(r"(.)\1", capitals) and not _ROMAN.match(capitals):  # IEEE, NAACP
        more.append(doubled(capitals, list(word)))
    by_letters = len(word) == 2 or said_by_letters(word)
    first = (letters, as_word) if by_letters else (as_word, letters)
    return (*first, *more)


def mixed_forms(written: str) -> tuple[str, ...]:
    """Ways to say a word with capitals inside, beside the plain one: ``GitHub``, ``iOS``, ``OpenAI``."""
    match = _LATIN.match(written)
    parts = _parts(match[1]) if match is not None else []
    if match is None or len(parts) < 2:
        return ()
    options = [_part_forms(part) for part in parts]
    said = [" ".join(parts) + (match[2] or "") for parts in product(*options)]
    short = len(written) <= LONGEST and sum(c.isupper() for c in written) > 1
    return (*_NICKNAMES.get(written.lower(), ()), *said[:3], *((_spelled(written),) if short else ()))  # IoT


def lower_forms(written: str) -> tuple[str, ...]:
    """Ways to say a word in small letters, beside the plain one: ``npm`` has no vowel, so its letters."""
    if written.islower() and said_by_letters(written) and len(written) <= LONGEST:
        return (_spelled(written),)
    return _NICKNAMES.get(written.lower(), ())


def joined_forms(letters: str) -> tuple[str, ...]:
    """Ways to say letters beside a digit or after a dot, beside the plain one: ``ec2``, ``mp3``, ``.uk``."""
    few = letters.isascii() and len(letters) > 1 and (len(letters) == 2 or said_by_letters(letters.lower()))
    return (_spelled(letters),) if few else ()


def _spelled(letters: str) -> str:
    return " ".join(letters.lower())


def _parts(written: str) -> list[str]:
    """``FFmpeg`` -> FF, mpeg; ``HTTPServer`` -> HTTP, Server."""
    parts: list[str] = []
    for hump in _HUMPS.findall(written):
        if parts and hump.islower() and parts[-1].isupper():
            parts += _parted(parts.pop(), hump)
        else:
            parts.append(hump)
    return parts


def _parted(capitals: str, rest: str) -> Iterator[str]:
    """The last of some capitals begins the word after them if that can be said."""
    whole = capitals.lower() in _NICKNAMES  # SQLite
    if len(capitals) == 1 or (not whole and len(rest) > 1 and _can_begin(capitals[-1].lower() + rest)):
        yield from filter(None, (capitals[:-1], capitals[-1] + rest))
    else:
        yield from (capitals, rest)


def _can_begin(word: str) -> bool:
    onset = _ONSET.match(word)
    return onset is not None and (not onset[0] or onset[0] in _ONSETS) and len(onset[0]) < len(word)


def _part_forms(part: str) -> tuple[str, ...]:
    """What is said for a part of a word with capitals inside, the likeliest first."""
    word = part.lower()
    if len(part) == 1:
        return (word,)
    if part.isupper() and len(part) <= LONGEST:
        as_word = (word,) if len(part) > 3 and not said_by_letters(word) else ()
        return (_spelled(part), *_NICKNAMES.get(word, ()), *as_word)
    if said_by_letters(word) and part != "Mc":
        return (_spelled(part),)
    if not _can_begin(word) and not part[0].isupper():  # the mpeg of FFmpeg
        return (f"{word[0]} {word[1:]}",)
    return (word,)

"""Generic: any language, written in any script, by what Unicode and num2words know of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from earmark.language.endings import Ending
from earmark.language.phone_set import Phones, PhoneSet
from earmark.language.protocol import MAX_SPOKEN_FORMS
from earmark.language.written import WrittenNumber

_UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo", "dz"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ′`´", "'"))
# Signs that people say, though Unicode counts them as punctuation: "H&M", "C#", "100 %", "@home", "§ 5".
_SAID = frozenset("#%&*@§¶†‡‰‱٪؉؊٭")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")  # thousands, with the points of some languages
MAX_CARDINAL_DIGITS = 15  # longer numbers are identifiers, read digit by digit
_INITIALISM_LETTERS = 5  # longer words in capitals are said as words


@dataclass(frozen=True)
class Generic:
    """A language without a folder of its own: NFKC in small letters, numbers as words where num2words can.

    Case is lowered, not folded: folding would write ``ß`` as ``ss`` and the final sigma of Greek as another
    letter, which models of those languages write. Without ``phone_set`` it has no phonetics; with one, lexica
    say how words sound. It knows no letter names and no rules of respelling.
    """

    code: str
    phone_set: PhoneSet | None = None

    @property
    def spaced(self) -> bool:
        """Whether spaces separate words."""
        return self.code.partition("-")[0] not in _UNSPACED

    @property
    def common_words(self) -> frozenset[str]:
        """None are known: a language model's commonest words take their place."""
        return frozenset()

    @property
    def endings(self) -> tuple[Ending, ...]:
        """None are known."""
        return ()

    @property
    def ending_examples(self) -> tuple[str, ...]:
        """None are needed."""
        return ()

    def normalize(self, text: str) -> str:
        """Letters, marks and apostrophes in small letters, numbers as words; the rest separates words."""
        spoken = _NUMBER.sub(lambda m: self._around(self._number(m[0]).lower()), self.fold(text))
        words = "".join(c if _is_spoken(c) else " " for c in spoken).split()
        return " ".join(bare for word in words if (bare := word.strip("'")))

    def fold(self, text: str) -> str:
        """NFKC in small letters; accents stay."""
        visible = "".join(c for c in text.translate(_APOSTROPHES) if unicodedata.category(c) != "Cf")
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).lower())

    def unspeakable(self, text: str, letters: Container[str] | None = None) -> str:
        """Signs and symbols of ``text``, and letters of its spoken form that are not among ``letters``.

        Digits are spoken where num2words knows the language, and where a model writes them.
        """
        folded = self.fold(text)
        lost = [c for c in folded if _is_lost(c)]
        if letters is not None and self._converter is None:
            lost += [c for c in folded if c.isdecimal() and c not in letters]
        if letters is not None:
            lost += [c for c in self.normalize(text) if c != " " and c not in letters]
        return "".join(dict.fromkeys(lost))

    def spoken_forms(self, text: str, limit: int = MAX_SPOKEN_FORMS) -> tuple[str, ...]:
        """The normalised text, initialisms by letters, hyphenated words joined, digits as they are."""
        if self.unspeakable(text):
            return ()
        in_words = self._converter is not None or not any(map(str.isdecimal, self.fold(text)))
        forms = (self.normalize(variant) for variant in self._variants(text)) if in_words else ()
        return tuple(dict.fromkeys(form for form in (*forms, *self._with_digits(text)) if form))[:limit]

    def transliterate(self, text: str) -> str | None:
        """None: every script is one that some model writes."""
        return None

    def respelled_forms(self, spelling: str) -> tuple[str, ...]:
        """``a-b`` -> ``ab``, ``a b``."""
        return self.normalize(spelling.replace("-", "")), self.normalize(spelling)

    def respell(self, syllable: str, stressed: bool = True) -> Phones:
        """No phones: the rules of respelling are not known."""
        return ()

    def letter_names(self, word: str) -> Phones:
        """No phones: the names of letters are not known."""
        return ()

    def said_by_letters(self, word: str) -> bool:
        """False: which words have no vowel is not known."""
        return False

    def write_numbers(self, words: Sequence[str]) -> Sequence[WrittenNumber]:
        """Return none: there are no rules."""
        return ()

    @property
    def titles(self) -> Mapping[str, str]:
        """None."""
        return {}

    def _variants(self, text: str) -> Iterator[str]:
        yield text
        words = text.split()
        if any(map(_is_initialism, words)):
            yield " ".join(" ".join(word) if _is_initialism(word) else word for word in words)
        if "-" in text.strip("-"):
            yield text.replace("-", "")

    def _with_digits(self, text: str) -> Iterator[str]:
        """For models that write digits."""
        folded = self.fold(text)
        if any(map(str.isdecimal, folded)):
            yield " ".join("".join(c if _is_spoken(c) or c.isdecimal() else " " for c in folded).split())

    def _around(self, number: str) -> str:
        return f" {number} " if self.spaced else number

    def _number(self, written: str) -> str:
        """A number in words; its digits where num2words does not know the language."""
        if self._converter is None:
            return written
        from num2words import num2words

        if _GROUPED.fullmatch(written):
            written = re.sub("[.,]", "", written)
        whole, _, decimals = written.replace(",", ".").partition(".")
        if len(written) > MAX_CARDINAL_DIGITS or "." in decimals:
            digits = (str(num2words(int(d), lang=self._converter)) for d in written if d.isdecimal())
            return (" " if self.spaced else "").join(digits)
        value = float(f"{whole}.{decimals}") if decimals else int(whole)
        return str(num2words(value, lang=self._converter))

    @cached_property
    def _converter(self) -> str | None:
        """The name under which num2words knows the language."""
        from num2words import CONVERTER_CLASSES

        names = (self.code.replace("-", "_"), self.code.partition("-")[0])
        return next((name for name in names if name in CONVERTER_CLASSES), None)


def _is_spoken(c: str) -> bool:
    category = unicodedata.category(c)
    return category[0] in "LM" or category == "Nl" or c == "'"  # a letter that is a number: 〇


def _is_lost(c: str) -> bool:
    """Whether a character means something, and is neither spoken nor a number."""
    category = unicodedata.category(c)
    return c in _SAID or (category[0] in "SC" and not c.isspace()) or category == "No"


def _is_initialism(word: str) -> bool:
    return word.isalpha() and word.isupper() and 2 <= len(word) <= _INITIALISM_LETTERS

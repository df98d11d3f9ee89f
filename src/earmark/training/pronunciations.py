"""Pronunciations of the training texts, in phones of the encoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.errors import ManifestError
from earmark.training.encoder import WORD_BOUNDARY


@dataclass(frozen=True)
class PhoneLexicon:
    """A lexicon, and how its words are joined."""

    lexicon: Mapping[str, Sequence[int]]  # word -> phone ids
    boundary: int  # the phone between two words

    @classmethod
    def load(cls, path: Path, symbols: Sequence[str]) -> PhoneLexicon:
        """Read ``word TAB phones`` lines; the first pronunciation of a word counts.

        Raises:
            ManifestError: the file is missing, or a line holds a phone that ``symbols`` has not.
        """
        if WORD_BOUNDARY not in symbols:
            raise ManifestError(f"the encoder has no {WORD_BOUNDARY} among its phones")
        number_of = {symbol: number for number, symbol in enumerate(symbols)}
        lexicon: dict[str, tuple[int, ...]] = {}
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ManifestError(f"lexicon {path} cannot be read: {error}") from error
        for count, line in enumerate(lines, 1):
            word, _, phones = line.partition("\t")
            try:
                lexicon.setdefault(word, tuple(number_of[phone] for phone in phones.split()))
            except KeyError as error:
                raise ManifestError(
                    f"{path} line {count}: {error.args[0]!r} is not a phone of the encoder; see phones.json"
                ) from error
        return cls(lexicon, number_of[WORD_BOUNDARY])

    def pronounce(self, text: str) -> list[int] | None:
        """Phone ids of a text, a boundary between words; None when a word has no pronunciation."""
        phones: list[int] = []
        for word in text.split():
            said = self.lexicon.get(word)
            if not said:
                return None
            if phones:
                phones.append(self.boundary)
            phones.extend(said)
        return phones or None

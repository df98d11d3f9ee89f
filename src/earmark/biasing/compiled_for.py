"""CompiledFor: what a compiled list depends on beside its words, and how to say what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from functools import cached_property

from earmark.errors import WordListError
from earmark.models.alphabet import Alphabet

VERSION = 4  # of compiled lists; raised when the same words compile to something else
AGAIN = "compile the list again with this model and these options"

# Parts of the pronunciations that are known by a hash: a lexicon comes first, or there are none.
_OF_PHONES = {"phones": "phone set", "graphones": "graphone model", "common": "ranking of common words"}


@dataclass(frozen=True)
class CompiledFor:
    """Model and options that a list is compiled for: equal ones make the same of the same words.

    Hashes stand for what is long; they are "" for what a model or its options do without.
    """

    language: str = ""  # code of the model's language
    tokens: int = 0  # V of the alphabet
    alphabet: str = ""  # hash of the tokens and of how they make words
    tokenizer: str = ""
    lexicon: str = ""
    phones: str = ""
    boundary: int = -1  # id of the boundary that the phone head emits between words, -1 for none
    graphones: str = ""
    common: str = ""  # hash of the common words and their ranks
    adapter: str = ""  # hash of what encodes a list's entries
    variants: int = 0  # options.spellings.variants
    sequences: int = 0  # token sequences of each spoken form
    version: int = VERSION

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal values."""
        return hash_text(repr(astuple(self)))

    def check(self, reader: CompiledFor, source: str = "the compiled list") -> None:
        """Refuse a list that was compiled for this where ``reader`` is what uses it.

        A reader without an adapter takes a list that holds an adapter's memory: it makes nothing of it.

        Raises:
            WordListError: something else differs; the message names it.
        """
        found = list(self._differences(reader))
        if found:
            raise WordListError(f"{source} was compiled {', '.join(found)}: {AGAIN}")

    def _differences(self, reader: CompiledFor) -> Iterator[str]:
        if self.version != reader.version:
            yield "by another version of earmark"
        if self.language != reader.language:
            yield f"for the language {self.language!r}, not {reader.language!r}"
        if self.alphabet != reader.alphabet:
            # Another alphabet has another tokenizer, lexicon and adapter: the model says it all.
            here = f"{reader.tokens} others" if reader.tokens == self.tokens else f"{reader.tokens}"
            yield f"for a model of {self.tokens} tokens, this one has {here}"
            return
        yield from _hashed("tokenizer", self.tokenizer, reader.tokenizer)
        if bool(self.lexicon) != bool(reader.lexicon):
            yield "with a lexicon, which is not used here" if self.lexicon else "without a lexicon"
        else:
            yield from self._differences_of_phones(reader)
        if reader.adapter:
            yield from _hashed("adapter", self.adapter, reader.adapter)
        if self.variants != reader.variants:
            yield f"with spellings.variants={self.variants}, not {reader.variants}"
        if self.sequences != reader.sequences:
            yield f"with paths_per_reading={self.sequences}, not {reader.sequences}"

    def _differences_of_phones(self, reader: CompiledFor) -> Iterator[str]:
        yield from _hashed("lexicon", self.lexicon, reader.lexicon)
        for field, name in _OF_PHONES.items():
            yield from _hashed(name, getattr(self, field), getattr(reader, field))
        if self.boundary != reader.boundary:
            yield f"for a phone head {'without' if self.boundary < 0 else 'with'} boundaries between words"


def hash_alphabet(alphabet: Alphabet) -> str:
    """Hash of an alphabet, equal for equal ones."""
    values = (getattr(alphabet, field.name) for field in fields(alphabet))
    content = repr([sorted(value) if isinstance(value, frozenset) else value for value in values])
    return hash_text(content)


def hash_text(text: str) -> str:
    """Hash of a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _hashed(name: str, own: str, reader: str) -> Iterator[str]:
    """The difference between two hashes, if there is one."""
    article = "an" if name[0] in "aeiou" else "a"
    if own and reader and own != reader:
        yield f"with another {name}"
    elif own and not reader:
        yield f"with {article} {name}, which is not used here"
    elif reader and not own:
        yield f"without {article} {name}"

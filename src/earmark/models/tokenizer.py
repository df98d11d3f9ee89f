"""Texts cut into a model's tokens, with the tokenizer it was trained with or without one."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable

import sentencepiece

from earmark.checks import check_kind, check_whole, refuse
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet

TokenSequence: TypeAlias = tuple[int, ...]

MOST = 100  # sequences that a call may ask for
NBEST_CHARACTERS = 40  # of longer texts only the best: alternatives differ in one place of many


@runtime_checkable
class Tokenizer(Protocol):
    """Cuts texts into the tokens of one alphabet; any number of threads may share one."""

    @property
    def fingerprint(self) -> str:
        """Equal for tokenizers that cut alike."""
        ...

    def encode(self, text: str) -> TokenSequence:
        """The tokens that write ``text``, words with one space between; none where they cannot."""
        ...

    def alternatives(self, text: str, n: int) -> list[TokenSequence]:
        """At most ``n`` sequences for each case that ``text`` may have, the likeliest first."""
        ...


class AlphabetTokenizer:
    """Cuts words into the fewest tokens of an alphabet: for models that come without a tokenizer."""

    def __init__(self, alphabet: Alphabet) -> None:
        """Prepare for one alphabet."""
        self.alphabet = alphabet

    @cached_property
    def fingerprint(self) -> str:
        """Equal for tokenizers that cut alike."""
        return _digest(self.alphabet)

    def encode(self, text: str) -> TokenSequence:
        """The fewest tokens that write ``text``; none where they cannot."""
        return next(iter(self.alternatives(text, 1)), ())

    def alternatives(self, text: str, n: int) -> list[TokenSequence]:
        """At most ``n`` sequences for each case that the text may have, those of fewest tokens first."""
        n = _checked(text, n)
        return _unique(s for cased in self.alphabet.cased(text) for s in self._spell(cased, n))

    def _spell(self, text: str, n: int) -> list[TokenSequence]:
        choices = [self.alphabet.speller.best(word, n) for word in text.split()]
        if not choices or not all(choices):
            return []
        # One word at a time differs from the best: whole products would repeat rare spellings of every word.
        best = [several[0] for several in choices]
        found = [best]
        for rank, place in itertools.product(range(1, n), range(len(choices))):
            if rank < len(choices[place]):
                found.append([*best[:place], choices[place][rank], *best[place + 1 :]])
        return [self._join(words) for words in found[:n]]

    def _join(self, words: Iterable[list[int]]) -> TokenSequence:
        separator = self.alphabet.separator
        if separator is None:
            return tuple(itertools.chain.from_iterable(words))
        return tuple(token for word in words for token in (separator, *word))[1:]


class SentencePieceTokenizer:
    """Cuts as a SentencePiece model does; alternatives are its own (unigram) or the alphabet's (BPE)."""

    def __init__(self, model: str | Path | bytes, alphabet: Alphabet) -> None:
        """Load ``model``, a file or its bytes, for an alphabet.

        Raises:
            ModelError: it cannot be read, or none of its pieces is in the alphabet.
        """
        self.alphabet = alphabet
        self._processor = _load(model)
        self._token_of = _tokens_of_pieces(self._processor, alphabet)
        self._ranks = _ranks_alternatives(self._processor)
        self._spelt = AlphabetTokenizer(alphabet)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for tokenizers that cut alike."""
        return _digest(self.alphabet, self._processor.serialized_model_proto())

    def encode(self, text: str) -> TokenSequence:
        """The tokens that write ``text`` in the first case that they can; none where they cannot."""
        _checked(text)
        return next(filter(None, map(self._cut, self.alphabet.cased(text))), ())

    def alternatives(self, text: str, n: int) -> list[TokenSequence]:
        """At most ``n`` sequences for each case that the text may have, the likeliest first."""
        n = _checked(text, n)
        cased = self.alphabet.cased(text)
        if len(cased) == 1:
            return self._best(cased[0], n)
        return _unique(s for one in cased for s in self._best(one, n))

    def _best(self, text: str, n: int) -> list[TokenSequence]:
        found = [self._cut(text)]
        if n > 1 and len(text) <= NBEST_CHARACTERS:
            if self._ranks:
                found += map(self._tokens, self._processor.nbest_encode_as_ids(text, n))
            elif found[0]:
                found += self._spelt._spell(text, n)
        return _unique(found)[:n]

    def _cut(self, text: str) -> TokenSequence:
        return self._tokens(self._processor.encode_as_ids(text))

    def _tokens(self, pieces: list[int]) -> TokenSequence:
        tokens = tuple(map(self._token_of.__getitem__, pieces))
        return () if None in tokens else tokens  # type: ignore[return-value]


class HuggingFaceTokenizer:
    """Cuts as a tokenizer of Hugging Face's ``tokenizers`` does; the alphabet spells the alternatives."""

    def __init__(self, tokenizer: str | Path | Any, alphabet: Alphabet) -> None:
        """Load a ``tokenizer.json``, or take a ``tokenizers.Tokenizer``, for an alphabet.

        Raises:
            ModelError: the package is not installed, the file cannot be read, or none of its tokens is in the
                alphabet.
        """
        self.alphabet = alphabet
        self._tokenizer = _load_json(Path(tokenizer)) if isinstance(tokenizer, str | Path) else tokenizer
        if not hasattr(self._tokenizer, "get_vocab"):
            raise refuse("the tokenizer", tokenizer, "a tokenizer.json or a tokenizers.Tokenizer", ModelError)
        self._spelt = AlphabetTokenizer(alphabet)
        self._token_of = {
            label: token for token, label in enumerate(alphabet.tokens) if alphabet.writable(token)
        }
        if self._token_of.keys().isdisjoint(self._tokenizer.get_vocab()):
            raise ModelError(
                f"none of the tokenizer's tokens is among the model's {len(alphabet)}: "
                "use the tokenizer the model was trained with"
            )

    @cached_property
    def fingerprint(self) -> str:
        """Equal for tokenizers that cut alike."""
        return _digest(self.alphabet, self._tokenizer.to_str().encode())

    def encode(self, text: str) -> TokenSequence:
        """The tokens that write ``text`` in the first case that they can; none where they cannot."""
        _checked(text)
        return next(filter(None, map(self._cut, self.alphabet.cased(text))), ())

    def alternatives(self, text: str, n: int) -> list[TokenSequence]:
        """At most ``n`` sequences for each case that the text may have, the tokenizer's own first."""
        n = _checked(text, n)
        return _unique(
            sequence
            for cased in self.alphabet.cased(text)
            for sequence in _unique((self._cut(cased), *self._spelt._spell(cased, n)))[:n]
        )

    def _cut(self, text: str) -> TokenSequence:
        """Whole words: tokenizers of byte-level BPE may begin one only behind a space."""
        return self._whole(text) or self._whole(f" {text}")

    def _whole(self, text: str) -> TokenSequence:
        cut = self._tokenizer.encode(text, add_special_tokens=False)
        tokens = [token for token in map(self._token_of.get, cut.tokens) if token is not None]
        if not tokens or len(tokens) < len(cut.tokens) or not self.alphabet.is_whole(tokens):
            return ()
        # BPE without an unknown token leaves out characters that it does not know.
        covered = {place for first, end in cut.offsets for place in range(first, end)}
        spelt = all(place in covered or character == " " for place, character in enumerate(text))
        return tuple(tokens) if spelt else ()


def _checked(text: object, n: int = 1) -> int:
    """The number of sequences that a call asks for, of a text."""
    check_kind("text", text, str, "text: words with one space between", ModelError)
    return check_whole("n", n, 0, MOST)


def _unique(sequences: Iterable[TokenSequence]) -> list[TokenSequence]:
    return list(dict.fromkeys(filter(None, sequences)))


def _digest(alphabet: Alphabet, model: bytes = b"") -> str:
    about = repr((alphabet.tokens, alphabet.blank, alphabet.words, alphabet.mark, sorted(alphabet.silent)))
    return hashlib.sha256(about.encode() + model).hexdigest()[:16]


def _load(model: str | Path | bytes) -> sentencepiece.SentencePieceProcessor:
    check_kind("the tokenizer", model, (str, Path, bytes), "a tokenizer.model or its bytes", ModelError)
    source = "the tokenizer" if isinstance(model, bytes) else repr(str(model))
    try:
        proto = model if isinstance(model, bytes) else Path(model).read_bytes()
    except OSError as error:
        raise ModelError(
            f"tokenizer {source} cannot be read: {error.strerror or error}; check the path"
        ) from error
    processor = sentencepiece.SentencePieceProcessor()
    try:
        processor.LoadFromSerializedProto(proto)
    except RuntimeError as error:
        raise ModelError(
            f"{source} is not a SentencePiece model; give the tokenizer.model of the acoustic model"
        ) from error
    return processor


def _load_json(path: Path) -> Any:
    try:
        import tokenizers
    except ImportError:
        raise ModelError(
            f"reading {str(path)!r} needs the package tokenizers: install it with pip install tokenizers, "
            "or leave the tokenizer out, then words are spelt by the alphabet alone"
        ) from None
    try:
        return tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(
            f"{str(path)!r} cannot be read as a tokenizer.json ({error}): copy it again from the model"
        ) from None


def _ranks_alternatives(processor: sentencepiece.SentencePieceProcessor) -> bool:
    """Unigram models rank segmentations; the others (BPE, characters) know one."""
    try:
        processor.nbest_encode_as_ids("a", 1)
    except RuntimeError:
        return False
    return True


def _tokens_of_pieces(
    processor: sentencepiece.SentencePieceProcessor, alphabet: Alphabet
) -> list[int | None]:
    """The token of each SentencePiece piece; None where the piece writes nothing or is missing."""
    token_of = {label: token for token, label in enumerate(alphabet.tokens) if alphabet.writable(token)}
    tokens = [
        None if processor.IsUnknown(i) or processor.IsControl(i) else token_of.get(processor.IdToPiece(i))
        for i in range(processor.GetPieceSize())
    ]
    if not any(token is not None for token in tokens):
        raise ModelError(
            f"none of the tokenizer's {len(tokens)} pieces is among the model's {len(alphabet)} tokens: "
            "use the tokenizer the model was trained with"
        )
    return tokens

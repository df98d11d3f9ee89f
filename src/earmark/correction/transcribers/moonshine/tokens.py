"""Read Moonshine's table of tokens, and write words from tokens.

``tokenizer.bin`` holds the tokens in order, each behind its length in bytes. A length below 128 is one byte;
a longer one is two, the lower seven bits first, with the upper bit of the first byte set. Tokens 3 to 258 are
the single bytes, for characters that no other token has; a space is "▁" at the beginning of a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from earmark.errors import TranscriberError

UNKNOWN, BEGIN, END = 0, 1, 2  # tokens that write nothing
_CONTROL = re.compile(rb"<<ST_\d+>>")  # tokens kept for tasks, which write nothing either
_SPACE = "▁".encode()


@dataclass(frozen=True)
class WrittenWord:
    """A word and how sure the decoder was of it."""

    text: str  # with its punctuation, without spaces
    probability: float  # 0..1, product over its tokens with a letter or a digit: closer to how many words
    # are right than mean or minimum, writer/README.md


@dataclass(frozen=True)
class TokenTable:
    """The bytes of every token, "▁" replaced by a space."""

    tokens: tuple[bytes, ...]

    @classmethod
    def load(cls, path: Path) -> TokenTable:
        """Read ``tokenizer.bin``.

        Raises:
            TranscriberError: it cannot be read, or ends within a token.
        """
        try:
            tokens = list(_split(path.read_bytes()))
        except (OSError, IndexError) as error:
            raise TranscriberError(
                f"{str(path)!r} is not a table of Moonshine's tokens ({_why(error)}): install it again"
            ) from None
        return cls(tuple(b"" if _writes_nothing(n, t) else t for n, t in enumerate(tokens)))

    def text(self, tokens: Sequence[int]) -> str:
        """The text that tokens write; bytes that are no UTF-8 become U+FFFD."""
        return b"".join(self.tokens[token] for token in tokens).decode(errors="replace").strip()

    def words(self, tokens: Sequence[int], log_probs: Sequence[float]) -> list[WrittenWord]:
        """The words that tokens write, each with the probability of its tokens.

        Args:
            tokens: N of them.
            log_probs: (N,) natural logs of their probabilities.
        """
        written = b"".join(self.tokens[token] for token in tokens)
        words = []
        owners = self._owners(tokens)
        for match in re.finditer(rb"\S+", written):
            inside = dict.fromkeys(owners[match.start() : match.end()])
            # A comma or a full stop is less sure than the word that it follows.
            spoken = [n for n in inside if _has_letter(self.tokens[tokens[n]])] or list(inside)
            log_prob = sum(log_probs[n] for n in spoken)
            words.append(WrittenWord(match.group().decode(errors="replace"), min(1.0, exp(log_prob))))
        return words

    def _owners(self, tokens: Sequence[int]) -> list[int]:
        """For every byte of the text, the position of the token that it belongs to."""
        return [n for n, token in enumerate(tokens) for _ in self.tokens[token]]


def _split(data: bytes) -> Iterator[bytes]:
    """Yield the tokens; IndexError where the data ends within one."""
    at = 0
    while at < len(data):
        length, at = data[at], at + 1
        if length >= 128:
            length, at = data[at] * 128 + length - 128, at + 1
        if at + length > len(data):
            raise IndexError
        yield data[at : at + length].replace(_SPACE, b" ")
        at += length


def _writes_nothing(number: int, token: bytes) -> bool:
    return number in (UNKNOWN, BEGIN, END) or _CONTROL.fullmatch(token) is not None


def _has_letter(token: bytes) -> bool:
    """Whether a token has a letter, a digit or a part of a character beyond ASCII."""
    return any(byte >= 128 or chr(byte).isalnum() for byte in token)


def _why(error: Exception) -> str:
    return "it ends within a token" if isinstance(error, IndexError) else str(error.args[-1])

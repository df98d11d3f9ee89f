"""The word language model: probabilities of sentences, from ARPA or from earmark's binary file."""

from __future__ import annotations

import gzip
import math
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from earmark import _core
from earmark.checks import check_kind, check_path, check_texts, check_whole
from earmark.decoding.kenlm_file import is_kenlm, log_sum, open_kenlm, unigrams
from earmark.errors import LanguageModelError
from earmark.pickling import SharedByCopies

GZIP = b"\x1f\x8b"
FEWEST_BITS, MOST_BITS = 4, 12  # of the codes that stand for floats
MOST_THREADS = 1024
HEAD = 8  # bytes that tell the kinds of files apart
Case: TypeAlias = Literal["lower", "kept"]
BLOCK = 1 << 22  # bytes read at a time: the text of an ARPA file is never in memory as a whole


@dataclass(frozen=True)
class TextScore:
    """What a language model makes of some sentences."""

    log_prob: float  # nats, <= 0
    events: int  # words scored, and sentence ends when asked for
    unknown: int  # words that the model does not have, counted in events

    @property
    def perplexity(self) -> float:
        """exp of the nats an event costs; 1.0 and up, NaN of no events."""
        return math.exp(-self.log_prob / self.events) if self.events else math.nan


class WordLm(SharedByCopies):
    """A back-off n-gram model. Immutable: any number of threads may share one.

    The search compares words in lower case, and those of an ARPA file are read so. Texts are normalised
    before they are scored (:meth:`Language.normalize`).
    """

    _holds = "n-grams in the core"
    _advice = "load its file in each process"

    def __init__(self, core: _core.NgramModel, path: Path | None = None) -> None:
        self.core = core  # what the search holds
        self.path = path

    @classmethod
    def load(cls, path: str | Path, bits: int = 0, case: Case = "lower") -> WordLm:
        """Read an ARPA file (plain or .gz), or memory-map a file that :meth:`save` wrote.

        The n-grams of a binary file of KenLM stay where they are: the kenlm package scores them.

        Args:
            path: the file; its content says which kind it is.
            bits: 0 keeps the floats of an ARPA file; 4 to 12 replace them by codes of so many bits.
            case: "lower", or "kept" for the words of an ARPA file as they stand, which no search of earmark's
                own asks for.

        Raises:
            LanguageModelError: the file is missing, of another kind, cut short or damaged.
        """
        path = check_path("the language model", path, LanguageModelError)
        if bits != 0:
            bits = check_whole("bits", bits, FEWEST_BITS, MOST_BITS, LanguageModelError)
        try:
            head = _head(path)
            if not head:
                raise LanguageModelError(f"{path} is empty, expected a language model")
            if bits == 0 and _core.NgramModel.wrote(head):
                return cls(_core.NgramModel.open(str(path)), path)
            if is_kenlm(head):
                return cls(open_kenlm(path, case == "lower"), path)
            return cls(_opened_arpa(path, head.startswith(GZIP), bits, case), path)
        except OSError as error:  # gzip.BadGzipFile is one
            raise LanguageModelError(
                f"cannot read the language model {path} ({error.strerror or error}): "
                "give an ARPA file, .gz or not, what `earmark train lm` wrote, or a binary file of KenLM"
            ) from error
        except RuntimeError as error:
            raise LanguageModelError(str(error)) from error
        except (EOFError, zlib.error) as error:
            raise LanguageModelError(f"{path} was cut short or damaged while compressed: {error}") from error

    @staticmethod
    def wrote(path: str | Path) -> bool:
        """Whether :meth:`save` wrote a file.

        Raises:
            OSError: the file is missing or cannot be read.
        """
        return _core.NgramModel.wrote(_head(Path(path)))

    def save(self, path: str | Path) -> None:
        """Write the binary file that :meth:`load` maps into memory."""
        path = check_path("the path to write the language model to", path, LanguageModelError)
        try:
            self.core.save(str(path))
        except RuntimeError as error:
            raise LanguageModelError(str(error)) from error

    @property
    def order(self) -> int:
        """Words of the longest n-grams, 1 to 6."""
        return self.core.order

    @property
    def words(self) -> int:
        """Size of the vocabulary, ``<unk>``, ``<s>``, ``</s>`` and the class included."""
        return self.core.words

    @property
    def has_class(self) -> bool:
        """Whether the model knows ``<boost>``, the class of all rare words."""
        return self.core.boost_class >= 0

    def counts(self) -> tuple[int, ...]:
        """N-grams of order 1, 2, ...; of KenLM's files those of order 1 alone are known, and others are 0."""
        return tuple(self.core.count(n + 1) for n in range(self.order))

    def commonest(self, count: int) -> list[str]:
        """The ``count`` words with the greatest unigram probability, greatest first."""
        count = check_whole("count", count, 0, sys.maxsize, LanguageModelError)
        nothing, no_word = self.core.empty(), self.core.boost_class
        words = (word for word in range(self.core.first_word, self.core.words) if word != no_word)
        ranked = sorted(words, key=lambda word: (-self.core.score(nothing, word)[0], word))
        return [self.core.word(word) for word in ranked[:count]]

    def __contains__(self, word: str) -> bool:
        return isinstance(word, str) and (word == "<unk>" or self.core.id(word) != 0)

    def score(self, text: str, bos: bool = True, eos: bool = True) -> float:
        """Natural log of the probability of the words of ``text``, split at white space.

        Args:
            text: words the way the model writes them.
            bos: the words begin a sentence.
            eos: they end it: the end is scored as well.
        """
        check_kind("text", text, str, "text: words with blanks between", LanguageModelError)
        return self.core.score_texts([text], bos, eos, 1)[0][0]

    def score_all(
        self, texts: Sequence[str], bos: bool = True, eos: bool = True, threads: int = 1
    ) -> list[TextScore]:
        """:meth:`score` of many texts in one call, without the GIL."""
        check_texts("texts", texts, "a list of texts", LanguageModelError)
        threads = check_whole("threads", threads, 0, MOST_THREADS)
        return [TextScore(*row) for row in self.core.score_texts(list(texts), bos, eos, threads)]

    def perplexity(self, texts: Sequence[str], threads: int = 1) -> TextScore:
        """All texts together, each a sentence with its end; unknown words count with their probability."""
        rows = self.score_all(texts, threads=threads)
        return TextScore(
            math.fsum(r.log_prob for r in rows), sum(r.events for r in rows), sum(r.unknown for r in rows)
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _opened_arpa(path: Path, compressed: bool, bits: int, case: Case) -> _core.NgramModel:
    """The n-grams; those of words in several cases stay behind the words in lower case."""
    try:
        return _read_arpa(path, compressed, bits, case)
    except _core.RepeatedWordError:
        if case == "kept":
            raise
    cased = _read_arpa(path, compressed, bits, "kept")
    words = [cased.word(word) for word in range(cased.words)]
    folded = [word.lower() for word in words]
    scores: dict[str, list[float]] = {}
    for word, text in enumerate(folded):
        scores.setdefault(text, []).append(cased.score(cased.empty(), word)[0])
    together = {text: log_sum(parts) for text, parts in scores.items()}
    return unigrams(path, together).finish_folded(cased, folded)


def _read_arpa(path: Path, compressed: bool, bits: int, case: Case) -> _core.NgramModel:
    reader = _core.ArpaReader(str(path))
    with gzip.open(path) if compressed else path.open("rb") as file:
        for lines in _lines(file):
            reader.feed(_lowered(lines) if case == "lower" else lines)
    return reader.finish(bits)


def _lines(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    """Blocks of whole lines; of what has no lines, any."""
    rest = b""
    while block := file.read(BLOCK):
        lines, end, after = block.rpartition(b"\n")
        yield rest + lines + end if end else rest + block
        rest = after if end else b""
    yield rest


def _lowered(lines: bytes) -> bytes:
    """``lines`` in lower case: the words of the emissions are, whatever the case of the model's tokens."""
    if lines.isascii():
        return lines.lower()
    return lines.decode(errors="surrogateescape").lower().encode(errors="surrogateescape")

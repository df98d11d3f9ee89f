"""Train a graphone model on lexica: align letters and phones, then estimate an n-gram model."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark import _core
from earmark.errors import OptionsError, PhoneError
from earmark.language import DEFAULT, PhoneSet
from earmark.training.ngram import NgramOptions, train_ngram

Pronounced = tuple[str, tuple[int, ...]]  # letters, phone ids
Say = Callable[[str], None]  # progress, a sentence at a time

# (letters, phones) of a graphone. Letters that say nothing stay graphones of their own.
SHAPES = ((1, 1), (1, 2), (2, 1), (1, 0))
_SPELLING = re.compile(r"(?=.*[a-z])[a-z']+")
_ALTERNATIVE = re.compile(r"\(\d+\)$")  # CMUdict marks further readings of a word: read(2)


@dataclass(frozen=True)
class GraphoneOptions:
    """Options of a graphone model in training."""

    order: int = 6  # graphones of the longest n-grams, 1..6
    max_bytes: int | None = 1_000_000  # the n-grams that cost least go until the file fits; None: all stay
    bits: int = 5  # of the codes of probabilities and back-offs; 0: floats
    rounds: int = 10  # of expectation maximisation
    least: float = 5.0  # graphones expected less often are left out, and the words that need them

    def __post_init__(self) -> None:
        if self.rounds < 1 or self.least < 0:
            raise OptionsError(
                f"rounds is {self.rounds} and least {self.least}, expected 1 or more and 0 or more"
            )
        self.ngram()  # has its own checks

    def ngram(self) -> NgramOptions:
        """Options of the model over graphones: all of them are in its vocabulary."""
        return NgramOptions(
            order=self.order, vocabulary=1 << 20, min_count=1, class_token=False,
            max_bytes=self.max_bytes, bits=self.bits,
        )  # fmt: skip


@dataclass(frozen=True)
class GraphoneReport:
    """Sizes and settings of what was trained."""

    readings: int  # aligned
    left_out: int  # readings that could not be aligned: acronyms mostly
    graphones: int
    ngrams: tuple[int, ...]  # of order 1, 2, ..., those of the sentence marks included
    bytes: int  # of the file


def train_graphones(
    pronounced: Sequence[Pronounced],
    output: Path,
    options: GraphoneOptions | None = None,
    say: Say = lambda _: None,
    phone_set: PhoneSet = DEFAULT.phone_set,
) -> GraphoneReport:
    """Align, count, smooth, prune and write.

    Args:
        pronounced: words of a to z and apostrophe, each with one reading; several times for several.
        output: file to write; :meth:`earmark.lexicon.Graphones.load` reads it.
        options: order, size and so on.
        say: called with a sentence after each step.
        phone_set: of the readings.

    Raises:
        PhoneError: no word can be aligned.
        OptionsError: options that do not fit together.
    """
    o = options or GraphoneOptions()
    aligned = list(align(pronounced, o, say, phone_set))
    if not aligned:
        raise PhoneError("no word could be aligned with its phones: give a lexicon of words and phones")
    graphones = {graphone for word in aligned for graphone in word}
    left_out = len(pronounced) - len(aligned)
    say(f"{len(aligned):,} readings in {len(graphones):,} graphones, {left_out:,} left out")
    ngrams, size = train_aligned(aligned, output, o, say)
    return GraphoneReport(len(aligned), left_out, len(graphones), ngrams, size)


def train_aligned(
    aligned: Iterable[Sequence[str]], output: Path, o: GraphoneOptions, say: Say = lambda _: None
) -> tuple[tuple[int, ...], int]:
    """The n-gram model of words that are aligned already: n-grams by order, and bytes of the file."""
    with tempfile.TemporaryDirectory(prefix="earmark-g2p-") as work:
        text = Path(work) / "aligned.txt"
        text.write_text("".join(" ".join(word) + "\n" for word in aligned), encoding="utf-8")
        model, report = train_ngram([text], [output], o.ngram(), normalised=True, say=say)
    return model.counts(), report.bytes


def align(
    pronounced: Sequence[Pronounced],
    o: GraphoneOptions,
    say: Say = lambda _: None,
    phone_set: PhoneSet = DEFAULT.phone_set,
) -> Iterator[list[str]]:
    """The graphones of each reading that can be aligned, in order."""
    aligner = _core.GraphoneAligner(
        [letters for letters, _ in pronounced], [list(phones) for _, phones in pronounced], list(SHAPES)
    )
    for number in range(1, o.rounds + 1):
        # Rare graphones go once their number is known; the last rounds share out what they had.
        nats = aligner.step(o.least if number > o.rounds - 3 else 0.0)
        say(f"round {number}: {-nats / max(1, len(pronounced)):.3f} nats a reading")
    for (letters, phones), shapes in zip(pronounced, aligner.best(), strict=True):
        if shapes:
            yield list(_graphones(letters, phones, shapes, phone_set.phones))


def _graphones(
    letters: str, phones: Sequence[int], shapes: Sequence[tuple[int, int]], symbols: Sequence[str]
) -> Iterator[str]:
    letter = phone = 0
    for width, length in shapes:
        said = ",".join(symbols[number] for number in phones[phone : phone + length])
        yield f"{letters[letter : letter + width]}:{said}"
        letter, phone = letter + width, phone + length


def read_lexica(paths: Iterable[Path]) -> list[Pronounced]:
    """Words and readings of lexica, each pair once, in the order found.

    A line is ``word TAB phones in IPA``, or ``word phones in ARPAbet`` as CMUdict has it, comments after
    ``#`` and ``;;;`` and further readings as ``word(2)``. Words with digits, hyphens or letters other than
    a to z (accents are dropped) are passed over.

    Raises:
        PhoneError: a file is missing or no UTF-8, or a line has no phones.
    """
    found: dict[Pronounced, None] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise PhoneError(f"the lexicon {str(path)!r} cannot be read: {error}") from None
        for number, line in enumerate(lines, 1):
            try:
                pronounced = parse_line(line)
            except PhoneError as error:
                raise PhoneError(f"{str(path)!r} line {number}: {error}") from None
            if pronounced is not None:
                found[pronounced] = None
    return list(found)


def parse_line(line: str) -> Pronounced | None:
    """Parse a line of a lexicon; None for comments and words that are passed over.

    Raises:
        PhoneError: a word without phones, or symbols that are none.
    """
    if line.startswith(";;;") or not line.strip():
        return None
    word, tab, phones = line.partition("\t")
    if not tab:
        word, _, phones = line.partition(" ")
        phones = phones.partition("#")[0]
    letters = DEFAULT.fold(_ALTERNATIVE.sub("", word))
    if not _SPELLING.fullmatch(letters):
        return None
    return letters, DEFAULT.phone_set.from_ipa(phones) if tab else DEFAULT.from_arpabet(phones)

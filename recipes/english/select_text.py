"""Choose the sentences that are synthesised: plain and rare text, words seen seldom so far first."""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from earmark.language import DEFAULT

# file under text/ -> sentences to take; a third to a half of everything holds a rare name or term
SOURCES = {
    "lm/books.txt.xz": 14_000,
    "lm/encyclopedia.txt.xz": 1_500,
    "lm/parliament.txt.xz": 1_500,
    "lm/medical.txt.xz": 1_500,
    "general_commonvoice_cc0.txt.xz": 4_000,
    "general_sotu_pd.txt.xz": 800,
    "general_masc_open.txt.xz": 800,
    "general_wordnet_examples.txt.xz": 1_500,
    "rare_medical_templates.txt.xz": 3_500,
    "rare_names_templates.txt.xz": 4_000,
    "rare_names_in_real_sentences.txt.xz": 2_500,
    "rare_wordnet_glosses.txt.xz": 2_000,
    "rare_hpo_definitions.txt.xz": 800,
    "rare_icd10cm_descriptions_pd.txt.xz": 800,
}
WORDS = range(3, 23)  # words in a sentence: shorter has no context, longer tires the synthesiser
CHARACTERS = 130
RANDOM_SHARE = 0.33  # kept whatever their words; the others must bring a word seen less than SEEN times
SEEN = 4
UNSPEAKABLE = re.compile(r"[\d_@#$%&*=+<>|\\\[\]{}]")  # synthesisers read these as they like


def select(sources: dict[Path, int], forbidden: set[str], seed: int) -> list[tuple[str, str]]:
    """(id, sentence) pairs, shuffled; nothing that a development set says."""
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    chosen: list[tuple[str, str]] = []
    for path, wanted in sources.items():
        lines = list(read_lines(path))
        rng.shuffle(lines)
        name = re.sub(r"\W.*", "", path.name)
        taken = 0
        for line in lines:
            spoken = DEFAULT.normalize(line)
            words = spoken.split()
            if len(words) not in WORDS or len(line) > CHARACTERS or UNSPEAKABLE.search(line):
                continue
            rare = any(counts[w] < SEEN for w in words if len(w) > 3)
            if spoken in forbidden or not (rare or rng.random() < RANDOM_SHARE):
                continue
            counts.update(words)
            chosen.append((f"{name}-{taken:05d}", line))
            taken += 1
            if taken == wanted:
                break
    rng.shuffle(chosen)
    return chosen


def read_lines(path: Path) -> Iterable[str]:
    """Lines of a text file, .xz or plain."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as text:
        for line in text:
            yield line.strip()


def said_in(manifests: Iterable[Path]) -> set[str]:
    """Spoken forms of every text in the manifests."""
    return {DEFAULT.normalize(json.loads(row)["text"]) for m in manifests for row in m.open(encoding="utf-8")}


def main() -> None:
    """Write ``id<TAB>sentence`` lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True, help="folder with the text sources")
    parser.add_argument(
        "--not-in", type=Path, nargs="*", default=[], help="manifests whose texts are left out"
    )
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="so many times as many of every source (1)")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    sources = {arguments.text / name: round(arguments.scale * count) for name, count in SOURCES.items()}
    rows = select(sources, said_in(arguments.not_in), arguments.seed)
    arguments.output.write_text("".join(f"{i}\t{line}\n" for i, line in rows), encoding="utf-8")
    print(f"{len(rows)} sentences, {sum(len(line.split()) for _, line in rows)} words")


if __name__ == "__main__":
    main()

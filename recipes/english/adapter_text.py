"""Sentences full of rare names and terms to synthesise for the adapter, without the development set's.

    python recipes/english/adapter_text.py --data ../shared/data --output runs/adapter/lines.txt

Writes ``id<TAB>sentence`` lines in random order, and beside them ``forbidden.txt``, the development set's
entities, which `earmark train adapter --forbidden` keeps out of all lists.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import tarfile
from pathlib import Path

DEV = "synthetic-entities-dev"
SHARES = {
    "rare_names_templates": 0.30, "rare_medical_templates": 0.24, "rare_names_in_real_sentences": 0.15,
    "rare_wordnet_glosses": 0.08, "rare_hpo_definitions": 0.06, "rare_wordnet_instances": 0.05,
    "rare_icd10cm_descriptions_pd": 0.05, "general_commonvoice_cc0": 0.07,
}  # fmt: skip
WORD = re.compile(r"[a-z'’à-ÿ]+")


def main() -> None:
    """Draw the sentences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with text, tts, words")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=30_000, help="(30000)")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    entities = dev_entities(arguments.data)
    common = set((arguments.data / "words" / "common_5k.txt").read_text(encoding="utf-8").split())
    banned = {
        word for entity in entities for word in WORD.findall(entity) if word not in common and len(word) > 2
    }
    phrases = [e for e in entities if all(word in common for word in e.split())]
    rng = random.Random(arguments.seed)
    drawn: list[str] = []
    for name, share in SHARES.items():
        path = arguments.data / "text" / f"{name}.txt.xz"
        lines = lzma.decompress(path.read_bytes()).decode("utf-8").splitlines()
        usable = [line for line in lines if 15 < len(line) < 130 and not says(line, banned, phrases)]
        rng.shuffle(usable)
        drawn += usable[: round(share * arguments.lines)]
    rng.shuffle(drawn)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    numbered = (f"ad-{number:06d}\t{line}\n" for number, line in enumerate(drawn))
    arguments.output.write_text("".join(numbered), encoding="utf-8")
    forbidden = arguments.output.with_name("forbidden.txt")
    forbidden.write_text("\n".join(sorted(entities)) + "\n", encoding="utf-8")


def dev_entities(data: Path) -> set[str]:
    """Entities of the development set, in lower case."""
    with tarfile.open(data / "tts" / f"{DEV}.tar") as tar:
        member = next(m for m in tar.getmembers() if m.name.endswith("manifest.jsonl"))
        file = tar.extractfile(member)
        assert file is not None
        rows = [json.loads(line) for line in file]
    return {entity["text"].lower() for row in rows for entity in row["entities"]}


def says(line: str, banned: set[str], phrases: list[str]) -> bool:
    """Whether a sentence holds an entity, or one of an entity's rare words."""
    lower = line.lower()
    if banned.intersection(WORD.findall(lower)):
        return True
    return any(re.search(rf"\b{re.escape(phrase)}\b", lower) for phrase in phrases)


if __name__ == "__main__":
    main()

"""The development sets and the phrases that lists are filled up with."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from pathlib import Path

NAMES, BOOKS, ACCENTS, WAKE_WORDS = (
    "synthetic-entities-dev", "librispeech-dev", "speechocean-dev", "wakewords-dev",
)  # fmt: skip
ARCHIVES = {
    BOOKS: f"speech/{BOOKS}.tar",
    NAMES: f"tts/{NAMES}.tar",
    ACCENTS: f"speech/{ACCENTS}.tar",
    WAKE_WORDS: f"speech/{WAKE_WORDS}.tar",
}
SETS = tuple(ARCHIVES)
SYNTHETIC_TRAINING, BOOKS_TRAINING, ACCENTS_TRAINING = (
    "synthetic-train", "librispeech-train", "speechocean-train",
)  # fmt: skip
PUNCTUATED_TRAINING = (
    "prompts-lj-texts",
    "asterisk-prompts",
    "vctk-p239",
)  # real speech, transcripts with marks
TRAINING_ARCHIVES = {
    SYNTHETIC_TRAINING: f"tts/{SYNTHETIC_TRAINING}.tar",
    BOOKS_TRAINING: f"speech/{BOOKS_TRAINING}.tar",
    ACCENTS_TRAINING: f"speech/{ACCENTS_TRAINING}.tar",
    **{name: f"speech/{name}.tar" for name in PUNCTUATED_TRAINING},
}
DISTRACTORS = ("ent_drug", "ent_disease", "ent_person", "ent_place")
MORE_DISTRACTORS = (*DISTRACTORS, "ent_surname", "ent_first", "ent_brand")
MANY = 100_000  # distractors from which on the usual files hold too few


def unpacked(name: str, data: Path, work: Path) -> Path:
    """Give the manifest of a set, unpacked into the work folder the first time."""
    folder = work / name
    if not (folder / "manifest.jsonl").is_file():
        with tarfile.open(data / (ARCHIVES | TRAINING_ARCHIVES)[name]) as tar:
            tar.extractall(folder, filter="data")
    return folder / "manifest.jsonl"


def distractor_files(data: Path, size: int) -> list[Path]:
    """The phrase files to draw ``size`` distractors from."""
    return phrase_files(data, DISTRACTORS if size < MANY else MORE_DISTRACTORS)


def phrase_files(data: Path, names: Sequence[str] = DISTRACTORS) -> list[Path]:
    """Phrase files of the data by name."""
    return [data / "words" / f"{name}.txt.xz" for name in names]

"""Sentences with names that sound like words, half as names and half as words, in two disjoint halves.

``homophone_text/words_HALF.tsv`` has an entry, the word that it sounds like and a sentence with the word;
``names_HALF.tsv`` has sentences with a place for a surname or a first name. The halves share no name, no
sentence and, as they are synthesised, no voice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

TEXTS = Path(__file__).parent / "homophone_text"
Half = Literal["dev", "held-out"]
HALVES: tuple[Half, ...] = ("dev", "held-out")
FIRST_NAMES = (
    "Will", "Mark", "Rose", "May", "Hope", "Grace", "Bill", "Faith", "Grant", "Rich", "Joy", "Drew",
)  # fmt: skip
STRIDE = {"surname": 3, "first": 2}  # from one sentence of a name to its next: names differ in theirs
VOICES: dict[Half, str] = {  # of synth.py; the Kokoro voices of the halves differ
    "dev": "hibari-mix:8,kokoro:af_heart,kokoro:af_bella,kokoro:am_michael,kokoro:am_fenrir,kokoro:bf_emma,"
    "kokoro:bm_george,kokoro:af_sarah,kokoro:am_liam",
    "held-out": "piper-mix:10,kokoro:af_nova,kokoro:af_kore,kokoro:am_adam,kokoro:am_puck,kokoro:bf_isabella,"
    "kokoro:bm_fable,kokoro:af_jessica,kokoro:am_eric,kokoro:bm_lewis,kokoro:bf_lily",
}


@dataclass(frozen=True)
class Sentence:
    """One sentence of the set."""

    id: str
    text: str  # names in capitals, all other words but the first in small letters
    said: str  # for the synthesis: names spelled like the words that they sound like
    listed: str  # the name that it says, or that its word sounds like
    names: tuple[str, ...] = ()  # that are said as names


def sentences(half: Half) -> list[Sentence]:
    """All sentences of a half, as many with a name as with a word."""
    words = _rows(half, "words")
    ordinary = [
        Sentence(f"{half}-word-{number:03d}", text, text, name)
        for number, (name, _, text) in enumerate(words)
    ]
    return ordinary + list(_named(half))


def _named(half: Half) -> Iterator[Sentence]:
    """For every sentence with a word that a name sounds like, one with the name."""
    rows = _rows(half, "words")
    sounds = {name: word for name, word, _ in rows}
    templates = {kind: [t for k, t in _rows(half, "names") if k == kind] for kind in STRIDE}
    firsts = [name for name in sounds if name in FIRST_NAMES]
    number = 0
    for place, name in enumerate(sounds):
        kind = "first" if name in FIRST_NAMES else "surname"
        for turn in range(sum(row[0] == name for row in rows)):
            template = templates[kind][(place + turn * STRIDE[kind]) % len(templates[kind])]
            names = [name]
            if "{other}" in template:
                names.append(firsts[(firsts.index(name) + 1) % len(firsts)])
            other = names[-1]
            said = [sounds[one].capitalize() for one in (name, other)]
            yield Sentence(
                f"{half}-name-{number:03d}",
                template.format(name, other=other),
                template.format(said[0], other=said[1]),
                name,
                tuple(names),
            )
            number += 1


def entries() -> tuple[str, ...]:
    """Names of both halves: the list."""
    return tuple(dict.fromkeys(row[0] for half in HALVES for row in _rows(half, "words")))


def _rows(half: Half, kind: str) -> list[list[str]]:
    path = TEXTS / f"{kind}_{half.replace('-', '_')}.tsv"
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def write_texts(folder: Path) -> list[str]:
    """Write what synth.py reads, and give the commands that synthesise it."""
    commands = []
    for seed, half in enumerate(HALVES, 1):
        target = folder / half
        target.mkdir(parents=True, exist_ok=True)
        lines = [f"{one.id}\t{one.said}\n" for one in sentences(half)]
        (target / "text.tsv").write_text("".join(lines), encoding="utf-8")
        commands.append(
            f"python synth.py --text {target / 'text.tsv'} --out {target} --seed {seed} "
            f"--voices {VOICES[half]}"
        )
    return commands

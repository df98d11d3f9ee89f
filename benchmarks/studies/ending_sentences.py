"""Sentences with names and terms that have an ending, and with the same ones without, in two halves.

The halves share no name, no sentence and, as they are synthesised, no voice. Bare names stand before words
that begin with s, where an ending is easily taken for said. Words that sound like a name with its ending
stand in sentences without the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Half = Literal["dev", "held-out"]
Kind = Literal["possessive", "plural", "bare", "word"]
HALVES: tuple[Half, ...] = ("dev", "held-out")
KINDS: tuple[Kind, ...] = ("possessive", "plural", "bare", "word")
TURNS: dict[Kind, int] = {"possessive": 2, "plural": 1, "bare": 2, "word": 0}  # sentences of each name

NAMES: dict[Half, tuple[str, ...]] = {
    "dev": (
        "Zelenskyy", "Okonkwo", "Chaturvedi", "Szymanski", "Hernandez", "Beauchamp", "Takahashi", "Quilter",
        "Abernathy", "Kowalczyk", "Ramaswamy", "Vance", "Hart", "Lindqvist", "Papadakis", "Fitch",
    ),
    "held-out": (
        "Yamamoto", "Gutierrez", "Featherstone", "Pfeiffer", "Novak", "Iyer", "Mbeki", "Castellanos",
        "Wozniak", "Delacroix", "Thackeray", "Brandt", "Winn", "Sorensen", "Petrakis", "Burch",
    ),
}  # fmt: skip
PEOPLE: dict[Half, dict[Kind, tuple[str, ...]]] = {
    "dev": {
        "possessive": (
            "{} speech was short.", "We read {} report before lunch.", "That is {} office on the left.",
            "I met {} sister in Boston.", "Have you seen {} new house?", "{} car would not start.",
            "She took over from {} team in March.",
        ),
        "plural": (
            "The {} moved away last year.", "We had dinner with the {} on Sunday.",
            "Both {} signed the letter.", "The {} are our neighbors.",
        ),
        "bare": (
            "{} spoke for an hour.", "I think {} said no.", "Doctor {} saw the results.",
            "Please ask {} soon.", "Give the keys to {}.", "{} sent the slides again.", "Mister {} is late.",
        ),
    },
    "held-out": {
        "possessive": (
            "The committee liked {} plan.", "{} brother plays the violin.", "Where did you find {} letter?",
            "It was {} idea to wait.", "{} answer surprised everyone.", "They sold {} farm last winter.",
            "I have read {} second book.",
        ),
        "plural": (
            "I wrote to the {} in May.", "The {} have two dogs.", "All the {} came to the wedding.",
            "The {} were kind to us.",
        ),
        "bare": (
            "{} stayed until the end.", "Professor {} seems tired.", "Did {} sign the form?",
            "We should call {} first.", "The prize went to {}.", "{} sold the company.", "Miss {} knows why.",
        ),
    },
}  # fmt: skip
TERMS: dict[Half, tuple[tuple[Kind, str, str], ...]] = {  # kind, entry, sentence as it is written
    "dev": (
        ("possessive", "NASA", "NASA's budget grew this year."),
        ("bare", "NASA", "NASA said the launch went well."),
        ("possessive", "New York", "We saw New York's bridges at night."),
        ("bare", "New York", "New York seems far away."),
        ("possessive", "Nvidia", "Nvidia's chips are sold out."),
        ("bare", "Nvidia", "Nvidia sells more every month."),
        ("plural", "CEO", "The CEOs met in Geneva."),
        ("possessive", "CEO", "It was the CEO's decision."),
        ("bare", "CEO", "The CEO spoke to the press."),
        ("plural", "Chromebook", "The school bought forty Chromebooks."),
        ("bare", "Chromebook", "My Chromebook stopped working."),
        ("plural", "SUV", "Two SUVs blocked the road."),
        ("word", "Hart", "They played with all their hearts."),
        ("word", "Hart", "The hearts of the people were with him."),
        ("word", "Winn", "The winds blew from the north."),
        ("word", "Vance", "He advances one step at a time."),
        ("word", "Mark", "She marks the papers on Friday."),
        ("word", "Rose", "He brought her red roses."),
        ("word", "Brown", "The browns and greens were lovely."),
        ("word", "Cole", "The coals were still warm."),
    ),
    "held-out": (
        ("possessive", "IKEA", "IKEA's catalogue came in the post."),
        ("bare", "IKEA", "IKEA sends the desk on Monday."),
        ("possessive", "San Diego", "I love San Diego's beaches."),
        ("bare", "San Diego", "San Diego stays warm in winter."),
        ("possessive", "Spotify", "Spotify's price went up."),
        ("bare", "Spotify", "Spotify stopped in the middle of the song."),
        ("plural", "PDF", "Please send me the PDFs."),
        ("possessive", "PDF", "I changed the PDF's name."),
        ("bare", "PDF", "The PDF seems too large."),
        ("plural", "Airbus", "The airline ordered ten Airbuses."),
        ("bare", "Airbus", "Airbus signed the contract."),
        ("plural", "MRI", "They did two MRIs in a week."),
        ("word", "Winn", "The team wins every game."),
        ("word", "Ford", "We crossed the fords on horseback."),
        ("word", "Baker", "The bakers start work at three."),
        ("word", "Mann", "The men saw nothing."),
        ("word", "Grant", "The state grants every request."),
        ("word", "Hope", "She hopes to win."),
        ("word", "Wells", "They dug two wells behind the barn."),
        ("word", "Lane", "The road has four lanes."),
    ),
}
VOICES: dict[Half, str] = {  # of synth.py; the voices of the halves differ
    "dev": "hibari-mix:4,kokoro:af_heart,kokoro:af_bella,kokoro:am_michael,kokoro:am_fenrir,kokoro:bf_emma,"
    "kokoro:bm_george,kokoro:af_sarah,kokoro:am_liam",
    "held-out": "piper-mix:4,kokoro:af_nova,kokoro:af_kore,kokoro:am_adam,kokoro:am_puck,kokoro:bf_isabella,"
    "kokoro:bm_fable,kokoro:af_jessica,kokoro:am_eric,kokoro:bm_lewis,kokoro:bf_lily",
}
_SIBILANT = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the set."""

    id: str
    kind: Kind
    text: str  # as it is said and should be written
    entry: str  # listed: what it says with or without an ending, or what its word sounds like


def sentences(half: Half) -> list[Sentence]:
    """All sentences of a half."""
    people = [
        (kind, name, templates[(place + turn * 3) % len(templates)].format(_written(name, kind)))
        for place, name in enumerate(NAMES[half])
        for kind, templates in PEOPLE[half].items()
        for turn in range(TURNS[kind])
    ]
    return [
        Sentence(f"{half}-{kind}-{number:03d}", kind, text, name)
        for number, (kind, name, text) in enumerate([*people, *TERMS[half]])
    ]


def entries(half: Half) -> tuple[str, ...]:
    """Every entry of a half, each once."""
    return tuple(dict.fromkeys(one.entry for one in sentences(half)))


def _written(name: str, kind: Kind) -> str:
    if kind == "possessive":
        return f"{name}'s"
    if kind == "plural":
        return name + ("es" if name.endswith(_SIBILANT) else "s")
    return name


def write_texts(folder: Path) -> Iterator[str]:
    """Write what synth.py reads, and give the commands that synthesise it."""
    for seed, half in enumerate(HALVES, 11):
        target = folder / half
        target.mkdir(parents=True, exist_ok=True)
        lines = [f"{one.id}\t{one.text}\n" for one in sentences(half)]
        (target / "text.tsv").write_text("".join(lines), encoding="utf-8")
        text = target / "text.tsv"
        yield f"python synth.py --text {text} --out {target} --seed {seed} --voices {VOICES[half]}"

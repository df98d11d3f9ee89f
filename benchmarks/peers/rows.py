"""List the systems, sets and lists to measure, and measure one row."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.peers.flashlight import Flashlight
from benchmarks.peers.ours import Earmark
from benchmarks.peers.peer import Peer, Shared
from benchmarks.peers.pyctcdecode import Pyctcdecode
from benchmarks.peers.whisper import Whisper
from earmark.biasing import Word, WordList
from earmark.evaluation.lists import draw_distractors, entity_words
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report
from earmark.evaluation.score import Scoring, inventories, score_text, type_table
from earmark.language import DEFAULT

PEERS: dict[str, Callable[[Shared], Peer]] = {
    "earmark": Earmark,
    "pyctcdecode": Pyctcdecode,
    "flashlight-text": Flashlight,
    "faster-whisper, hotwords": lambda shared: Whisper(shared, "hotwords"),
    "faster-whisper, initial_prompt": lambda shared: Whisper(shared, "initial_prompt"),
}
Mode = Literal["none", "all", "own", "never"]


@dataclass(frozen=True)
class Setting:
    """A system on a set with a kind of list."""

    peer: str
    set: str
    mode: Mode  # none: no list; all: all names of the set; own: each utterance's own; never: no such name
    distractors: int  # phrases that are not spoken, in every list
    utterances: int  # at most, drawn with a fixed seed

    @property
    def name(self) -> str:
        """Name for people and for files."""
        return f"{self.peer} {self.set} {self.mode} {self.distractors} of {self.utterances}"


# Utterances a row, so many that none takes more than a minute or two of processor time: pyctcdecode matches
# every entry against every beam's text, Whisper reads 30 s of audio for each clip.
MANY, SOME, FEW = 120, 60, 24
HOTWORDS, PROMPT = "faster-whisper, hotwords", "faster-whisper, initial_prompt"
SIZES = {  # distractors, by system
    "earmark": (0, 10, 100, 1000, 10_000),
    "pyctcdecode": (0, 10, 100, 1000),
    "flashlight-text": (0, 100, 1000, 10_000),
}
USED = {"earmark": MANY, "pyctcdecode": MANY, "flashlight-text": SOME}
PLAN = [
    *(Setting(peer, NAMES, "none", 0, USED[peer]) for peer in SIZES),
    Setting(HOTWORDS, NAMES, "none", 0, FEW),
    *(Setting(peer, NAMES, "all", size, USED[peer]) for peer, sizes in SIZES.items() for size in sizes),
    Setting(HOTWORDS, NAMES, "all", 0, FEW),
    *(Setting(peer, NAMES, "own", 9, FEW) for peer in ("earmark", "pyctcdecode", HOTWORDS, PROMPT)),
    *(Setting(peer, BOOKS, "never", 1000, SOME) for peer in SIZES),
    Setting(HOTWORDS, BOOKS, "never", 100, FEW),
]


def measure(
    setting: Setting,
    peer: Peer,
    everything: Sequence[Utterance],
    chosen: Sequence[Utterance],
    files: Sequence[Path],
) -> dict[str, Any]:
    """Figures of one row; times are processor seconds, which other programs do not disturb much.

    Args:
        setting: the row.
        peer: of that name, ready.
        everything: the set, whose names are listed and whose texts distractors keep out of.
        chosen: the utterances to transcribe.
        files: phrases to draw distractors from.
    """
    extra = draw_distractors(files, setting.distractors, everything) if setting.distractors else ()
    lists = _lists(setting, everything, chosen, extra)
    counted = inventories(everything, lists)
    types = Scoring(types=type_table(everything))
    scores, compiling, searching = [], 0.0, 0.0
    compiled: WordList | None = None
    peer.compile([])
    for utterance, listed, inventory in zip(chosen, lists, counted, strict=True):
        begin = time.process_time()
        if listed is not compiled:
            peer.compile([word.text for word in listed or ()])
            compiled = listed
        middle = time.process_time()
        text = peer.write(utterance)
        end = time.process_time()
        compiling, searching = compiling + middle - begin, searching + end - middle
        seconds = utterance.seconds or 0.0
        scores.append(score_text(utterance, DEFAULT.normalize(text), seconds, inventory, types))
    report = Report(tuple(scores), (), {}).as_json()
    keep = ("wer", "u_wer", "b_wer", "entities", "false_alarms_per_hour", "utterances", "intervals", "counts")
    audio = report["counts"]["seconds"]
    speed = {"compile_seconds": round(compiling, 2), "real_time_factor": searching / audio}
    return {**asdict(setting), "name": setting.name, **speed, **{key: report[key] for key in keep}}


def _lists(
    setting: Setting, everything: Sequence[Utterance], chosen: Sequence[Utterance], extra: tuple[Word, ...]
) -> list[WordList | None]:
    """A list for each chosen utterance; equal ones are one object."""
    if setting.mode == "none":
        return [None] * len(chosen)
    if setting.mode == "own":
        return [WordList.of(entity_words([utterance]) + extra) for utterance in chosen]
    own = entity_words(everything) if setting.mode == "all" else ()
    return [WordList.of(own + extra)] * len(chosen)

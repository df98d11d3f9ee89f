"""Clips and lists for the study of the server under load."""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.common.sets import MORE_DISTRACTORS, NAMES, phrase_files, unpacked
from earmark.audio import audio_seconds
from earmark.evaluation.lists import read_phrases
from earmark.language import DEFAULT


@dataclass(frozen=True)
class Clip:
    """A sentence with names in it."""

    name: str
    content: bytes  # of the file
    seconds: float
    entities: tuple[str, ...]


@lru_cache
def clips_of(data: Path, work: Path, count: int) -> tuple[Clip, ...]:
    """Return the first clips with names of the development set; no figure of accuracy is made of them."""
    manifest = unpacked(NAMES, data, work)
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    named = [row for row in rows if row["entities"]][:count]
    paths = [manifest.parent / row["audio"] for row in named]
    said = [tuple(entity["text"] for entity in row["entities"]) for row in named]
    return tuple(
        Clip(path.name, path.read_bytes(), audio_seconds(path), entities)
        for path, entities in zip(paths, said, strict=True)
    )


def client_list(
    arguments: argparse.Namespace, clips: Sequence[Clip], number: int, size: int
) -> list[dict[str, Any]]:
    """The list of one client: names of all clips, displayed with the client's number, and other names."""
    said = sorted({name for clip in clips for name in clip.entities})
    others = random.Random(number).sample(names(arguments.data), size - len(said))
    entries: list[dict[str, Any]] = [{"phrase": name, "display_as": f"{name} ({number})"} for name in said]
    return entries + [{"phrase": name} for name in others if name not in said]


def long_list(arguments: argparse.Namespace, size: int, turn: int) -> list[str]:
    """A long list, another one each turn."""
    known = names(arguments.data)
    return random.Random(turn).sample(known, min(size, len(known)))


@lru_cache
def names(data: Path) -> list[str]:
    """Names that the model can write."""
    found = {phrase for file in phrase_files(data, MORE_DISTRACTORS) for phrase in read_phrases(file)}
    return sorted(name for name in found if name.isascii() and not DEFAULT.unspeakable(name))

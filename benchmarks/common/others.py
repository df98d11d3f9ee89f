"""Transcripts of other recognizers, kept as files of theirs: FOLDER/SET/STEM.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from earmark.correction import GivenTranscript, read_transcript
from earmark.evaluation.manifest import Utterance


@dataclass(frozen=True)
class Pair:
    """An utterance and what another recognizer wrote of it."""

    utterance: Utterance
    given: GivenTranscript


def transcripts_folder(work: Path) -> Path:
    """Where benchmarks.studies.other_transcripts writes."""
    return work / "transcripts"


def transcript_file(folder: Path, name: str, utterance: Utterance) -> Path:
    """The file of one utterance of the set ``name``."""
    return folder / name / f"{utterance.audio.stem}.json"


def pairs_of(folder: Path, name: str, rows: Sequence[Utterance]) -> list[Pair]:
    """The rows that have a transcript, with it.

    Raises:
        SystemExit: none of them has one.
    """
    files = [(row, transcript_file(folder, name, row)) for row in rows]
    pairs = [Pair(row, read_transcript(file)) for row, file in files if file.is_file()]
    if not pairs:
        raise SystemExit(
            f"{folder / name} has no transcript: write them with benchmarks.studies.other_transcripts"
        )
    return pairs

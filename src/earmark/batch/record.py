"""Records: what the output says of each row, with the same fields whether it went well or not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from earmark.batch.row import Row
from earmark.correction import Correction
from earmark.errors import AudioDiagnostic
from earmark.transcript import Transcript

Record: TypeAlias = dict[str, Any]

FIELDS = (
    "id", "audio_filepath", "offset", "duration", "text", "audio_seconds", "words", "entries", "rejected",
    "nbest", "transcript", "replacements", "diagnostics", "transcriber", "error_class", "error", "attempts",
)  # fmt: skip

REPLACED = ("entry", "before", "text", "change", "start", "end")  # what is said of a replacement


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one row."""

    number: int  # of the row
    record: Record
    considered: tuple[str, ...] = ()  # entries in any hypothesis that was compared
    seconds: float = 0.0  # that the worker took, retries and waits included
    worker: str = ""  # that made it
    began: float = 0.0  # seconds of the worker's clock since 1970, when it began


def record_of(row: Row, transcript: Transcript, attempts: int, own_list: bool) -> Record:
    """The record of a transcript.

    Args:
        row: that it is of.
        transcript: its result.
        attempts: that it took.
        own_list: the row has its own list; problems of the run's list are not repeated in each row.
    """
    made = transcript.to_dict()
    told = [d for d in transcript.diagnostics if own_list or isinstance(d, AudioDiagnostic)]
    return _empty(row, attempts) | {
        "text": made["text"],
        "audio_seconds": made["seconds"],
        "words": made["words"],
        "entries": made["entries"],
        "rejected": made["rejected"],
        "nbest": made.get("nbest"),
        "diagnostics": [asdict(diagnostic) for diagnostic in told],
        "transcriber": made["transcriber"],
    }


def record_of_correction(row: Row, correction: Correction, attempts: int, own_list: bool) -> Record:
    """The record of a corrected transcript; ``transcript`` has the format that it came in."""
    replaced = [{name: getattr(r, name) for name in REPLACED} for r in correction.replacements]
    return record_of(row, correction.as_transcript(), attempts, own_list) | {
        "transcript": correction.output,
        "replacements": replaced,
    }


def record_of_error(row: Row, error: Exception, attempts: int) -> Record:
    """The record of a row that failed: the error's class and sentence."""
    sentence = " ".join(str(error).split()) or "no message"
    return _empty(row, attempts) | {"error_class": type(error).__name__, "error": sentence}


def _empty(row: Row, attempts: int) -> Record:
    record: Record = dict.fromkeys(FIELDS)
    return record | {
        "id": row.id,
        "audio_filepath": row.audio,
        "offset": row.offset,
        "duration": row.duration,
        "attempts": attempts,
    }

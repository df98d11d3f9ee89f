"""Writing: a transcript in one of the formats."""

from __future__ import annotations

import json
from collections.abc import Callable

from earmark.errors import OptionsError
from earmark.output.subtitles import write_srt, write_tsv, write_vtt
from earmark.output.tables import write_ctm, write_textgrid
from earmark.transcript import Transcript


def _write_text(transcript: Transcript) -> str:
    return transcript.text + "\n"


def _write_json(transcript: Transcript) -> str:
    return json.dumps(transcript.to_dict(), ensure_ascii=False) + "\n"


_WRITERS: dict[str, Callable[[Transcript], str]] = {
    "text": _write_text,
    "json": _write_json,
    "srt": write_srt,
    "vtt": write_vtt,
    "tsv": write_tsv,
    "ctm": write_ctm,
    "textgrid": write_textgrid,
}
FORMATS = tuple(_WRITERS)
SUFFIXES = {name: f".{name}" for name in FORMATS} | {"text": ".txt", "textgrid": ".TextGrid"}  # of files


def write(transcript: Transcript, format: str) -> str:
    """Return a transcript in one of FORMATS.

    Raises:
        OptionsError: there is no such format.
    """
    if format not in FORMATS:
        raise OptionsError(f"format is {format!r}, expected one of {', '.join(FORMATS)}")
    return _WRITERS[format](transcript)

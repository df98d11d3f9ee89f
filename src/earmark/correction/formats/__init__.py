"""Formats of transcripts, in and out the same."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from earmark.correction.formats.reading import FORMATS, parse_transcript, read_transcript

Source: TypeAlias = str | Path | Mapping[str, Any] | list[Any]

__all__ = ["FORMATS", "Source", "parse_transcript", "read_transcript"]

"""Formats of transcripts, in and out the same."""

from earmark.correction.formats.reading import FORMATS, read_transcript

__all__ = ["FORMATS", "read_transcript"]

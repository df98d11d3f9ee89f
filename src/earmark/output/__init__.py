"""Transcripts as files: text, JSON, subtitles, and tables of words."""

from earmark.output.channels import merge_channels
from earmark.output.cues import Cue, cues_of
from earmark.output.writing import FORMATS, SUFFIXES, write

__all__ = ["FORMATS", "SUFFIXES", "Cue", "cues_of", "merge_channels", "write"]

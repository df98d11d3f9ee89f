"""Names for other recognizers' transcripts: read them, find the entries of a list, write them in."""

from earmark.correction.corrector import Corrector
from earmark.correction.formats import FORMATS, Source, read_transcript
from earmark.correction.given import Cue, Edit, GivenTranscript, GivenWord
from earmark.correction.result import Correction, Replacement, UnsaidText

__all__ = [
    "FORMATS",
    "Correction",
    "Corrector",
    "Cue",
    "Edit",
    "GivenTranscript",
    "GivenWord",
    "Replacement",
    "Source",
    "UnsaidText",
    "read_transcript",
]

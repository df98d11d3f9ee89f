"""Correction: what became of another recognizer's transcript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from earmark.correction.given import GivenTranscript
from earmark.errors import AudioDiagnostic, Diagnostic
from earmark.transcript import TranscribedWord, Transcript, WrittenEntry

Change = Literal["replaced", "inserted", "respelled"]  # of other words; none; its own


@dataclass(frozen=True)
class Replacement:
    """A list entry that was written into the transcript."""

    entry: str  # as the list has it
    before: str  # what stood there, whole words with their punctuation; of an insertion the word beside it
    text: str  # what stands there now
    change: Change
    first: int  # index of the first given word that changed
    last: int  # and of the last one
    start: float  # seconds
    end: float  # seconds
    evidence: WrittenEntry  # ``alternative`` is what stood there; differences are to the best of all that may
    # have been said instead, and log-odds weigh the other recognizer's words too


@dataclass(frozen=True)
class UnsaidText:
    """Words of the transcript that are not in the audio; they stay as they are."""

    first: int  # index of the first given word
    last: int
    text: str


@dataclass(frozen=True, eq=False)
class Correction:
    """Another recognizer's transcript with the list's entries in it."""

    transcript: GivenTranscript  # with the entries
    replacements: tuple[Replacement, ...]
    seconds: float  # length of the audio
    words: tuple[TranscribedWord, ...]  # of the corrected transcript, with times by alignment with the audio
    confirmed: tuple[WrittenEntry, ...] = ()  # entries that stood there already
    rejected: tuple[WrittenEntry, ...] = ()  # entries that were considered and not written
    unsaid: tuple[UnsaidText, ...] = ()
    diagnostics: tuple[AudioDiagnostic | Diagnostic, ...] = ()  # on the audio, and on entries of the list
    audio: str | None = None  # path, when it came from one

    @property
    def text(self) -> str:
        """Running text."""
        return self.transcript.text

    @property
    def output(self) -> Any:
        """The transcript in the format that it came in: text, or a dictionary or list where one came."""
        return self.transcript.output()

    def as_transcript(self) -> Transcript:
        """The corrected words as a transcript of earmark's own, with all entries that stand in it."""
        entries = (*self.confirmed, *(item.evidence for item in self.replacements))
        considered = dict.fromkeys(entry.entry for entry in (*entries, *self.rejected))
        return Transcript(
            text=self.text,
            words=self.words,
            seconds=self.seconds,
            entries=tuple(sorted(entries, key=lambda entry: entry.start)),
            audio=self.audio,
            rejected=self.rejected,
            considered=tuple(considered),
            diagnostics=self.diagnostics,
        )

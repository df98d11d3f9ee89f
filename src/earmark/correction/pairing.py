"""Pairing: another recognizer writes the sentences, and the list's entries are put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earmark.audio import ChannelOfFile, StoredAudio, load_audio
from earmark.audio.stream import stream_audio
from earmark.biasing import BiasList
from earmark.checks import refuse
from earmark.correction.corrector import Corrector
from earmark.correction.formats import read_transcript
from earmark.correction.transcribers import Transcribed, Transcriber, open_transcriber
from earmark.correction.transcribers.moonshine import Moonshine
from earmark.correction.transcribers.moonshine.files import installed_folder
from earmark.errors import EarmarkError, TranscriberError
from earmark.offline import Audio
from earmark.transcript import Transcript

WRITER = "moonshine"  # the bundled writer
INSTALLED = "auto"  # the writer where it is installed, else none


@dataclass(frozen=True, eq=False)
class Pairing:
    """A transcriber and what corrects its transcripts. Any number of threads may share one."""

    transcriber: Transcriber
    corrector: Corrector
    search: Callable[[Audio, BiasList | None], Transcript]  # without the transcriber

    def each(
        self, audios: Sequence[Audio], lists: Sequence[BiasList | None]
    ) -> Iterator[Transcript | EarmarkError]:
        """Yield the transcript or the error of each audio, in order."""
        for audio, words in zip(audios, lists, strict=True):
            try:
                yield self.transcribe(audio, words)
            except EarmarkError as error:
                yield error

    def transcribe(self, audio: Audio, words: BiasList | None) -> Transcript:
        """Transcribe one audio.

        What the bundled writer writes and the audio has not, such as a phrase in silence, is taken out.

        Raises:
            TranscriberError: the transcriber fails, or writes what cannot be read.
            AudioError: the audio is missing, unreadable, empty or not finite.
        """
        own = isinstance(self.transcriber, Moonshine)
        given = read_transcript(self._written(audio, words))
        if own and not given.words:  # no word beside which the search could write
            return self.search(audio, words)
        made = self.corrector.correct(audio, given, words, own).as_transcript()
        text = made.text.strip()  # a program prints a line break behind it
        return replace(made, text=text, transcriber=type(self.transcriber).__name__)

    def _written(self, audio: Audio, words: BiasList | None) -> Transcribed:
        limit = self.transcriber.hint_limit()
        hints = [] if words is None or not limit else [word.display for word in words.word_list][:limit]
        by_blocks = getattr(self.transcriber, "transcribe_blocks", None)
        if by_blocks is not None and isinstance(audio, str | Path | StoredAudio | ChannelOfFile):
            written: Transcribed = by_blocks(stream_audio(audio))
            return written
        return self.transcriber.transcribe(load_audio(audio).samples, hints)


def chosen_transcriber(
    asked: str | Transcriber | None, language: str, threads: int = 0
) -> Transcriber | None:
    """Return the transcriber that a caller asks for; None for none.

    Args:
        asked: what :func:`open_transcriber` takes; "auto" for the bundled writer where it is installed and
            writes the language; an object with a transcriber's methods; None for none.
        language: ISO 639 code of what is spoken.
        threads: cores to run on, 0 for all.

    Raises:
        TranscriberError: it is not installed, cannot be loaded, or lacks a method.
    """
    if asked is None:
        return None
    if asked == INSTALLED:
        usable = language == "en" and installed_folder() is not None
        return open_transcriber(WRITER, language, threads) if usable else None
    if isinstance(asked, str):
        return open_transcriber(asked, language, threads)
    if not isinstance(asked, Transcriber):
        raise refuse(
            "transcriber", asked, "a name, or an object with the methods transcribe and hint_limit",
            TranscriberError,
        )  # fmt: skip
    return asked

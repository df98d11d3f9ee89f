"""Transcribe rows: the audio is fetched, cut and transcribed or corrected; errors become records."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from earmark.batch.lists import ListReader
from earmark.batch.locations import is_url, joined, read_location
from earmark.batch.record import Answer, record_of, record_of_correction, record_of_error
from earmark.batch.row import Row
from earmark.batch.row_audio import Fetched, FetchError, cut, fetch
from earmark.checks import cause
from earmark.correction.formats.reading import LONGEST_PATH, SUFFIXES
from earmark.errors import TranscriberError, TranscriptError
from earmark.recognizer import Recognizer

ATTEMPTS = 3  # for what may pass: an answer that a server or a network fails to give
WAIT = 1.0  # seconds before the second attempt, twice as many before each later one
BREAK = "\n"  # behind a text, which is then never taken for a path
PASSING = (FetchError, TranscriberError)


@dataclass(frozen=True)
class RowTranscriber:
    """Transcribes rows one after the other with one recognizer."""

    recognizer: Recognizer
    nbest: int | None = None  # alternative texts to keep
    attempts: int = ATTEMPTS
    worker: str = ""  # name for reports
    wait: Callable[[float], None] = time.sleep
    lists: ListReader = field(default_factory=ListReader)

    def answer(self, row: Row, fetched: Fetched | None = None) -> Answer:
        """The answer to a row; no error of a row is raised.

        Args:
            row: to be transcribed.
            fetched: its audio, or the error of fetching it, where that was done before.
        """
        began, started = time.time(), time.monotonic()
        attempt = 1
        while True:
            try:
                record, considered = self._record(row, fetched, attempt)
                break
            except Exception as error:
                if not isinstance(error, PASSING) or attempt >= self.attempts:
                    record, considered = record_of_error(row, error, attempt), ()
                    break
            self.wait(WAIT * 2 ** (attempt - 1))
            fetched, attempt = None, attempt + 1
        return Answer(row.number, record, considered, time.monotonic() - started, self.worker, began)

    def _record(
        self, row: Row, fetched: Fetched | None, attempt: int
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        if isinstance(fetched, Exception):
            raise fetched
        words, own = self.lists(row), row.words is not None
        audio = cut(row, fetch(row) if fetched is None else fetched)
        if row.transcript is not None:
            source = given_transcript(row)
            corrected = self.recognizer.correct(audio, source, words)
            record = record_of_correction(row, corrected, attempt, own)
            if isinstance(row.transcript, str) and source == row.transcript + BREAK:
                record |= {key: record[key].removesuffix(BREAK) for key in ("text", "transcript")}
            return record, corrected.as_transcript().considered
        transcript = self.recognizer.transcribe(audio, words, self.nbest)
        return record_of(row, transcript, attempt, own), transcript.considered


def given_transcript(row: Row) -> str | Path | dict[str, Any] | list[Any]:
    """The row's transcript, as it is read by :func:`earmark.read_transcript`.

    Raises:
        TranscriptError: it is at a URL that cannot be read.
    """
    given = row.transcript
    if given is None or not isinstance(given, str):
        return given or []
    if "\n" in given or len(given) > LONGEST_PATH or PurePosixPath(given).suffix.lower() not in SUFFIXES:
        return given + BREAK
    location = joined(row.folder, given)
    if not is_url(location):
        return Path(location)
    try:
        return read_location(location).decode("utf-8-sig") + BREAK
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"the transcript {location} cannot be read ({cause(error)})") from None

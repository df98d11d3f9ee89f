"""Transcribe a manifest and score it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from earmark.biasing import WordList
from earmark.errors import EarmarkError, ManifestError
from earmark.evaluation.cache import EmissionsCache
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report, Timing
from earmark.evaluation.score import Protocol, Scoring, UtteranceScore, inventories, score, type_table
from earmark.offline import Heard
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript

CHUNK = 16  # utterances computed and timed together: fills the cores, leaves enough stretches for an interval


def evaluate(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    lists: Sequence[WordList | None] | None = None,
    *,
    bias: bool = True,
    save_emissions: str | Path | None = None,
    emissions: str | Path | None = None,
    settings: dict[str, Any] | None = None,
    protocol: Protocol = "usual",
    group: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Transcribe every utterance with its list and count what is right and wrong.

    Args:
        recognizer: without a list of its own.
        utterances: rows of a manifest.
        lists: one for each utterance, None for no list.
        bias: False keeps the lists from the search; they only define what a false alarm is.
        save_emissions: folder to keep the acoustic model's output in.
        emissions: folder of an earlier ``save_emissions``, used instead of the audio.
        settings: kept in the report as they are.
        protocol: which words are biased and what edits cost, see :class:`Scoring`.
        group: field of the rows by whose values the figures are stated once more.
        progress: called with utterances done and their number.

    Raises:
        ManifestError: an utterance's audio cannot be used; the message names the row.
        EarmarkError: of any other bad input.
    """
    lists = list(lists or [None] * len(utterances))
    counted = inventories(utterances, lists)
    scoring = scoring_of(recognizer, utterances, protocol, group)
    cache = None
    if emissions is not None:
        cache = EmissionsCache.open(emissions, recognizer.model)
    elif save_emissions is not None:
        cache = EmissionsCache(save_emissions, recognizer.model)
    scores: list[UtteranceScore] = []
    timings: list[Timing] = []
    for at in range(0, len(utterances), CHUNK):
        part = slice(at, at + CHUNK)
        rows = utterances[part]
        words = lists[part] if bias else [None] * len(rows)
        for one in words:
            recognizer.compile(one)  # outside the clock: a list is compiled once, not once an utterance
        transcripts, timing = _chunk(recognizer, rows, words, cache, stored=emissions is not None)
        timings.append(timing)
        scores += [
            score(u, t, inventory, scoring, listed)
            for u, t, inventory, listed in zip(rows, transcripts, counted[part], lists[part], strict=True)
        ]
        progress(len(scores), len(utterances))
    if cache is not None and emissions is None:
        cache.close()
    return Report(tuple(scores), tuple(timings), settings or {}, peak_memory())


def scoring_of(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    protocol: Protocol = "usual",
    group: str | None = None,
) -> Scoring:
    """How to score what this recognizer writes for these utterances."""
    known = recognizer.lm.__contains__ if recognizer.lm is not None else None
    return Scoring(protocol, known, type_table(utterances), group)


def peak_memory() -> float | None:
    """MB that this process has held at most so far; None where the system does not count them."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    # ru_maxrss is in kilobytes on Linux, in bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)


def _chunk(
    recognizer: Recognizer,
    rows: Sequence[Utterance],
    words: Sequence[WordList | None],
    cache: EmissionsCache | None,
    stored: bool,
) -> tuple[list[Transcript], Timing]:
    """Transcripts of some rows and the time they took."""
    begin = time.perf_counter()
    if cache is None:
        transcripts = []
        results = recognizer.transcribe_each([row.audio for row in rows], words_each=words)
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, EarmarkError):
                raise ManifestError(f"line {row.line} of the manifest ({row.id!r}): {result}") from result
            transcripts.append(result)
        spent = time.perf_counter() - begin
        return transcripts, Timing(sum(t.seconds for t in transcripts), spent, None)
    heard = [cache.load(row.id) if stored else hear_row(recognizer, row) for row in rows]
    spent = time.perf_counter() - begin
    transcripts, search = timed_write(recognizer, heard, words)
    if not stored:
        for row, one in zip(rows, heard, strict=True):
            cache.store(row.id, one)
    audio = sum(t.seconds for t in transcripts)
    return transcripts, Timing(audio, None if stored else spent, search)


def timed_write(
    recognizer: Recognizer, heard: Sequence[Heard], words: Sequence[WordList | None]
) -> tuple[list[Transcript], float]:
    """Transcripts from emissions, and the seconds that the search took."""
    begin = time.perf_counter()
    transcripts = recognizer.write(heard, words_each=list(words))
    return transcripts, time.perf_counter() - begin


def hear_row(recognizer: Recognizer, row: Utterance) -> Heard:
    """Emissions of one row; audio that cannot be used is a ManifestError that names the row."""
    try:
        return recognizer.hear(row.audio)
    except EarmarkError as error:
        raise ManifestError(f"line {row.line} of the manifest ({row.id!r}): {error}") from error

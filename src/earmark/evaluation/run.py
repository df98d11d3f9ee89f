"""Transcribe a manifest and score it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from earmark.biasing import WordList
from earmark.errors import EarmarkError, ManifestError
from earmark.evaluation.cache import INDEX, EmissionsCache
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report, Timing
from earmark.evaluation.score import (
    Protocol,
    Scoring,
    UtteranceScore,
    inventories,
    score,
    type_table,
)
from earmark.evaluation.spoken import spoken_hypothesis
from earmark.offline import EncodedAudio
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript

CHUNK = 16  # utterances computed and timed together: fills the cores, leaves enough stretches for an interval

Load = Callable[[str], EncodedAudio]  # emissions of the utterance of this id
Lists = Sequence[WordList | None]
Encode = Callable[[Sequence[Utterance]], tuple[list[EncodedAudio], float | None]]  # and the seconds it took


def evaluate(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    lists: Lists | None = None,
    *,
    bias: bool = True,
    save_emissions: str | Path | None = None,
    emissions: str | Path | None = None,
    load: Load | None = None,
    damage: bool = True,
    without: Mapping[str, str] | None = None,
    settings: dict[str, Any] | None = None,
    protocol: Protocol = "usual",
    group: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Transcribe every utterance with its list and count what is right and wrong.

    Where lists are used, every utterance is searched once more without one, to count what the lists changed.

    Args:
        recognizer: without a list of its own.
        utterances: rows of a manifest.
        lists: one for each utterance, None for no list.
        bias: False keeps the lists from the search; they only define what a false alarm is.
        save_emissions: folder to keep the acoustic model's output in.
        emissions: folder of an earlier ``save_emissions``, used instead of the audio.
        load: gives the emissions of an utterance by its id, used instead of the audio.
        damage: False leaves the search without a list out.
        without: what that search found before, by id: :meth:`Report.without_lists` of a run with the same
            options.
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
        load = EmissionsCache.open(emissions, recognizer.model).load
    elif save_emissions is not None:
        cache = EmissionsCache(save_emissions, recognizer.model)
    biased = bias and any(one is not None for one in lists)
    compared = dict(without or {})
    search_twice = biased and damage and without is None
    encode = _encoder(recognizer, load, cache, search_twice)
    scores: list[UtteranceScore] = []
    timings: list[Timing] = []
    for at in range(0, len(utterances), CHUNK):
        part = slice(at, at + CHUNK)
        words = lists[part] if bias else [None] * len(lists[part])
        for one in words:
            recognizer.compile(one)  # outside the clock: a list is compiled once, not once an utterance
        if encode is None:
            transcripts, timing = _transcribe(recognizer, utterances[part], words)
        else:
            encoded, spent = encode(utterances[part])
            transcripts, timing = _search(recognizer, encoded, words, spent)
            if search_twice:
                compared |= _spoken(utterances[part], recognizer.decode(encoded))
        timings.append(timing)
        rows = zip(utterances[part], transcripts, counted[part], lists[part], strict=True)
        scores += [
            score(u, t, inventory, scoring, listed, compared.get(u.id) if biased and damage else None)
            for u, t, inventory, listed in rows
        ]
        progress(len(scores), len(utterances))
    if cache is not None:
        cache.close()
    return Report(tuple(scores), tuple(timings), settings or {}, peak_memory(), biased)


def _encoder(
    recognizer: Recognizer, load: Load | None, cache: EmissionsCache | None, needed: bool
) -> Encode | None:
    """Choose where emissions come from; None: they need not be kept, audio is transcribed in one go."""
    if load is not None:
        return lambda rows: ([load(row.id) for row in rows], None)
    if cache is None and not needed:
        return None

    def encode(rows: Sequence[Utterance]) -> tuple[list[EncodedAudio], float]:
        begin = time.perf_counter()
        encoded = encode_rows(recognizer, rows)
        spent = time.perf_counter() - begin
        if cache is not None:
            for row, one in zip(rows, encoded, strict=True):
                cache.store(row.id, one)
        return encoded, spent

    return encode


def _transcribe(
    recognizer: Recognizer, rows: Sequence[Utterance], words: Lists
) -> tuple[list[Transcript], Timing]:
    begin = time.perf_counter()
    transcripts = []
    results = recognizer.as_spoken().transcribe_each([row.audio for row in rows], words_each=words)
    for row, result in zip(rows, results, strict=True):
        if isinstance(result, EarmarkError):
            raise _at_row(row, result) from result
        transcripts.append(result)
    spent = time.perf_counter() - begin
    return transcripts, Timing(sum(t.seconds for t in transcripts), spent, None)


def _search(
    recognizer: Recognizer, encoded: Sequence[EncodedAudio], words: Lists, acoustic: float | None
) -> tuple[list[Transcript], Timing]:
    """Transcripts from emissions, beside the ``acoustic`` seconds that computing them took."""
    begin = time.perf_counter()
    transcripts = recognizer.decode(encoded, words_each=list(words))
    search = time.perf_counter() - begin
    return transcripts, Timing(sum(t.seconds for t in transcripts), acoustic, search)


def _spoken(rows: Sequence[Utterance], transcripts: Sequence[Transcript]) -> dict[str, str]:
    pairs = zip(rows, transcripts, strict=True)
    return {row.id: spoken_hypothesis(transcript, row.language) for row, transcript in pairs}


def encode_row(recognizer: Recognizer, row: Utterance) -> EncodedAudio:
    """Compute the emissions of one row; audio that cannot be used is a ManifestError that names the row."""
    try:
        return recognizer.encode(row.audio)
    except EarmarkError as error:
        raise _at_row(row, error) from error


def encode_rows(
    recognizer: Recognizer,
    rows: Sequence[Utterance],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[EncodedAudio]:
    """:func:`encode_row` of several, on all threads that the recognizer may use."""
    encoded: list[EncodedAudio] = []
    with ThreadPoolExecutor(recognizer.options.search.threads or os.cpu_count() or 1) as pool:
        for one in pool.map(lambda row: encode_row(recognizer, row), rows):
            encoded.append(one)
            progress(len(encoded), len(rows))
    return encoded


def encode_all(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    folder: str | Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[EncodedAudio]:
    """Emissions of every utterance, from ``folder`` where they were kept, else computed and kept there.

    Raises:
        EmissionsError: the folder's emissions are of another model or lack an utterance.
        ManifestError: an utterance's audio cannot be used.
    """
    if folder is not None and (Path(folder) / INDEX).is_file():
        stored = EmissionsCache.open(folder, recognizer.model)
        return [stored.load(utterance.id) for utterance in utterances]
    encoded = encode_rows(recognizer, utterances, progress)
    if folder is not None:
        cache = EmissionsCache(folder, recognizer.model)
        for utterance, one in zip(utterances, encoded, strict=True):
            cache.store(utterance.id, one)
        cache.close()
    return encoded


def _at_row(row: Utterance, error: EarmarkError) -> ManifestError:
    return ManifestError(f"line {row.line} of the manifest ({row.id!r}): {error}")


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

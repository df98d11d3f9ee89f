"""Recognise the phones of a recording of one word or phrase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.arrays import runs
from earmark.errors import PhoneError
from earmark.language import Phones, PhoneSet

# Nats taken off the blank of each frame: with 1, weak phones come through; with more, noise does too.
PENALTIES = (0.0, 1.0)
MARGIN = 3.0  # nats a phone by which free decoding must fit better than a reading of the spelling: see UNLIKE


# What a clip of the word alone does not reach. 136 clips of wakewords-dev (by hand): free decoding has as
# many phones as the reading, at most 1.6 times as many in 95 %, and fits better by 1.3 nats a phone, at most
# 3.0 in 95 %; in clips of another word by 5, at least 2.7 in 95 %. Sentences have 17 phones or more.
LONGER, MORE = 1.5, 3  # times and added phones of the longest reading
UNLIKE = 4.0  # nats a phone of the best reading by which free decoding fits better


@dataclass(frozen=True)
class PhoneCandidate:
    """A pronunciation considered for a clip."""

    phones: Phones  # with boundaries between words, where they are recognised or known
    log_prob: float  # nats, ln p(phones | clip), summed over alignments
    known: bool  # a reading of the spelling; else decoded freely


def recognize_phones(
    log_probs: NDArray[np.float32],
    symbols: Sequence[str],
    blank: int,
    readings: Iterable[Phones],
    phone_set: PhoneSet,
) -> tuple[PhoneCandidate, ...]:
    """Rank pronunciations of a clip, the best first.

    A reading of the spelling wins over free decoding unless it fits much worse: free decoding follows every
    error of the phone head, but names that are not said as they are spelled have no other.

    Args:
        log_probs: (T, C) natural log, of a phone head.
        symbols: (C,) names of its columns.
        blank: column of its blank.
        readings: of the spelling.
        phone_set: of the readings.

    Raises:
        PhoneError: no phone is recognised.
    """
    rows = _pooled(log_probs, phone_set.columns(symbols, blank), phone_set)
    free = dict.fromkeys(filter(None, (_greedy(rows, penalty, phone_set.boundary) for penalty in PENALTIES)))
    if not free:
        raise PhoneError(
            "no phone is recognised in the clip: record the word once, alone, close to the microphone"
        )
    known = dict.fromkeys(tuple(reading) for reading in readings)
    found = [PhoneCandidate(phones, _log_prob(rows, phones), phones in known) for phones in {**known, **free}]
    favour = {True: MARGIN, False: 0.0}
    return tuple(sorted(found, key=lambda one: -one.log_prob - favour[one.known] * len(one.phones)))


def check_word(candidates: Sequence[PhoneCandidate], entry: str, phone_set: PhoneSet) -> None:
    """Check that a clip holds a word alone and not a sentence or another word.

    Args:
        candidates: of the clip; nothing is checked where none is a reading of the spelling.
        entry: the word as it is written.
        phone_set: of the candidates.

    Raises:
        PhoneError: the clip holds more than the word, or fits no reading of it.
    """
    known = [one for one in candidates if one.known]
    if not known:
        return
    free = max(candidates, key=lambda one: one.log_prob)
    said, longest = _phones(free, phone_set), max(_phones(one, phone_set) for one in known)
    if said > LONGER * longest + MORE:
        raise PhoneError(
            f"it holds {said} phones, and {entry!r} has {longest}: record the word once, alone, or cut it out"
        )
    best = max(known, key=lambda one: one.log_prob)
    if free.log_prob - best.log_prob > UNLIKE * _phones(best, phone_set):
        raise PhoneError(
            f"{phone_set.symbols_of(free.phones)} is recognised, unlike any reading of {entry!r}, such as "
            f"{phone_set.symbols_of(best.phones)}: record it again, or give it with --ipa "
            f"'{phone_set.written_ipa(free.phones)}' if it is said so"
        )


def _phones(one: PhoneCandidate, phone_set: PhoneSet) -> int:
    """How many phones it has, boundaries left out."""
    return sum(phone != phone_set.boundary for phone in one.phones)


def _pooled(
    log_probs: NDArray[np.float32], columns: NDArray[np.int32], phone_set: PhoneSet
) -> NDArray[np.float32]:
    """(T, C) -> (T, size) natural log by phone, the blank in column 0."""
    blank_first = np.roll(phone_set.pool(log_probs, columns), 1, axis=1)  # the blank is the last id
    return np.log(np.maximum(blank_first, 1e-12)).astype(np.float32)


def _greedy(rows: NDArray[np.float32], penalty: float, boundary: int) -> Phones:
    """The best column of each frame, repeats and blanks collapsed, no boundary at either end or twice."""
    scores = rows.copy()
    scores[:, 0] -= penalty
    best = scores.argmax(axis=1)
    starts, _ = runs(best)
    kept = [int(column) - 1 for column in best[starts] if column]
    text: list[int] = []
    for phone in kept:
        if phone != boundary or (text and text[-1] != boundary):
            text.append(phone)
    return tuple(text[:-1] if text and text[-1] == boundary else text)


def _log_prob(rows: NDArray[np.float32], phones: Phones) -> float:
    return float(_core.ctc_log_prob(rows, [phone + 1 for phone in phones], blank=0))

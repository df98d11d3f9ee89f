"""Evidence that the page shows: a word's pronunciation in a clip, and where the adapter looked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import StoredAudio
from earmark.biasing import BiasList, Word, WordList
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.check import check_words
from earmark.enrolment import Enrolment
from earmark.errors import OptionsError
from earmark.models import Emissions
from earmark.pronouncing import bundle_compiler
from earmark.recognizer import Recognizer

LONGEST = 20.0  # seconds of a clip whose attention is drawn
ROWS = 6  # entries of a picture, those looked at most
SHOWN = 4  # candidates of a clip
NOTHING = -1  # in place of an entry: nothing listed is said


def pronounced(recognizer: Recognizer, word: Word, clip: StoredAudio) -> dict[str, Any]:
    """Pronunciation of a word in a clip of somebody saying it once.

    Raises:
        OptionsError: the model has no phone head, or the clip is too long.
        PhoneError: the clip holds something else than the word.
    """
    enrolment = Enrolment(recognizer.model)
    enrolled = enrolment.enrol(word, clip)
    (entry,) = check_words(WordList((enrolled.word,)), bundle_compiler(recognizer.model)).entries
    return {
        "ipa": enrolled.word.ipa[-1],
        "problem": entry.problem,
        "candidates": [
            {"phones": enrolment.phone_set.symbols_of(one.phones), "known": one.known}
            for one in enrolled.candidates[:SHOWN]
        ],
    }


def attention_shares(recognizer: Recognizer, clip: StoredAudio, words: WordList | None) -> dict[str, Any]:
    """Shares of the adapter's attention in a clip: rows of entries, the first of nothing listed.

    Raises:
        OptionsError: there is no adapter, no list, or the clip is too long.
    """
    adapter, compiled = recognizer.adapter, recognizer.compile(words)
    if adapter is None or compiled is None:
        raise OptionsError("attention is that of an adapter over a list: the model or the request has none")
    encoded = recognizer.encode(clip)
    if encoded.seconds > LONGEST:
        raise OptionsError(f"the clip is {encoded.seconds:.1f} s long, at most {LONGEST:g} s are drawn")
    parts = [_shares(adapter, segment, compiled) for segment in encoded.segments]
    seen = Counter[int]()
    for _, rows in parts:
        for entry, share in rows.items():
            seen[entry] = max(seen[entry], round(1000 * float(share.max())))
    best = [NOTHING, *(entry for entry, _ in seen.most_common() if entry != NOTHING)][: ROWS + 1]
    shares = [np.concatenate([rows.get(entry, np.zeros(len(t))) for t, rows in parts]) for entry in best]
    return {
        "names": [None if entry == NOTHING else compiled.word_list[entry].text for entry in best],
        "times": np.round(np.concatenate([times for times, _ in parts]), 3).tolist(),
        "shares": [np.round(share.astype(float), 3).tolist() for share in shares],
    }


def _shares(
    adapter: ContextualAdapter, segment: Emissions, words: BiasList
) -> tuple[NDArray[Any], dict[int, NDArray[np.float32]]]:
    """(T,) seconds of a segment's frames, and the share of each entry in them."""
    attention = adapter.bias(segment, words).attention
    frames = len(segment.log_probs)
    times = segment.start + np.arange(frames) * segment.frame_shift
    if attention is None:
        return times, {}
    rows = {entry: attention.mass[:, column] for column, entry in enumerate(attention.entries)}
    return times, rows | {NOTHING: attention.nothing}

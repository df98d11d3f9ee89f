"""Pronunciation-lexicon lookup: words that sound like an entry of the list are written as the entry.

The words of a hypothesis are aligned with the phones that were heard. Where the phones of one to four
neighbouring words are those of a listed pronunciation, and one of the words is rare, unknown to the language
model or unsure, the entry takes their place: ``free mont`` becomes ``Fremont``. It finds entries that the
sub-words do not come near enough to for the search to consider them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.biasing import BiasList
from earmark.decoding.options import LookupOptions, PhoneOptions
from earmark.decoding.phonetic.aligned import AlignedWords
from earmark.decoding.phonetic.phone_emissions import DEFAULTS, HeardPhones
from earmark.decoding.phonetic.phrases import ListedPhrases, Match
from earmark.decoding.phonetic.readings import Reading, Sounds, readings_of
from earmark.decoding.phonetic.splice import Spelling, WordSpan, room, spell, splice, word_spans
from earmark.decoding.word_lm import WordLm
from earmark.language import DEFAULT, PhoneSet
from earmark.lexicon.phone_features import STRANGE
from earmark.models.alphabet import Alphabet
from earmark.transcript import Hit, Hypothesis

MOST = 40  # matches of an utterance, best first, that are compared with what stands there


@dataclass(frozen=True)
class FoundEntry:
    """An entry that the lookup wrote."""

    hit: Hit  # its place in the changed hypothesis
    instead_of: str  # the words that stood there
    cost: float  # of the edits between its pronunciation and what was heard, 0 for the very phones
    heard: bool  # by the phones heard; else by those of the words that stood there


@dataclass(frozen=True)
class LookedUp:
    """A hypothesis after the lookup."""

    hypothesis: Hypothesis  # its scores are those of the search: they say nothing of what was replaced
    found: tuple[FoundEntry, ...] = ()


class PronunciationLookup:
    """Looks hypotheses up in a list. Immutable: any number of threads may share one."""

    def __init__(
        self,
        alphabet: Alphabet,
        columns: NDArray[np.int32],
        has_boundary: bool,
        sounds: Sequence[Sounds],
        lm: WordLm | None = None,
        options: LookupOptions | None = None,
        phone_set: PhoneSet = DEFAULT.phone_set,
        phones: PhoneOptions = DEFAULTS,
    ) -> None:
        """Prepare.

        Args:
            alphabet: the acoustic model's tokens.
            columns: (C,) the phone each column of the head counts for (:meth:`PhoneSet.columns`).
            has_boundary: the head emits boundaries between words.
            sounds: where words' readings come from; the first that knows a word counts.
            lm: tells rare words; without one only unsure words are replaced.
            options: the defaults when not given.
            phone_set: of the columns.
            phones: options of the search.
        """
        self.phones = phones
        self.alphabet = alphabet
        self.columns = columns
        self.phone_set = phone_set
        self.has_boundary = has_boundary
        self.sounds = tuple(sounds)
        self.lm = lm
        self.options = options or LookupOptions()

    def look_up(
        self,
        hypothesis: Hypothesis,
        log_probs: NDArray[np.float32],
        phones: NDArray[np.float32],
        listed: ListedPhrases,
    ) -> LookedUp:
        """``hypothesis`` with listed entries in place of doubtful words that sound like them.

        Args:
            hypothesis: of the search.
            log_probs: (T, V) natural log, the sub-words' emissions.
            phones: (T', C) natural log, the phone head's emissions.
            listed: the list, of the same model.
        """
        spans = word_spans(hypothesis, self.alphabet)
        doubtful = [self._doubtful(span) for span in spans]
        if not any(doubtful):
            return LookedUp(hypothesis)
        readings = [readings_of(span.text, self.sounds) for span in spans]
        aligned = AlignedWords(
            HeardPhones.of(phones, self.columns, self.phone_set, self.phones), readings, self.has_boundary
        )
        matches = self._heard(aligned, doubtful, listed) if aligned.fits else []
        matches += _written(readings, doubtful, listed, self.options.most_words)
        found: list[FoundEntry] = []
        shift = 0  # of the tokens behind the last replacement
        for match, entries in _places(matches, spans, listed.words):
            first, last = spans[match.first].first + shift, spans[match.last].last + shift
            least = -self.options.loss * match.phones
            if aligned.fits:
                least -= aligned.ratio(match.first, match.last, listed.phrases[entries[0]])
            best = _fitting(hypothesis, first, last, entries, log_probs, listed.words, least)
            if best is None:
                continue
            entry, spelling = best
            after, at = first + len(spelling.tokens), spelling.frames
            hit = Hit(entry, first, after - 1, 0.0, first_frame=at[0], last_frame=at[-1])
            hypothesis = splice(hypothesis, first, last, spelling, hit, log_probs, self.alphabet.blank)
            shift += after - last - 1
            stood = " ".join(span.text for span in spans[match.first : match.last + 1])
            found.append(FoundEntry(hit, stood, match.cost, match.heard))
        return LookedUp(hypothesis, tuple(found))

    def _doubtful(self, span: WordSpan) -> bool:
        if span.listed:
            return False
        return span.confidence < self.options.unsure or self._unigram(span.text) < self.options.rare

    def _unigram(self, word: str) -> float:
        """ln p of a word by itself; minus infinity if the model does not know it."""
        if self.lm is None:
            return 0.0
        number = self.lm.core.id(word)
        return self.lm.core.score(self.lm.core.empty(), number)[0] if number else -math.inf

    def _heard(self, aligned: AlignedWords, doubtful: Sequence[bool], listed: ListedPhrases) -> list[Match]:
        """Matches with the phones that were heard while the words were said, the likely ones."""
        o = self.options
        phones, ends = aligned.phones()
        found = listed.matches(phones, ends, doubtful, most_words=o.most_words, budget=o.budget, heard=True)
        best = sorted(found, key=lambda match: match.rank)[:MOST]

        def likely(match: Match) -> bool:
            phrases = listed.phrases[match.entry]
            return aligned.ratio(match.first, match.last, phrases) >= -o.phone_loss * match.phones

        return list(filter(likely, best))


def _fitting(
    hypothesis: Hypothesis,
    first: int,
    last: int,
    entries: Sequence[int],
    log_probs: NDArray[np.float32],
    words: BiasList,
    least: float,
) -> tuple[int, Spelling] | None:
    """Of entries that sound alike the one whose tokens fit best in place of tokens first .. last.

    None where the tokens that stand there fit better by more than ``-least`` nats.
    """
    begin, end, blank = *room(hypothesis, first, last, len(log_probs)), words.alphabet.blank
    here = spell(log_probs, begin, end, hypothesis.tokens[first : last + 1], blank)
    bound = -math.inf if here is None else here.log_prob + least
    best = None
    for entry in entries:
        for path in words.entries[entry].paths:
            spelling = spell(log_probs, begin, end, path, blank)
            if spelling is not None and spelling.log_prob >= bound:
                best, bound = (entry, spelling), spelling.log_prob
    return best


def _written(
    readings: Sequence[Sequence[Reading]], doubtful: Sequence[bool], listed: ListedPhrases, most_words: int
) -> list[Match]:
    """Matches with the words' own pronunciations: all first readings, all second ones, and so on."""
    found: list[Match] = []
    for number in range(max(map(len, readings), default=0)):
        chosen = [several[min(number, len(several) - 1)] if several else (STRANGE,) for several in readings]
        ends = list(itertools.accumulate(map(len, chosen)))
        phones = [phone for reading in chosen for phone in reading]
        found += listed.matches(phones, ends, doubtful, most_words=most_words, budget=0.0, heard=False)
    return found


def _places(
    matches: Iterable[Match], spans: Sequence[WordSpan], words: BiasList
) -> list[tuple[Match, list[int]]]:
    """Where to write, left to right without overlaps, and the entries that fit there equally well."""
    taken = [span.listed for span in spans]
    places: list[tuple[Match, list[int]]] = []
    ranked = sorted(matches, key=lambda match: match.rank)
    for match in ranked:
        covered = range(match.first, match.last + 1)
        if any(taken[word] for word in covered):
            continue
        same_place = (m for m in ranked if (m.first, m.last) == (match.first, match.last))
        alike = [m.entry for m in same_place if m.rank == match.rank]
        stands = " ".join(spans[word].text for word in covered)
        same = [entry for entry in alike if stands in words.entries[entry].spoken]
        places.append((match, list(dict.fromkeys(same or alike))))
        for word in covered:
            taken[word] = True
    return sorted(places, key=lambda place: place[0].first)

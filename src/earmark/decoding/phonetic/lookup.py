"""Pronunciation lookup: replace words that sound like an entry of the list by the entry.

The words of a hypothesis are aligned with the phone emissions. Where the best phones of one to four
neighbouring words match a listed pronunciation, and one of the words is rare, unknown to the language model
or of low confidence, the entry replaces them: ``free mont`` becomes ``Fremont``. The lookup finds entries
whose sub-words are too unlikely for the search.
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
from earmark.decoding.phonetic.phone_emissions import DEFAULTS, PhoneEmissions
from earmark.decoding.phonetic.phrases import ListedPhrases, Match
from earmark.decoding.phonetic.readings import Reading, Sounds, readings_of
from earmark.decoding.phonetic.splice import Spelling, WordSpan, room, spell, splice, word_spans
from earmark.decoding.word_lm import WordLm
from earmark.language import DEFAULT, PhoneSet
from earmark.lexicon.phone_features import STRANGE
from earmark.models.alphabet import Alphabet
from earmark.transcript import Hit, Hypothesis

MOST = 40  # matches of an utterance, best first, that are compared with its words


@dataclass(frozen=True)
class FoundEntry:
    """An entry that the lookup put into a hypothesis."""

    hit: Hit  # its place in the changed hypothesis
    instead_of: str  # the words that it replaced
    cost: float  # of the edits between its pronunciation and the phones it matched, 0 for equal ones
    from_emissions: bool  # matched the best phones of the emissions; else those of the words replaced


@dataclass(frozen=True)
class LookedUp:
    """A hypothesis after the lookup."""

    hypothesis: Hypothesis  # with the scores of the search, before anything was replaced
    found: tuple[FoundEntry, ...] = ()


class PronunciationLookup:
    """Replaces words of hypotheses by entries of a list. Immutable: any number of threads may share one."""

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
            lm: gives probabilities of words; without it only words of low confidence are replaced.
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
        """Replace doubtful words of ``hypothesis`` by the listed entries that they sound like.

        Args:
            hypothesis: the best of the search.
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
            PhoneEmissions.of(phones, self.columns, self.phone_set, self.phones), readings, self.has_boundary
        )
        matches = self._matches(aligned, doubtful, listed) if aligned.fits else []
        matches += _matches_of_words(readings, doubtful, listed, self.options.most_words)
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
            found.append(FoundEntry(hit, stood, match.cost, match.from_emissions))
        return LookedUp(hypothesis, tuple(found))

    def _doubtful(self, span: WordSpan) -> bool:
        if span.listed:
            return False
        return span.confidence < self.options.unsure or self._unigram(span.text) < self.options.rare

    def _unigram(self, word: str) -> float:
        """Return ln p(word) without context; minus infinity for a word that the model does not know."""
        if self.lm is None:
            return 0.0
        number = self.lm.core.id(word)
        return self.lm.core.score(self.lm.core.empty(), number)[0] if number else -math.inf

    def _matches(self, aligned: AlignedWords, doubtful: Sequence[bool], listed: ListedPhrases) -> list[Match]:
        """Match entries with the best phones at the words; keep the likely ones."""
        o = self.options
        phones, ends = aligned.phones()
        found = listed.matches(
            phones, ends, doubtful, most_words=o.most_words, budget=o.budget, from_emissions=True
        )
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
    """Choose, of entries that sound alike, the one whose tokens fit best in place of tokens first .. last.

    Returns None where the tokens of the hypothesis fit better by more than ``-least`` nats.
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


def _matches_of_words(
    readings: Sequence[Sequence[Reading]], doubtful: Sequence[bool], listed: ListedPhrases, most_words: int
) -> list[Match]:
    """Match entries with the words' own pronunciations: all first readings, all second ones, and so on."""
    found: list[Match] = []
    for number in range(max(map(len, readings), default=0)):
        chosen = [several[min(number, len(several) - 1)] if several else (STRANGE,) for several in readings]
        ends = list(itertools.accumulate(map(len, chosen)))
        phones = [phone for reading in chosen for phone in reading]
        found += listed.matches(
            phones, ends, doubtful, most_words=most_words, budget=0.0, from_emissions=False
        )
    return found


def _places(
    matches: Iterable[Match], spans: Sequence[WordSpan], words: BiasList
) -> list[tuple[Match, list[int]]]:
    """Choose matches without overlaps, left to right, each with the entries that fit equally well."""
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

"""Judge: what speaks for an entry that the search has found among given words, and how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from earmark._core import Hit
from earmark.biasing import BiasList
from earmark.correction.contest import contest_of
from earmark.correction.decision import Decision
from earmark.correction.given import GivenWord
from earmark.correction.wording import Place
from earmark.decoding import WordLm
from earmark.evidence import ending_of, evidence
from earmark.language import Language
from earmark.models import Emissions
from earmark.pronouncing import language_of
from earmark.stages import Stages
from earmark.transcript import Hypothesis, WrittenEntry

COMMON = 10_000  # words of the language model that another recognizer knows, too


@dataclass(frozen=True, eq=False)
class Judge:
    """Decides on the entries of one list. Immutable: any number of threads may share one."""

    stages: Stages
    listed: BiasList
    decision: Decision

    @cached_property
    def language(self) -> Language:
        """Of the acoustic model."""
        return language_of(self.stages.resources.model)

    @property
    def common_words(self) -> frozenset[str]:
        """Words that any recognizer of the language knows."""
        return _common_words(self.stages.resources.lm or self.stages.resources.evidence, self.language)

    def display(self, hit: Hit) -> str:
        """The entry as the list has it."""
        return self.listed.entries[hit.entry].word.display

    def forms(self, hit: Hit) -> tuple[str, ...]:
        """Ways to say the entry as it is spelt; what it only sounds like is not among them."""
        word = self.listed.entries[hit.entry].word
        plain = self.language.normalize(word.display)
        return tuple(dict.fromkeys((plain, *self.language.spoken_forms(word.text))))

    def ending(self, hit: Hit) -> str:
        """What the entry was said with, "" for nothing."""
        return ending_of(hit, self.listed)

    def spoken(self, hit: Hit, hypothesis: Hypothesis) -> str:
        """The words of the entry as they were found."""
        tokens = hypothesis.tokens[hit.first_token : hit.last_token + 1]
        return self.stages.resources.model.alphabet.text(tokens)

    def log_odds(
        self, hit: Hit, emissions: Emissions, spoken: str, place: Place, words: Sequence[GivenWord]
    ) -> float:
        """Nats for the entry rather than the given words in its place."""
        known = [part.text.lower() in self.common_words for part in place.parts]
        attention = _attention(hit, emissions)
        contest = contest_of(hit, spoken, place, words, self.language, known, attention)
        return self.decision.log_odds(contest)

    def evidence(
        self, hit: Hit, emissions: Emissions, spoken: str, log_odds: float | None = None
    ) -> WrittenEntry:
        """Describe a hit; with the verifier's log-odds where no others are given."""
        first, last = hit.first_frame, hit.last_frame
        start, end = (
            round(max(emissions.start + n * emissions.frame_shift, 0.0), 3) for n in (first, last + 1)
        )
        alphabet = self.stages.resources.model.alphabet
        found = evidence(
            hit, self.listed, alphabet, spoken, (start, end), (None, None), _attention(hit, emissions),
            self.stages.verifier_of(emissions),
        )  # fmt: skip
        odds = found.log_odds if log_odds is None else log_odds
        return replace(found, log_odds=odds, confidence=None if odds is None else _probability(odds))


def _attention(hit: Hit, emissions: Emissions) -> float | None:
    looked = emissions.attention
    return None if looked is None else looked.of(hit.entry, hit.first_frame, hit.last_frame)


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 60.0), -60.0)))


@lru_cache(maxsize=4)
def _common_words(lm: WordLm | None, language: Language) -> frozenset[str]:
    return language.common_words if lm is None else frozenset(lm.commonest(COMMON))

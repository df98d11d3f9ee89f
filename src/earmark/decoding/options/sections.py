"""The sections of :class:`DecodeOptions`: every option with its default, its range and the reason for both.

Scores are nats. This is the one place with defaults; the core has none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Annotated, Literal, TypeAlias

from earmark.audio import Detector
from earmark.decoding.options.section import Range, Section

BoostingMode = Literal["off", "static", "adaptive"]
RescoringForm = Literal["alignment", "distance", "expected"]

Nats: TypeAlias = Annotated[float, Range(0.0, 1000.0)]
SignedNats: TypeAlias = Annotated[float, Range(-1000.0, 1000.0)]
Share: TypeAlias = Annotated[float, Range(0.0, 1.0)]
Weight: TypeAlias = Annotated[float, Range(0.0, 100.0)]
Temperature: TypeAlias = Annotated[float, Range(0.1, 100.0)]
Threshold: TypeAlias = Annotated[float, Range(0.0, inf)]
Rate: TypeAlias = Annotated[float, Range(0.001, inf)]


@dataclass(frozen=True, repr=False)
class SegmentationOptions(Section):
    """What of the audio is encoded."""

    detector: Detector = "silero"  # finds speech; "loudness" takes every sound for it (audio/speech.py)


@dataclass(frozen=True, repr=False)
class SearchOptions(Section):
    """Size of the beam search."""

    beam: Annotated[int, Range(1, 4096)] = 64  # hypotheses a frame; 32 costs 3 points of entity F1 at half
    # the time, 128 adds none
    top_k: Annotated[int, Range(1, 65536)] = 16  # tokens that may extend a hypothesis in a frame, beside
    # those of entries; 8 to 32 give the same results
    token_threshold: Threshold = 9.0  # nats below the frame's best that a token may be, blank included
    beam_threshold: Threshold = 16.0  # nats below the best that a hypothesis may fall; 8 to 20 are equal
    nbest: Annotated[int, Range(1, 4096)] = 1  # hypotheses to return unless the call says
    threads: Annotated[int, Range(0, 1024)] = 0  # bounds all work of a recognizer; 0 for all cores


@dataclass(frozen=True, repr=False)
class CalibrationOptions(Section):
    """Correction of over-confident emissions. Of a model, in its ``calibration.json``.

    The first two apply beside a language model only.
    """

    temperature: Temperature = 1.6  # divides the log-probabilities of tokens: CTC is surer than it is right
    blank_penalty: Nats = 1.5  # taken from the blank of each frame: 0.3 points less WER
    phone_temperature: Temperature = 1.0  # of the phone emissions
    suppress_non_speech: Share = 0.2  # a second in which no token is so probable is silence (non_speech.py)


@dataclass(frozen=True, repr=False)
class AdapterOptions(Section):
    """Biasing of the emissions before the search, where the model has a contextual adapter."""

    enabled: bool = True


@dataclass(frozen=True, repr=False)
class BoostingOptions(Section):
    """Bonus of list entries, token by token.

    Adaptive boosting adds, for a token ``v`` of an entry at frame ``t``,
    ``weight * (gap_share * min(gap_cap, gap) + bonus)`` with ``gap = log p_t(top) - log p_t(v)``, when v is
    within ``reach`` of the frame's best; top is the frame's best token other than the blank. Static boosting
    adds ``static_reward * weight`` a token. In both, the first token of an entry of several earns
    ``first_share`` of that, in full only where it is an entry by itself.
    """

    mode: BoostingMode = "adaptive"
    gap_share: Annotated[float, Range(0.0, 10.0)] = 0.5  # at 1 more entries are invented (recipes/log)
    gap_cap: Nats = 3.0  # nats of the gap that count: a token deeper down rather belongs to another word
    reach: Nats = 9.0  # nats below the frame's best, blank included, at which an entry's token is tried
    bonus: Nats = 2.4  # a token; more finds more entries, and invents more
    first_share: Share = 0.0  # at 0 the same recall costs half of the false alarms: names share their first
    # tokens with ordinary words, later ones seldom
    static_reward: Nats = 3.2  # a token; best at as many false alarms as adaptive boosting has
    suppress_penalty: Nats = 8.0  # a token of an entry of weight -1, in both modes: what
    # stands instead may be so much worse. 2 left "night" standing at weight -10
    scale_with_lm: Weight = 0.25  # share of all bonuses and penalties beside a language model: at 1,000 names
    # 0.25 has 99 % precision, 0.4 96 %, 0.6 93 %, at an F1 of 95 to 96 %


@dataclass(frozen=True, repr=False)
class ClassLmOptions(Section):
    """Entries as members of the language model's class of rare words."""

    enabled: bool = True  # an entry may stand where the language model expects a rare word
    log_weight: SignedNats = 0.7  # of an entry within the class, before ``lm.weight``, beside its share of
    # one in as many as the list has; with 1,240 names 4.4 more finds 92 %, and invents 104 an hour


@dataclass(frozen=True, repr=False)
class LmOptions(Section):
    """Weights of the word language model in the first pass."""

    weight: Weight = 0.6  # alpha: of ln p by the language model
    word_bonus: SignedNats = 1.5  # beta: a word, against the model's taste for few words
    unknown_word: SignedNats = 7.5  # cost, before ``weight``, of a word that the model does not know
    unknown_letter: SignedNats = 1.7  # cost, before ``weight``, of each of its letters: long ones are rarer
    sentence_end: bool = True  # the audio ends where a sentence does


@dataclass(frozen=True, repr=False)
class PhoneOptions(Section):
    """Phone evidence of words in the first pass, where there are pronunciations.

    Costs are nats before ``weight``.
    """

    weight: Weight = 0.3  # gamma; 0 ignores the phones
    boundary_skip: Nats = 4.0  # cost of two words without a boundary between them
    floor: Nats = 12.0  # nats below a frame's best phone that another can score at most
    unknown_word: Nats = 8.0  # cost of a word without a pronunciation


@dataclass(frozen=True, repr=False)
class SecondPassOptions(Section):
    """A pass over the words that the phones propose, where there are pronunciations."""

    enabled: bool = True
    lm_weight: Weight = 1.0  # alpha: between whole hypotheses the language model may count more
    word_bonus: SignedNats = 1.0  # beta
    phone_weight: Weight = 0.7  # gamma
    entry_search: bool = True  # also propose entries by their pronunciations


@dataclass(frozen=True, repr=False)
class EndingOptions(Section):
    """Endings of entries, such as a possessive or a plural, where the model's language knows any."""

    enabled: bool = True
    context_weight: Weight = 1.3  # of what the words around say of an ending, when an entry is written
    log_weight: SignedNats = 1.0  # of any ending against none, likewise


@dataclass(frozen=True, repr=False)
class VerificationOptions(Section):
    """Rejection of entries that an alternative explains better.

    An entry stays at log-odds of 0 or more. The weights of the evidence are the model's (``verifier.json``).
    """

    enabled: bool = True
    max_false_alarms_per_hour: Rate = 1.0  # of a list that is not said, in speech as that of the figures; inf
    # rejects nothing. More keeps more entries that were said


@dataclass(frozen=True, repr=False)
class SpellingOptions(Section):
    """Further spellings of each entry, found by its sounds, where the model has graphones."""

    variants: Annotated[int, Range(0, 100)] = 0  # an entry (docs/design/variants.md); at the verifier's one
    # false alarm an hour they win nothing


@dataclass(frozen=True, repr=False)
class RescoringOptions(Section):
    """Ranking of the hypotheses by how well their phones fit, after the search (docs/design/phonetics.md).

    Off by default: beside the second pass it wins nothing.
    """

    enabled: bool = False
    form: RescoringForm = "alignment"  # the best of the three
    weight: Weight = 0.3  # nats that a nat of misfit costs; 3 to 4 a substitution for the other forms
    nbest: Annotated[int, Range(1, 4096)] = 100  # hypotheses that are ranked


@dataclass(frozen=True, repr=False)
class LookupOptions(Section):
    """Entries written in place of doubtful words that sound like them, after the search.

    Off by default: beside the second pass it wins nothing (docs/design/phonetics.md).
    """

    enabled: bool = False
    budget: Share = 0.0  # cost of edits that each phone of an entry allows; 0 asks for the same phones
    loss: Nats = 1.5  # nats a phone by which the words there may fit both emissions better than the entry
    phone_loss: Nats = 1.0  # nats a phone by which they may fit the phones alone better
    rare: Annotated[float, Range(-1000.0, 0.0)] = -11.0  # ln p by the unigrams, below which a word is rare
    unsure: Share = 0.5  # confidence below which a word is unsure
    most_words: Annotated[int, Range(1, 8)] = 4  # neighbouring words that one entry may replace

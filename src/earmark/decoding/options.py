"""Options of the beam search, each default with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from earmark import _core
from earmark.errors import OptionsError

Boosting = Literal["off", "static", "adaptive"]
SEARCHED = tuple(name for name in dir(_core.SearchOptions) if not name.startswith("_"))


@dataclass(frozen=True)
class DecodeOptions:
    """What the beam search considers, and how it pays listed entries. Scores are nats.

    Adaptive boosting pays a token ``v`` of an entry, at frame ``t``,
    ``weight * (boost_lambda * min(boost_cap, gap) + boost_bonus)`` with
    ``gap = log p_t(top) - log p_t(v)``, when v is within ``boost_reach`` of the frame's best;
    top is the frame's best token other than the blank. Static boosting pays
    ``static_reward * weight`` a token. In both, the first token of an entry of several is paid
    ``boost_first`` of that, in full only where it is an entry by itself.

    Raises:
        OptionsError: a value outside its range.
    """

    beam: int = 64  # hypotheses a frame; 32 costs 3 points of entity F1 at half the time, 128 adds none
    top_k: int = 16  # tokens that may extend any hypothesis in a frame, entries' aside; 8 to 32 equal
    token_threshold: float = 9.0  # nats below the frame's best that a token may be (blank included)
    beam_threshold: float = 16.0  # nats below the best that a hypothesis may fall; 8 to 20 equal
    faint: float = 0.2  # a second in which no token gets so much probability is silence (decode/faint.py)
    blank_skip: float = 1.0  # blank probability from which a frame extends nothing; 0.99 saved no time
    adapter: bool = True  # bias the emissions towards the list before the search, where there is an adapter
    boosting: Boosting = "adaptive"
    boost_lambda: float = 0.5  # share of the gap paid, docs/boosting.md; at 1 more entries are invented
    boost_cap: float = 3.0  # nats of the gap that count: what lies deeper is rather another word
    boost_reach: float = 9.0  # nats below the frame's best (blank included) that an entry's token is tried
    boost_bonus: float = 2.4  # nats a token on top, docs/boosting.md; more finds more, and invents more
    boost_first: float = 0.0  # share that the first token of a longer entry is paid; at 0 the same recall
    # costs half of the false alarms: names share first tokens with ordinary words, later ones seldom
    static_reward: float = 3.2  # nats a token, static boosting; best at as many false alarms as adaptive
    suppress_penalty: float = 2.0  # nats a token that an entry of weight -1 costs, in both modes
    temperature: float = 1.6  # of the emissions, with a language model only: CTC is surer than it is right
    blank_penalty: float = 1.5  # nats off the blank of each frame, with a language model: 0.3 points less WER
    lm_weight: float = 0.6  # alpha: of ln p by the language model, where there is one
    word_bonus: float = 1.5  # beta: nats a word, against the model's taste for few words
    unknown_penalty: float = 7.5  # nats, before lm_weight, of a word that the language model does not know
    unknown_letter: float = 1.7  # nats, before lm_weight, of each of its letters: long ones are rarer
    lm_end: bool = True  # the audio ends where a sentence does
    class_token: bool = True  # a listed word may stand where the language model expects a rare one
    lm_boost: float = 0.25  # share of what tokens of entries are paid (and cost, where weights are negative)
    # beside a language model: at 1,000 names 0.25 has 99 % precision, 0.4 96 %, 0.6 93 %, F1 95 to 96 %
    class_score: float = 0.7  # nats, before lm_weight, of a listed word within the class, beside its share of
    # one in as many as the list has; of 1,240 names 4.4 more finds 92 %, and writes 104 an hour where none is
    phone_weight: float = 0.3  # gamma: of the phone evidence, where there are pronunciations; 0 ignores it
    phone_temperature: float = 1.0  # of the phones, as `temperature` of the emissions
    phone_skip: float = 4.0  # nats, before phone_weight, of two words without a boundary between them
    phone_floor: float = 12.0  # nats below a frame's best phone that another can score at most
    phone_unknown: float = 8.0  # nats, before phone_weight, of a word without a pronunciation
    word_search: bool = True  # where there are phones, a second pass over the words that they propose
    final_lm_weight: float = 1.0  # alpha of the second pass: between whole hypotheses it may say more
    final_word_bonus: float = 1.0  # beta of the second pass
    final_phone_weight: float = 0.7  # gamma of the second pass
    entry_search: bool = True  # it also proposes listed entries by their pronunciations
    # Entries are weighed against what would stand there otherwise, and undone at odds below 0: a logistic
    # regression on what was heard (core/guard.h), fitted by benchmarks/guard.py on development sets
    guard: bool = True
    guard_bias: float = 0.0  # nats: more keeps more entries
    guard_acoustic: float = 0.0  # each nat of log p_ctc above the rival
    guard_phones: float = 0.0  # each nat of weighted phone evidence above the rival
    guard_words: float = 0.0  # each nat of the weighted language model above the rival
    guard_heard: float = 0.0  # each nat a phone below the best that can be heard
    guard_sure: float = 0.0  # each nat of the mean log confidence of its tokens
    guard_length: float = 0.0  # each phone, to twelve
    guard_caution: float = 0.0  # an entry that sounds like a common word
    guard_share: float = 0.0  # each nat of ln(length of the list / 1,000), twice it for shorter ones
    guard_attention: float = 0.0  # an adapter's attention on it, all of it against none
    variants: int = 0  # other spellings of each entry's sounds that write it too, where the model has
    # graphones, docs/variants.md; at an alarm an hour of the guard they win nothing
    nbest: int = 1  # hypotheses returned when the call does not say
    threads: int = 0  # for batches; 0 = as many as the machine has cores

    def __post_init__(self) -> None:
        """Refuse what the search could not honour."""
        _whole("beam", self.beam, 1, 4096)
        _whole("top_k", self.top_k, 1, 65536)
        _whole("nbest", self.nbest, 1, 4096)
        _whole("variants", self.variants, 0, 100)
        _whole("threads", self.threads, 0, 1024)
        for name in ("token_threshold", "beam_threshold"):
            _real(name, getattr(self, name), 0.0, math.inf)
        for name in ("boost_cap", "boost_reach", "boost_bonus", "static_reward", "suppress_penalty"):
            _real(name, getattr(self, name), 0.0, 1000.0)
        _real("boost_lambda", self.boost_lambda, 0.0, 10.0)
        _real("boost_first", self.boost_first, 0.0, 1.0)
        _real("faint", self.faint, 0.0, 1.0)
        _real("blank_skip", self.blank_skip, 0.5, 1.0)
        for name in ("temperature", "phone_temperature"):
            _real(name, getattr(self, name), 0.1, 100.0)
        for name in ("lm_weight", "phone_weight", "lm_boost", "final_lm_weight", "final_phone_weight"):
            _real(name, getattr(self, name), 0.0, 100.0)
        for name in ("phone_skip", "phone_floor", "phone_unknown", "blank_penalty"):
            _real(name, getattr(self, name), 0.0, 1000.0)
        for name in (field.name for field in fields(self) if field.name.startswith("guard_")):
            _real(name, getattr(self, name), -1000.0, 1000.0)
        for name in ("word_bonus", "final_word_bonus", "unknown_penalty", "unknown_letter", "class_score"):
            _real(name, getattr(self, name), -1000.0, 1000.0)
        for name in ("adapter", "lm_end", "class_token", "word_search", "entry_search", "guard"):
            if not isinstance(getattr(self, name), bool):
                raise OptionsError(f"{name} is {getattr(self, name)!r}, expected true or false")
        if self.boosting not in get_args(Boosting):
            raise OptionsError(
                f"boosting is {self.boosting!r}, expected one of {', '.join(get_args(Boosting))}"
            )

    def for_search(self) -> _core.SearchOptions:
        """Those of them that the search in C++ is told, by the same names."""
        told = _core.SearchOptions()
        for name in SEARCHED:
            setattr(told, name, getattr(self, name))
        return told

    def with_(self, **changes: Any) -> DecodeOptions:
        """A copy with ``changes``.

        Raises:
            OptionsError: an unknown option, or a value outside its range.
        """
        known = [f.name for f in fields(self)]
        for name in changes:
            if name not in known:
                raise OptionsError(f"unknown decode option {name!r}, expected one of {', '.join(known)}")
        return replace(self, **changes)


def _whole(name: str, value: Any, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise OptionsError(f"{name} is {value!r}, expected a whole number from {low} to {high}")


def _real(name: str, value: Any, low: float, high: float) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise OptionsError(f"{name} is {value!r}, expected a number from {low:g} to {high:g}")

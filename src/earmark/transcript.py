"""Frozen results: what was heard, when, how sure, and which list entry it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from earmark.biasing.diagnostics import Diagnostic


@dataclass(frozen=True)
class Scores:
    """Parts of a hypothesis' score, natural log (nats); ``total`` is what the search ranked by."""

    acoustic: float  # log p_ctc(tokens | audio), summed over alignments, never boosted; with a language
    # model of the emissions at the search's temperature
    boost: float = 0.0  # what list entries that stand complete in the hypothesis were paid
    lm: float = 0.0  # what the language model adds: lm_weight * lm_log_prob + word_bonus * words
    phones: float = 0.0  # what phone evidence adds: phone_weight * ln of how well the pronunciations fit
    lm_log_prob: float = 0.0  # ln p(words) by the language model, before its weight; no part of the total

    @property
    def total(self) -> float:
        return self.acoustic + self.boost + self.lm + self.phones


@dataclass(frozen=True)
class Rival:
    """What would stand in an entry's place, and how much better the entry is, both without the list."""

    tokens: tuple[int, ...]
    acoustic: float  # nats, difference of log p_ctc, above 0 for the entry
    phones: float  # nats, weighted, of the phone evidence
    words: float  # nats, weighted, of the language model: the entry as words like others


@dataclass(frozen=True)
class EntryHit:
    """One list entry written in a hypothesis."""

    entry: int  # index into the word list
    first_token: int  # of the hypothesis' tokens
    last_token: int  # inclusive
    boost: float  # nats paid for it
    lm: float = 0.0  # nats, weighted: what being listed added to the language model's score
    rival: Rival | None = None  # None: nothing else was found
    heard: float = 0.0  # nats: its phones against the best that can be heard there, 0 = just what was heard
    length: int = 0  # phones of its shortest pronunciation; where none is known, letters
    odds: float = 0.0  # nats: ln of how much likelier it was said than not, as the guard takes it
    first_frame: int = 0  # of its first token
    last_frame: int = 0


@dataclass(frozen=True)
class Hypothesis:
    """One path out of the search: tokens with their frames, and every part of its score."""

    tokens: tuple[int, ...]  # token ids, no blanks
    frames: tuple[int, ...]  # frame at which each token was emitted, same length as tokens
    confidences: tuple[float, ...]  # 0..1 per token, from unboosted emissions
    scores: Scores
    hits: tuple[EntryHit, ...] = ()
    undone: tuple[EntryHit, ...] = ()  # by the guard: their rivals stand there now, their tokens are past
    tried: tuple[int, ...] = ()  # of the best hypothesis: entries that stood in any that was compared


@dataclass(frozen=True)
class TranscribedWord:
    """One written word (or multi-word entry), with its time in the audio."""

    text: str  # as displayed: an entry's display form where an entry was written
    start: float  # seconds
    end: float  # seconds
    confidence: float  # 0..1, from unboosted scores
    entry: str | None = None  # the list entry's text, if the word was written from the list


@dataclass(frozen=True)
class WrittenEntry:
    """Evidence for one list entry: why it stands in the transcript, or why the guard has undone it.

    Differences are nats, entry less ``instead``, both scored without the list; None where nothing else was
    found.
    """

    entry: str  # the list entry as given
    text: str  # as displayed
    start: float  # seconds
    end: float  # seconds
    confidence: float  # 0..1, from unboosted scores
    boost: float  # nats the search paid for its tokens
    lm: float = 0.0  # nats, weighted, that being listed added to the language model's score; where this and
    # the boost are 0 it would have stood there anyway
    spoken: str = ""  # the spelling that was found: the entry's own, a reading of it or a variant
    instead: str | None = None  # what would stand there without the list; of an undone entry: what does
    acoustic: float | None = None  # difference of log p_ctc
    phones: float | None = None  # difference of the phone evidence, weighted
    words: float | None = None  # difference of the language model's score, weighted: words like others
    heard: float | None = None  # nats: its phones against the best that can be heard there, 0 = just that
    odds: float | None = None  # nats: ln of how much likelier it was said than not; below 0 it is undone
    attention: float | None = None  # 0..1, an adapter's mean attention on it; None without one
    techniques: tuple[str, ...] = ()  # that spoke for it: "boosting", "class", "phones", "adapter", "variant"


@dataclass(frozen=True)
class Transcript:
    """What one audio says."""

    text: str
    words: tuple[TranscribedWord, ...]
    seconds: float  # length of the audio
    entries: tuple[WrittenEntry, ...] = ()
    nbest: tuple[str, ...] = ()  # alternatives, best first, when asked for
    audio: str | None = field(default=None)  # path, when it came from one
    undone: tuple[WrittenEntry, ...] = ()  # entries that the search had written and the guard has taken out
    tried: tuple[str, ...] = ()  # entries that stood in any hypothesis that was compared
    diagnostics: tuple[Diagnostic, ...] = ()  # on entries that are never written, or not by themselves

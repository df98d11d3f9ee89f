"""Results: a transcript with its words and entries, and the search's hypotheses.

The classes of a hypothesis are the core's own, so that no result is copied field by field. They behave like
frozen dataclasses: compared, hashed and printed by value, picklable; ``hypothesis.replace(scores=...)``
copies one with changes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from earmark._core import Hit, Hypothesis, Scores, Verdict
from earmark.errors import AudioDiagnostic, Diagnostic

__all__ = ["Hit", "Hypothesis", "Scores", "TranscribedWord", "Transcript", "Verdict", "WrittenEntry"]


@dataclass(frozen=True)
class TranscribedWord:
    """One written word (or multi-word entry) with its time in the audio."""

    text: str  # as displayed: an entry's display form where an entry was written
    start: float  # seconds
    end: float  # seconds
    confidence: float | None  # 0..1: calibrated probability that it was said; None where that is not known,
    # as with a model that brings no confidence.json
    entry: str | None = None  # the list entry's text, if the word was written from the list
    acoustic_confidence: float | None = None  # 0..1: of its tokens by the acoustic model alone, from unbiased
    # scores
    ending: str = ""  # what stands behind the entry's display form: "'s", "s"
    channel: int | None = None  # from 1; None where channels were not transcribed separately
    spoken: str | None = (
        None  # words as they were said, where ``text`` is their written form: "june fifth" of
    )
    # "June 5,"; None where the text is as it was said

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON has them; "spoken" and "channel" where there are such."""
        fields = {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "confidence": _rounded(self.confidence),
            "acoustic_confidence": _rounded(self.acoustic_confidence),
            "entry": self.entry,
            "ending": self.ending,
        }
        spoken = {} if self.spoken is None else {"spoken": self.spoken}
        return fields | spoken | ({} if self.channel is None else {"channel": self.channel})


@dataclass(frozen=True)
class WrittenEntry:
    """Evidence for one list entry: why it stands in the transcript, or why it was rejected.

    ``acoustic``, ``phones`` and ``words`` are differences, entry less ``alternative``, both without the
    list, and None where there is no alternative.
    """

    entry: str  # the list entry as given
    text: str  # as displayed
    start: float  # seconds
    end: float  # seconds
    confidence: float | None  # 0..1: calibrated probability that it was said; None where that is not known
    boost: float  # nats: bonus of its tokens
    lm: float = 0.0  # nats, weighted: gain in the language model's score as a listed word; where this
    # and the boost are 0 the entry would stand there without the list too
    spoken: str = ""  # spelling that matched: the entry's own, a spoken form or a variant
    alternative: str | None = None  # what would stand there without the list; of a rejected entry: what does
    acoustic: float | None = None  # nats: difference of log p_ctc
    phones: float | None = None  # nats: difference of the weighted phone evidence
    words: float | None = None  # nats: difference of the weighted LM, the entry as ordinary words
    phone_match: float | None = None  # nats: its phones against the best path of the phone head; above 0
    # where they make up for a misfit of the words before it
    log_odds: float | None = None  # nats: ln p(spoken) / p(not spoken); below 0 the entry is rejected
    attention: float | None = None  # 0..1, mean attention of an adapter on it; None without one
    acoustic_confidence: float | None = None  # 0..1: of its tokens by the acoustic model alone, from unbiased
    # scores; None of a rejected entry, whose tokens are not kept
    context: float | None = None  # nats: ln of the odds of a name there, by the words around it; 0 where no
    # model can say
    rarity: float | None = None  # nats: the language model's preference for a rare word there
    techniques: tuple[str, ...] = ()  # in its favour: "boosting", "class", "phones", "adapter", "variant"
    verifier: str | None = None  # whose weights gave the log-odds: "fitted" to the acoustic model, or
    # "portable" to any beside bundled phones; None: there were none, and entries are not rejected
    ending: str = ""  # that the entry was said with, as ``text`` has it behind the display form: "'s", "s"
    reason: str | None = None  # a sentence: why it was rejected where its log-odds do not say so, as of an
    # entry that a partial of a stream has shown

    def to_dict(self) -> dict[str, Any]:
        """Return every field, numbers to four places."""
        return {key: _rounded(value) for key, value in asdict(self).items()}


@dataclass(frozen=True)
class Transcript:
    """Text of one audio."""

    text: str
    words: tuple[TranscribedWord, ...]
    seconds: float  # length of the audio
    entries: tuple[WrittenEntry, ...] = ()
    nbest: tuple[str, ...] = ()  # alternatives, best first, when asked for
    audio: str | None = None  # path, when it came from one
    rejected: tuple[WrittenEntry, ...] = ()  # entries that the search wrote and verification took out; of a
    # stream also those that a partial has shown and that are not in the text
    considered: tuple[str, ...] = ()  # entries in any hypothesis that was compared
    diagnostics: tuple[AudioDiagnostic | Diagnostic, ...] = ()  # on the audio, and on entries that are
    # never written, or not by themselves
    transcriber: str | None = None  # that wrote the sentences; None: the acoustic model and the search did

    @property
    def spoken(self) -> str:
        """Return the words as they were said, one space between; entries in their display form."""
        return " ".join(word.text if word.spoken is None else word.spoken for word in self.words)

    def to_dict(self) -> dict[str, Any]:
        """Return what `earmark transcribe --format json` prints; "nbest" where there are alternatives."""
        fields: dict[str, Any] = {
            "audio": self.audio,
            "text": self.text,
            "seconds": self.seconds,
            "words": [word.to_dict() for word in self.words],
            "entries": [entry.to_dict() for entry in self.entries],
            "rejected": [entry.to_dict() for entry in self.rejected],
            "diagnostics": [asdict(diagnostic) for diagnostic in self.diagnostics],
            "transcriber": self.transcriber,
        }
        return fields | ({"nbest": list(self.nbest)} if self.nbest else {})


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value

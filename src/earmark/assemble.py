"""Join segments to one transcript: tokens to words, entries in their display form."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from earmark.audio.segment import Segment
from earmark.biasing import BiasList
from earmark.decoding.confidence import Confidence, WordEvidence, evidence_of
from earmark.errors import AudioDiagnostic
from earmark.evidence import ending_of, evidence
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Attention, Emissions
from earmark.transcript import Hit, Hypothesis, TranscribedWord, Transcript, WrittenEntry


@dataclass(frozen=True)
class Decoded:
    """Hypotheses of one piece of audio, best first."""

    hypotheses: tuple[Hypothesis, ...]
    start: float  # seconds of the audio at frame 0
    frame_shift: float  # seconds from one frame to the next
    attention: Attention | None = None  # of the adapter that biased the emissions
    confidence: Confidence | None = None  # of a model that has weights for it
    verifier: str | None = None  # whose weights verified entries; None for none


@dataclass(frozen=True)
class WrittenSpan:
    """Neighbouring tokens that are written as one word."""

    first: int  # token position
    last: int  # inclusive
    text: str
    spaced: bool = True  # a space stands before it
    hit: Hit | None = None


def join_emissions(pieces: Sequence[tuple[Segment, Emissions]]) -> Emissions:
    """Concatenate the kept rows of neighbouring segments.

    Overlapping segments are cut between rows, so their rows meet without a gap.
    """
    rows = [e.log_probs[s.kept_rows(len(e.log_probs), e.frame_shift)] for s, e in pieces]
    segment, first = pieces[0]
    phones = [
        e.phone_log_probs[s.kept_rows(len(e.phone_log_probs), e.phone_frame_shift)]
        for s, e in pieces
        if e.phone_log_probs is not None and e.phone_frame_shift is not None
    ]
    joined = Emissions(np.concatenate(rows), first.frame_shift, segment.keep_from)
    if len(phones) < len(pieces):  # phones of a part alone would be of other audio
        return joined
    return replace(joined, phone_log_probs=np.concatenate(phones), phone_frame_shift=first.phone_frame_shift)


def assemble(
    segments: Sequence[Decoded],
    alphabet: Alphabet,
    words: BiasList | None,
    seconds: float,
    nbest: int = 1,
    audio: str | None = None,
    remarks: Sequence[AudioDiagnostic] = (),
) -> Transcript:
    """Join decoded segments into the transcript of ``seconds`` of audio, with ``remarks`` on it."""
    written: list[TranscribedWord] = []
    entries: list[WrittenEntry] = []
    rejected: list[WrittenEntry] = []
    text = ""
    considered: dict[str, None] = {}
    for segment in segments:
        if not segment.hypotheses:
            continue
        for word, spaced, entry in write(segment, segment.hypotheses[0], alphabet, words, seconds):
            written.append(word)
            text += " " * spaced + word.text
            if entry is not None:
                entries.append(entry)
        if words is not None:
            best = segment.hypotheses[0]
            rejected += (_rejected(segment, hit, alphabet, words, seconds) for hit in best.rejected)
            considered.update((words.entries[entry].word.text, None) for entry in best.considered)
    considered.update((entry.entry, None) for entry in (*entries, *rejected))  # without verification too
    return Transcript(
        text=text.strip(),
        words=tuple(written),
        seconds=seconds,
        entries=tuple(entries),
        nbest=_alternatives(segments, alphabet, words, nbest) if nbest > 1 else (),
        audio=audio,
        rejected=tuple(rejected),
        considered=tuple(considered),
        diagnostics=(*remarks, *(() if words is None else words.diagnostics)),
    )


def written_words(
    segment: Decoded, alphabet: Alphabet, words: BiasList | None
) -> tuple[TranscribedWord, ...]:
    """Words of the best hypothesis of one piece of audio."""
    written = write(segment, segment.hypotheses[0], alphabet, words, math.inf)
    return tuple(word for word, _, _ in written)


def word_evidence(segment: Decoded, alphabet: Alphabet, words: BiasList | None) -> list[WordEvidence]:
    """The evidence for each word of :func:`written_words`."""
    best = segment.hypotheses[0]
    return evidence_of(best, [(span.first, span.last, span.hit) for span in spans_of(best, alphabet, words)])


def write(
    segment: Decoded,
    hypothesis: Hypothesis,
    alphabet: Alphabet,
    words: BiasList | None,
    seconds: float,
) -> Iterator[tuple[TranscribedWord, bool, WrittenEntry | None]]:
    """Yield each word of a hypothesis, whether a space precedes it, and the evidence of its entry."""
    spans = list(spans_of(hypothesis, alphabet, words))
    supports = evidence_of(hypothesis, [(span.first, span.last, span.hit) for span in spans])
    for index, (span, support) in enumerate(zip(spans, supports, strict=True)):
        sure = None if segment.confidence is None else segment.confidence.of(support)
        start = segment.start + hypothesis.frames[span.first] * segment.frame_shift
        # CTC emits tokens as spikes: a word ends a frame after its last token, or where the next begins.
        end = segment.start + (hypothesis.frames[span.last] + 1) * segment.frame_shift
        if index + 1 < len(spans):
            end = min(end, segment.start + hypothesis.frames[spans[index + 1].first] * segment.frame_shift)
        start, end = (round(min(max(at, 0.0), seconds), 3) for at in (start, end))
        entry = None
        if span.hit is not None and words is not None:
            spoken = alphabet.text(hypothesis.tokens[span.first : span.last + 1])
            frames = hypothesis.frames[span.first], hypothesis.frames[span.last]
            attention = _attention_on(segment, span.hit.entry, *frames)
            confidences = sure, support.acoustic
            entry = evidence(
                span.hit, words, alphabet, spoken, (start, end), confidences, attention, segment.verifier
            )
        listed, ending = (None, "") if entry is None else (entry.entry, entry.ending)
        word = TranscribedWord(span.text, start, end, sure, listed, support.acoustic, ending)
        yield word, span.spaced, entry


def _rejected(
    segment: Decoded, hit: Hit, alphabet: Alphabet, words: BiasList, seconds: float
) -> WrittenEntry:
    """Describe an entry that verification rejected; its tokens are not kept."""
    frames = (hit.first_frame, hit.last_frame + 1)
    start, end = (round(min(max(segment.start + at * segment.frame_shift, 0.0), seconds), 3) for at in frames)
    attention = _attention_on(segment, hit.entry, hit.first_frame, hit.last_frame)
    log_odds = None if hit.verdict is None else hit.verdict.log_odds
    confidence = None if segment.confidence is None else segment.confidence.of_entry(log_odds)
    confidences = confidence, None
    return evidence(hit, words, alphabet, "", (start, end), confidences, attention, segment.verifier)


def _attention_on(segment: Decoded, entry: int, first: int, last: int) -> float | None:
    """Return the adapter's mean attention on an entry; None without an adapter."""
    return None if segment.attention is None else segment.attention.of(entry, first, last)


def spans_of(hypothesis: Hypothesis, alphabet: Alphabet, words: BiasList | None) -> Iterator[WrittenSpan]:
    """Yield words in order; a complete entry is one word, in its display form."""
    plain = alphabet.words_of(hypothesis.tokens)
    opens = {span.first: index for index, span in enumerate(plain)}
    closes = {span.last: index for index, span in enumerate(plain)}
    hits: dict[int, tuple[int, Hit]] = {}  # index of first plain span -> (of last one, hit)
    for hit in hypothesis.hits:
        if words is None or words.entries[hit.entry].word.weight <= 0:
            continue  # suppressed or switched off: not written from the list
        # An entry that begins or ends inside a word was not written: "art" in "party".
        if hit.first_token in opens and hit.last_token in closes:
            hits[opens[hit.first_token]] = (closes[hit.last_token], hit)
    separated = alphabet.words != "unmarked"  # a space precedes a segment too
    index = 0
    while index < len(plain):
        word = plain[index]
        spaced = word.spaced or (separated and index == 0)
        if index in hits and words is not None:
            last, hit = hits[index]
            display = words.entries[hit.entry].word.display + ending_of(hit, words) + plain[last].tail
            yield WrittenSpan(word.first, plain[last].last, display, spaced, hit)
            index = last + 1
        else:
            yield WrittenSpan(word.first, word.last, word.text + word.tail, spaced)
            index += 1


def _alternatives(
    segments: Sequence[Decoded], alphabet: Alphabet, words: BiasList | None, nbest: int
) -> tuple[str, ...]:
    """Return the ``nbest`` different texts of the whole audio with the best summed scores, best first.

    Segments are independent: keeping the best of every prefix finds the best of the whole.
    """
    kept: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for segment in segments:
        options = [
            (h.scores.total, "".join(" " * s.spaced + s.text for s in spans_of(h, alphabet, words)))
            for h in segment.hypotheses
        ] or [(0.0, "")]
        joined = {
            texts + (text,): score + more
            for (score, texts), (more, text) in reversed(list(itertools.product(kept, options)))
        }
        best = heapq.nlargest(nbest, joined.items(), key=lambda item: item[1])
        kept = [(score, texts) for texts, score in best]
    return tuple(dict.fromkeys("".join(texts).strip() for _, texts in kept))

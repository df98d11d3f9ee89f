"""From segments to one transcript: rows joined, tokens to words, entries to their display form."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from earmark.audio.segment import Segment
from earmark.biasing import BiasList
from earmark.errors import AudioDiagnostic
from earmark.evidence import ending_of, evidence
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Attention, Emissions
from earmark.transcript import Hit, Hypothesis, TranscribedWord, Transcript, WrittenEntry


@dataclass(frozen=True)
class Decoded:
    """What the search found in one piece of audio, best hypothesis first."""

    hypotheses: tuple[Hypothesis, ...]
    start: float  # seconds of the audio at frame 0
    frame_shift: float  # seconds from one frame to the next
    attention: Attention | None = None  # of the adapter that biased the emissions


@dataclass(frozen=True)
class _Span:
    """Neighbouring tokens that are written as one word."""

    first: int  # token position
    last: int  # inclusive
    text: str
    spaced: bool = True  # a space stands before it
    hit: Hit | None = None


def join_emissions(heard: Sequence[tuple[Segment, Emissions]]) -> Emissions:
    """The kept rows of neighbouring segments in one piece, on one clock.

    Overlapping segments are cut between rows, so that their rows meet without a gap.
    """
    rows = [e.log_probs[s.kept_rows(len(e.log_probs), e.frame_shift)] for s, e in heard]
    segment, first = heard[0]
    phones = None
    if first.phone_log_probs is not None and first.phone_frame_shift is not None:
        phones = np.concatenate(
            [
                e.phone_log_probs[s.kept_rows(len(e.phone_log_probs), e.phone_frame_shift)]
                for s, e in heard
                if e.phone_log_probs is not None and e.phone_frame_shift is not None
            ]
        )
    shifts = first.frame_shift, first.phone_frame_shift
    return Emissions(np.concatenate(rows), shifts[0], segment.keep_from, phones, shifts[1])


def assemble(
    segments: Sequence[Decoded],
    alphabet: Alphabet,
    words: BiasList | None,
    seconds: float,
    nbest: int = 1,
    audio: str | None = None,
    remarks: Sequence[AudioDiagnostic] = (),
) -> Transcript:
    """Join decoded segments into one transcript of ``seconds`` of audio, with ``remarks`` on it."""
    written: list[TranscribedWord] = []
    entries: list[WrittenEntry] = []
    rejected: list[WrittenEntry] = []
    text = ""
    considered: dict[str, None] = {}
    for segment in segments:
        if not segment.hypotheses:
            continue
        for word, spaced, entry in _write(segment, segment.hypotheses[0], alphabet, words, seconds):
            written.append(word)
            text += " " * spaced + word.text
            if entry is not None:
                entries.append(entry)
        if words is not None:
            best = segment.hypotheses[0]
            rejected += (_rejected(segment, hit, alphabet, words, seconds) for hit in best.rejected)
            considered.update((words.entries[entry].word.text, None) for entry in best.considered)
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


def _write(
    segment: Decoded,
    hypothesis: Hypothesis,
    alphabet: Alphabet,
    words: BiasList | None,
    seconds: float,
) -> Iterator[tuple[TranscribedWord, bool, WrittenEntry | None]]:
    """Words of one hypothesis, whether a space stands before each, and the evidence of entries."""
    spans = list(_spans(hypothesis, alphabet, words))
    for index, span in enumerate(spans):
        start = segment.start + hypothesis.frames[span.first] * segment.frame_shift
        # A CTC token is a spike: the last one is given its own frame, and never the next word's.
        end = segment.start + (hypothesis.frames[span.last] + 1) * segment.frame_shift
        if index + 1 < len(spans):
            end = min(end, segment.start + hypothesis.frames[spans[index + 1].first] * segment.frame_shift)
        start, end = (round(min(max(at, 0.0), seconds), 3) for at in (start, end))
        # All of its tokens must be right for a word to be: measured best, docs/design/transcript.md.
        confidence = math.prod(hypothesis.confidences[span.first : span.last + 1])
        entry = None
        if span.hit is not None and words is not None:
            spoken = alphabet.text(hypothesis.tokens[span.first : span.last + 1])
            frames = hypothesis.frames[span.first], hypothesis.frames[span.last]
            looked = _looked_at(segment, span.hit.entry, *frames)
            entry = evidence(span.hit, words, alphabet, spoken, (start, end), confidence, looked)
        listed = (None, "") if entry is None else (entry.entry, entry.ending)
        word = TranscribedWord(span.text, start, end, confidence, *listed)
        yield word, span.spaced, entry


def _rejected(
    segment: Decoded, hit: Hit, alphabet: Alphabet, words: BiasList, seconds: float
) -> WrittenEntry:
    """Describe an entry that verification took out; its tokens are not kept."""
    frames = (hit.first_frame, hit.last_frame + 1)
    start, end = (round(min(max(segment.start + at * segment.frame_shift, 0.0), seconds), 3) for at in frames)
    looked = _looked_at(segment, hit.entry, hit.first_frame, hit.last_frame)
    return evidence(hit, words, alphabet, "", (start, end), 0.0, looked)


def _looked_at(segment: Decoded, entry: int, first: int, last: int) -> float | None:
    """The adapter's attention on an entry, where there is an adapter."""
    return None if segment.attention is None else segment.attention.of(entry, first, last)


def _spans(hypothesis: Hypothesis, alphabet: Alphabet, words: BiasList | None) -> Iterator[_Span]:
    """Words in order, with every entry that stands complete written as one word in its display form."""
    plain = alphabet.words_of(hypothesis.tokens)
    opens = {span.first: index for index, span in enumerate(plain)}
    closes = {span.last: index for index, span in enumerate(plain)}
    hits: dict[int, tuple[int, Hit]] = {}  # index of first plain span -> (of last one, hit)
    for hit in hypothesis.hits:
        if words is None or words.entries[hit.entry].word.weight <= 0:
            continue  # a word to be avoided, or switched off, was not written from the list
        # An entry that begins or ends inside a word (its stem, say) is not what was written.
        if hit.first_token in opens and hit.last_token in closes:
            hits[opens[hit.first_token]] = (closes[hit.last_token], hit)
    parted = alphabet.words != "unmarked"  # from the segment before it too
    index = 0
    while index < len(plain):
        word = plain[index]
        spaced = word.spaced or (parted and index == 0)
        if index in hits and words is not None:
            last, hit = hits[index]
            display = words.entries[hit.entry].word.display + ending_of(hit, words) + plain[last].tail
            yield _Span(word.first, plain[last].last, display, spaced, hit)
            index = last + 1
        else:
            yield _Span(word.first, word.last, word.text + word.tail, spaced)
            index += 1


def _alternatives(
    segments: Sequence[Decoded], alphabet: Alphabet, words: BiasList | None, nbest: int
) -> tuple[str, ...]:
    """The ``nbest`` texts of the whole audio with the best summed scores, best first, all different.

    Segments are independent, so the best of the whole are found by keeping the best of every prefix.
    """
    kept: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for segment in segments:
        options = [
            (h.scores.total, "".join(" " * s.spaced + s.text for s in _spans(h, alphabet, words)))
            for h in segment.hypotheses
        ] or [(0.0, "")]
        joined = {
            texts + (text,): score + more
            for (score, texts), (more, text) in reversed(list(itertools.product(kept, options)))
        }
        best = heapq.nlargest(nbest, joined.items(), key=lambda item: item[1])
        kept = [(score, texts) for texts, score in best]
    return tuple(dict.fromkeys("".join(texts).strip() for _, texts in kept))

"""Rewriting: entries that were found, gathered into a corrected transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from earmark._core import Corrected, Hit
from earmark.correction.closest import closest_place
from earmark.correction.given import GivenTranscript, GivenWord
from earmark.correction.judge import Judge
from earmark.correction.pieces import GivenPiece, whole_span
from earmark.correction.placing import PlacedPart
from earmark.correction.respelling import is_inflection, respelled
from earmark.correction.result import Change, Correction, Replacement, UnsaidText
from earmark.correction.timing import WordTimes
from earmark.correction.wording import Place, Span, edits_of, ends_in_s, written_as
from earmark.errors import AudioDiagnostic
from earmark.models import Emissions
from earmark.transcript import Transcript, WrittenEntry


@dataclass(frozen=True)
class _Found:
    """An entry that is written, and how."""

    span: Span
    change: Change
    entry: WrittenEntry


@dataclass(frozen=True, eq=False)
class _Entry:
    """An entry that the search has found."""

    judge: Judge
    hit: Hit
    spoken: str  # its words as they were found
    emissions: Emissions

    @property
    def display(self) -> str:
        return self.judge.display(self.hit)

    @property
    def ending(self) -> str:
        return self.judge.ending(self.hit)

    def log_odds(self, place: Place, words: Sequence[GivenWord]) -> float:
        return self.judge.log_odds(self.hit, self.emissions, self.spoken, place, words)

    def evidence(self, log_odds: float | None = None) -> WrittenEntry:
        return self.judge.evidence(self.hit, self.emissions, self.spoken, log_odds)


class Rewriting:
    """Collects what is found in the pieces of one audio, in order."""

    def __init__(self, transcript: GivenTranscript, judge: Judge | None) -> None:
        """Begin with a transcript as it was given; no judge: there is no list."""
        self._transcript, self._judge = transcript, judge
        self._words: Sequence[GivenWord] = transcript.words
        self._found: list[_Found] = []
        self._confirmed: list[WrittenEntry] = []
        self._standing: list[tuple[int, WrittenEntry]] = []  # given words and the entries that they are
        self._rejected: list[WrittenEntry] = []
        self._unsaid: list[UnsaidText] = []
        self._own: list[tuple[Span, Transcript]] = []
        self._last = -1  # given word that was said last so far
        self._times = WordTimes(transcript.words)

    def add(self, piece: GivenPiece, emissions: Emissions, corrected: Corrected | None) -> None:
        """Take the result of the search in one piece; None: the audio has no room for its words."""
        if corrected is None:
            self._name_unsaid([placed.part.word for placed in piece.parts])
            return
        self._times.add(piece, emissions, corrected)
        self._last = piece.parts[-1].part.word if piece.parts else self._last
        if self._judge is None:
            return
        for number, (hit, words) in enumerate(zip(corrected.hypothesis.hits, corrected.places, strict=True)):
            place = piece.place_of(words)
            if place is None:
                continue
            spoken = self._judge.spoken(hit, corrected.hypothesis)
            entry = _Entry(self._judge, hit, spoken, emissions)
            others = piece.owners_of(corrected.places[:number] + corrected.places[number + 1 :])
            place = closest_place(piece, place, spoken, self._words, others)
            if place.parts or piece.is_beside(place, hit, corrected):
                self._add_entry(entry, place, piece.spoken_in(place))
            else:  # the transcript leaves out what was said there
                self._rejected.append(entry.evidence())
        self._rejected += (self._judge.evidence(hit, emissions, "") for hit in corrected.rejected)

    def add_own(self, piece: GivenPiece, transcript: Transcript) -> None:
        """Write a piece as the search has it, in the place of all its words."""
        span = whole_span(piece, transcript.text, self._words, self._last)
        if span is None or not transcript.text:
            return
        self._own.append((span, transcript))
        self._confirmed += transcript.entries
        self._rejected += transcript.rejected

    def _add_entry(self, entry: _Entry, place: Place, theirs: str) -> None:
        forms = entry.judge.forms(entry.hit)
        if theirs in forms or any(is_inflection(theirs, form, entry.judge.language) for form in forms):
            self._confirm(entry, place, theirs in forms)
            return
        evidence = entry.evidence(entry.log_odds(place, self._words))
        # Whoever writes whole sentences knows where one has an ending: "send" behind a name is no possessive.
        has_ending = bool(place.parts) and ends_in_s(place.parts[-1].text)
        span = written_as(place, entry.display, entry.ending if has_ending else "", self._words)
        if span is None or evidence.log_odds is None or evidence.log_odds < 0.0:
            self._rejected.append(evidence)
            return
        self._found.append(_Found(span, "replaced" if place.parts else "inserted", evidence))

    def _confirm(self, entry: _Entry, place: Place, plain: bool) -> None:
        """Take an entry that stands there already; set it in its display form unless it has an ending."""
        span = respelled(place, entry.display, self._words, entry.judge.common_words)
        if span is None or not plain:
            self._confirmed.append(entry.evidence())
            self._standing += ((part.word, self._confirmed[-1]) for part in place.parts)
        else:
            self._found.append(_Found(span, "respelled", entry.evidence()))

    def add_unsaid(self, placed: Sequence[PlacedPart]) -> None:
        """Name the words that are not in the audio."""
        self._name_unsaid([p.part.word for p in placed if p.piece is None])

    def _name_unsaid(self, numbers: Sequence[int]) -> None:
        runs: list[list[int]] = []
        for number in numbers:
            if runs and number <= runs[-1][1] + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        for first, last in runs:
            text = " ".join(word.text for word in self._words[first : last + 1])
            self._unsaid.append(UnsaidText(first, last, text))

    def result(
        self, audio: str | None, seconds: float, remarks: Sequence[AudioDiagnostic], own: bool = False
    ) -> Correction:
        """Write everything that was found into the transcript; without unsaid words where it is ``own``."""
        kept = _in_order(self._found)
        gone = [self._removal(text) for text in self._unsaid if own]
        spans = [*(found.span for found in kept), *(span for span, _ in self._own), *gone]
        edits = edits_of(_apart(spans), self._words)
        listed = () if self._judge is None else self._judge.listed.diagnostics
        return Correction(
            transcript=self._transcript.with_edits(edits) if edits else self._transcript,
            replacements=tuple(self._replacement(found) for found in kept),
            seconds=round(seconds, 3),
            words=self._times.words(
                edits,
                [(found.span, found.entry) for found in kept],
                self._own,
                seconds,
                dict(self._standing),
            ),
            confirmed=tuple(self._confirmed),
            rejected=tuple(self._rejected),
            unsaid=tuple(sorted(self._unsaid, key=lambda text: text.first)),
            diagnostics=(*remarks, *listed),
            audio=audio,
        )

    def _removal(self, text: UnsaidText) -> Span:
        return Span(text.first, 0, text.last, len(self._words[text.last].text), "")

    def _replacement(self, found: _Found) -> Replacement:
        span = found.span
        before = " ".join(word.text for word in self._words[span.first : span.last + 1])
        text = " ".join(edits_of([span], self._words)[0].words)
        stood = "" if found.change == "inserted" else before
        evidence = replace(found.entry, alternative=stood)
        return Replacement(
            found.entry.entry, before, text, found.change, span.first, span.last, evidence.start,
            evidence.end, evidence,
        )  # fmt: skip


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, without those that overlap with an earlier one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.first, span.begin)):
        if not kept or (kept[-1].last, kept[-1].end) <= (span.first, span.begin):
            kept.append(span)
    return kept


def _in_order(found: Sequence[_Found]) -> list[_Found]:
    """Entries by place; of two that overlap the surer one."""
    kept: list[_Found] = []
    for item in sorted(found, key=lambda item: (item.span.first, item.span.begin)):
        if kept and (item.span.first, item.span.begin) < (kept[-1].span.last, kept[-1].span.end):
            if (item.entry.log_odds or 0.0) > (kept[-1].entry.log_odds or 0.0):
                kept[-1] = item
            continue
        kept.append(item)
    return kept

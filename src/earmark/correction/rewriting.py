"""Rewriting: entries that were found, gathered into a corrected transcript."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from earmark._core import Corrected, Hit
from earmark.biasing import BiasList
from earmark.correction.contest import contest_of
from earmark.correction.given import GivenTranscript, GivenWord
from earmark.correction.pieces import GivenPiece
from earmark.correction.placing import PlacedPart
from earmark.correction.respelling import is_inflection, respelled
from earmark.correction.result import Change, Correction, Replacement, UnsaidText
from earmark.correction.timing import WordTimes
from earmark.correction.wording import Place, Span, edits_of, ends_in_s, written_as
from earmark.errors import AudioDiagnostic
from earmark.evidence import ending_of, evidence
from earmark.models import Emissions
from earmark.transcript import WrittenEntry

if TYPE_CHECKING:
    from earmark.correction.corrector import Corrector


@dataclass(frozen=True)
class _Found:
    """An entry that is written, and how."""

    span: Span
    change: Change
    entry: WrittenEntry


class Rewriting:
    """Collects what is found in the pieces of one audio, in order."""

    def __init__(
        self, corrector: Corrector, transcript: GivenTranscript, words: BiasList | None, seconds: float
    ) -> None:
        """Begin with a transcript as it was given."""
        self._corrector, self._transcript, self._list = corrector, transcript, words
        self._words: Sequence[GivenWord] = transcript.words
        self._found: list[_Found] = []
        self._confirmed: list[WrittenEntry] = []
        self._rejected: list[WrittenEntry] = []
        self._unsaid: list[UnsaidText] = []
        self._times = WordTimes(transcript.words, seconds)

    def add(self, piece: GivenPiece, emissions: Emissions, corrected: Corrected | None) -> None:
        """Take the result of the search in one piece; None: the audio has no room for its words."""
        if corrected is None:
            self._name_unsaid([placed.part.word for placed in piece.parts])
            return
        self._times.add(piece, emissions, corrected)
        if self._list is None:
            return
        for hit, words in zip(corrected.hypothesis.hits, corrected.places, strict=True):
            self._add_hit(piece, emissions, corrected, hit, words)
        self._rejected += (self._evidence(hit, emissions, "", None) for hit in corrected.rejected)

    def _add_hit(
        self, piece: GivenPiece, emissions: Emissions, corrected: Corrected, hit: Hit, words: tuple[int, int]
    ) -> None:
        alphabet = self._corrector.stages.resources.model.alphabet
        spoken = alphabet.text(corrected.hypothesis.tokens[hit.first_token : hit.last_token + 1])
        place = piece.place_of(hit, words)
        if place is None:
            return
        theirs = " ".join(w for p in piece.parts if p.part in place.parts for w in p.words)
        if theirs == spoken or is_inflection(theirs, spoken, self._corrector.language):
            self._confirm(place, hit, emissions, spoken, theirs)
            return
        known = [part.text.lower() in self._corrector.common_words for part in place.parts]
        contest = contest_of(hit, spoken, place, self._words, self._corrector.language, known)
        entry = self._evidence(hit, emissions, spoken, self._corrector.decision.log_odds(contest))
        span = self._span(place, hit)
        if span is None or entry.log_odds is None or entry.log_odds < 0.0:
            self._rejected.append(entry)
            return
        self._found.append(_Found(span, "replaced" if place.parts else "inserted", entry))

    def _span(self, place: Place, hit: Hit) -> Span | None:
        assert self._list is not None  # there are no hits without a list
        display = self._list.entries[hit.entry].word.display
        # Whoever writes whole sentences knows where one has an ending: "send" behind a name is no possessive.
        ending = ending_of(hit, self._list) if place.parts and ends_in_s(place.parts[-1].text) else ""
        return written_as(place, display, ending, self._words)

    def _confirm(self, place: Place, hit: Hit, emissions: Emissions, spoken: str, theirs: str) -> None:
        """Take an entry that stands there already; set it in its display form."""
        assert self._list is not None  # there are no hits without a list
        entry = self._evidence(hit, emissions, spoken, None)
        display, common = self._list.entries[hit.entry].word.display, self._corrector.common_words
        span = respelled(place, display, self._words, common)
        if span is None or theirs != spoken:
            self._confirmed.append(entry)
        else:
            self._found.append(_Found(span, "respelled", entry))

    def _evidence(self, hit: Hit, emissions: Emissions, spoken: str, log_odds: float | None) -> WrittenEntry:
        stages = self._corrector.stages
        assert self._list is not None  # there are no hits without a list
        frames = hit.first_frame, hit.last_frame
        start, end = (emissions.start + frame * emissions.frame_shift for frame in (frames[0], frames[1] + 1))
        seen = None if emissions.attention is None else emissions.attention.of(hit.entry, *frames)
        found = evidence(
            hit, self._list, stages.resources.model.alphabet, spoken, (round(start, 3), round(end, 3)),
            (None, None), seen, stages.verifier_of(emissions),
        )  # fmt: skip
        odds = found.log_odds if log_odds is None else log_odds
        return replace(found, log_odds=odds, confidence=None if odds is None else _probability(odds))

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

    def result(self, audio: str | None, remarks: Sequence[AudioDiagnostic]) -> Correction:
        """Write everything that was found into the transcript."""
        kept = _in_order(self._found)
        edits = edits_of([found.span for found in kept], self._words)
        listed = () if self._list is None else self._list.diagnostics
        return Correction(
            transcript=self._transcript.with_edits(edits) if edits else self._transcript,
            replacements=tuple(self._replacement(found) for found in kept),
            seconds=round(self._times.seconds, 3),
            words=self._times.words(edits, [(found.span, found.entry) for found in kept]),
            confirmed=tuple(self._confirmed),
            rejected=tuple(self._rejected),
            unsaid=tuple(sorted(self._unsaid, key=lambda text: text.first)),
            diagnostics=(*remarks, *listed),
            audio=audio,
        )

    def _replacement(self, found: _Found) -> Replacement:
        span = found.span
        before = " ".join(word.text for word in self._words[span.first : span.last + 1])
        text = " ".join(edits_of([span], self._words)[0].words)
        return Replacement(
            found.entry.entry, before, text, found.change, span.first, span.last, found.entry.start,
            found.entry.end, found.entry,
        )  # fmt: skip


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


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 60.0), -60.0)))

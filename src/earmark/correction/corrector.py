"""Corrector: audio, somebody's transcript and a list in; the transcript with the list's entries out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earmark._core import Corrected
from earmark.assemble import assemble
from earmark.biasing import BiasList
from earmark.correction.decision import SEARCHED, Decision
from earmark.correction.doubt import Doubt
from earmark.correction.given import GivenTranscript
from earmark.correction.judge import Judge
from earmark.correction.pieces import GivenPiece, Speller
from earmark.correction.placing import PlacedPart, ReadWord, place_parts
from earmark.correction.result import Correction
from earmark.correction.rewriting import Rewriting
from earmark.correction.spoken import spoken_parts
from earmark.correction.spool import EmissionSpool
from earmark.decoding import greedy_decode
from earmark.models import Emissions
from earmark.offline import Audio, Cut, End, Work, batches, encode_chunks, path_of, work_of
from earmark.pronouncing import language_of
from earmark.stages import Stages
from earmark.transcript import Transcript


@dataclass(frozen=True, eq=False)
class Corrector:
    """Corrects transcripts with one model. Immutable: any number of threads may share one."""

    stages: Stages
    cut: Cut
    group: int  # segments that are encoded and searched together
    decision: Decision

    @classmethod
    def of(cls, stages: Stages, cut: Cut, group: int) -> Corrector:
        """A corrector with the fitted decision."""
        return cls(stages, cut, group, Decision.fitted())

    def correct(
        self, audio: Audio, transcript: GivenTranscript, words: BiasList | None, own: bool = False
    ) -> Correction:
        """Return the transcript with the list's entries where they were said.

        Args:
            audio: what was transcribed.
            transcript: by another recognizer.
            words: the list; None: words are aligned only.
            own: the transcript is of the bundled writer: take out words that are not in the audio, in place
                of leaving them alone, and write pieces that the audio speaks against by the search.

        Raises:
            AudioError: the audio is missing, unreadable, empty or not finite.
        """
        judge = None if words is None else Judge(self.stages, words, self.decision)
        language = language_of(self.stages.resources.model)
        speller = Speller(self.stages.resources.model.tokenizer, self.stages.resources.model.alphabet)
        with EmissionSpool() as spool:
            read, end = self._encode(audio, spool, speller)
            placed = place_parts(spoken_parts(transcript.words, language), read)
            by_piece = pieces_of(placed, len(spool))
            texts = texts_of(read, len(spool))
            rewriting = Rewriting(transcript, judge, end.seconds)
            for numbers in _groups(len(spool), self.group):
                pieces = [speller.piece(by_piece[number]) for number in numbers]
                emissions = [spool.read(number) for number in numbers]
                for number, (piece, e, corrected) in zip(
                    numbers, self._search(pieces, emissions, words), strict=True
                ):
                    if own and self._doubts(piece, texts[number], spool.read(number), corrected):
                        rewriting.add_own(piece, self._own(spool.read(number), words, end.seconds))
                    else:
                        rewriting.add(piece, e, corrected)
        rewriting.add_unsaid(placed)
        return rewriting.result(path_of(audio), end.remarks, own)

    def _encode(self, audio: Audio, spool: EmissionSpool, speller: Speller) -> tuple[list[ReadWord], End]:
        """Encode the whole audio into the spool; return what the model reads by itself."""
        model = self.stages.resources.model
        read: list[ReadWord] = []
        end = End(0, 0.0)
        for batch in batches(work_of([audio], self.cut), self.group):
            for emissions in encode_chunks(model, [item.chunk for item in batch if isinstance(item, Work)]):
                best = greedy_decode(emissions.log_probs, model.alphabet.blank)
                read += speller.read_words(best, len(spool))
                spool.append(emissions)
            for item in batch:
                if isinstance(item, End):
                    end = item
        if end.error is not None:
            raise end.error
        return read, end

    def _doubts(
        self, piece: GivenPiece, read: str, emissions: Emissions, corrected: Corrected | None
    ) -> bool:
        (plain,) = self.stages.prepare([emissions], [None])
        return Doubt(self.stages).of(piece, read, plain, corrected)

    def _own(self, emissions: Emissions, words: BiasList | None, seconds: float) -> Transcript:
        """Transcribe a piece by the search."""
        decoded = self.stages.decode([emissions], [words], 1)
        return assemble(decoded, self.stages.resources.model.alphabet, words, seconds)

    def _search(
        self, pieces: Sequence[GivenPiece], emissions: Sequence[Emissions], words: BiasList | None
    ) -> Iterator[tuple[GivenPiece, Emissions, Corrected | None]]:
        lists = [words] * len(pieces)
        ready = self.stages.prepare(emissions, lists)
        found = self.stages.search.correct_emissions(ready, [p.tokens for p in pieces], lists, SEARCHED)
        yield from zip(pieces, ready, found, strict=True)


def texts_of(read: Sequence[ReadWord], count: int) -> list[str]:
    """What the model reads in each of ``count`` pieces of audio."""
    words: list[list[str]] = [[] for _ in range(count)]
    for word in read:
        words[word.piece].append(word.text)
    return [" ".join(one) for one in words]


def _groups(count: int, size: int) -> Iterator[range]:
    return (range(first, min(first + size, count)) for first in range(0, count, size))


def pieces_of(placed: Sequence[PlacedPart], count: int) -> list[list[PlacedPart]]:
    """Parts of each of ``count`` pieces of audio."""
    found: list[list[PlacedPart]] = [[] for _ in range(count)]
    for part in placed:
        if part.piece is not None:
            found[part.piece].append(part)
    return found

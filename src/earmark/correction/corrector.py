"""Corrector: audio, somebody's transcript and a list in; the transcript with the list's entries out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earmark._core import Corrected
from earmark.assemble import assemble
from earmark.audio.channels import channel_of, count_channels
from earmark.biasing import BiasList
from earmark.correction.decision import SEARCHED, Decision
from earmark.correction.doubt import Doubt
from earmark.correction.encoded_speech import EncodedSpeech
from earmark.correction.given import GivenTranscript
from earmark.correction.judge import Judge
from earmark.correction.pieces import GivenPiece, Speller
from earmark.correction.placing import PlacedPart, place_parts
from earmark.correction.result import Correction
from earmark.correction.rewriting import Rewriting
from earmark.correction.spoken import SpokenPart, spoken_parts
from earmark.models import Emissions
from earmark.offline import Audio, Cut, End, path_of
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
        rewriting = Rewriting(transcript, judge)
        parts = spoken_parts(transcript.words, language_of(self.stages.resources.model))
        end = End(0, 0.0)
        for channel, said in _channels(transcript, parts, audio):
            end = self._correct_channel(channel, said, words, own, rewriting)
        return rewriting.result(path_of(audio), end.seconds, end.remarks, own)

    def _correct_channel(
        self,
        audio: Audio,
        parts: Sequence[SpokenPart],
        words: BiasList | None,
        own: bool,
        rewriting: Rewriting,
    ) -> End:
        """Search one audio, in which these parts are said, and add what is found to the rewriting."""
        model = self.stages.resources.model
        speller = Speller(model.tokenizer, model.alphabet)
        with EncodedSpeech.of(audio, model, speller, self.cut, self.group) as speech:
            placed = place_parts(parts, speech.read)
            by_piece, texts = _pieces_of(placed, len(speech.spool)), speech.texts()
            for numbers in _groups(len(speech.spool), self.group):
                pieces = [speller.piece(by_piece[number]) for number in numbers]
                emissions = [speech.spool.read(number) for number in numbers]
                for number, plain, (piece, ready, corrected) in zip(
                    numbers, emissions, self._search(pieces, emissions, words), strict=True
                ):
                    if own and self._doubts(piece, texts[number], plain, corrected):
                        rewriting.add_own(piece, self._own(plain, words, speech.end.seconds))
                    else:
                        rewriting.add(piece, ready, corrected)
        rewriting.add_unsaid(placed)
        return speech.end

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


def _channels(
    transcript: GivenTranscript, parts: Sequence[SpokenPart], audio: Audio
) -> Iterator[tuple[Audio, list[SpokenPart]]]:
    """Yield the audio of each channel and the parts that are said there.

    Where the audio has fewer channels than the transcript, each channel's words are looked for in all of it.
    """
    channels = sorted({word.channel for word in transcript.words} or {0})
    if len(channels) == 1:
        yield audio, list(parts)
        return
    apart = channels[-1] < count_channels(audio)
    for number in channels:
        said = [part for part in parts if transcript.words[part.word].channel == number]
        yield (channel_of(audio, number) if apart else audio), said


def _groups(count: int, size: int) -> Iterator[range]:
    return (range(first, min(first + size, count)) for first in range(0, count, size))


def _pieces_of(placed: Sequence[PlacedPart], count: int) -> list[list[PlacedPart]]:
    """Parts of each of ``count`` pieces of audio."""
    found: list[list[PlacedPart]] = [[] for _ in range(count)]
    for part in placed:
        if part.piece is not None:
            found[part.piece].append(part)
    return found

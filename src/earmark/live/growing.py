"""Growing: an utterance that goes on, encoded once as it comes in by a model that allows it.

The end of an utterance is known some time later, and lies before audio that was encoded by then. So two
copies of the encoder follow: one waits within the speech, where the final goes on from it, and one ahead of
it to take its place when speech has come that far. Frames of a final are those of the utterance encoded in
one piece, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import join_emissions
from earmark.audio import RATE, Segment
from earmark.audio.loudness import FRAME
from earmark.audio.speech_stream import SPEECH, SpeechStream
from earmark.audio.waveform import Samples
from earmark.live.encoding import KEPT, LEFT, VERIFIED, Step
from earmark.live.windows import SpeechPower
from earmark.models import CtcModel, Emissions
from earmark.models.incremental import Encoder, IncrementalModel
from earmark.models.phones_beside import ModelWithPhones
from earmark.offline import Chunk, encode_chunks, in_one_piece


@dataclass(frozen=True, eq=False)
class Block:
    """Samples that were new when a block of the stream came."""

    samples: Samples
    spoken: int  # sample of the stream up to which the utterance reaches for certain
    level: float  # of its speech so far


@dataclass(frozen=True, eq=False)
class _Place:
    """An encoder, and how far it has come."""

    encoder: Encoder
    end: int  # sample of the stream
    chunks: int  # whose rows it has put out


class Growing:
    """One utterance on its way through an incremental model."""

    def __init__(self, model: CtcModel, acoustic: IncrementalModel, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found.

        Args:
            model: the recognizer's, which may have phones beside.
            acoustic: the model itself, or the one that has phones beside.
            stream: of segments that are not anchored.
        """
        assert stream.begins is not None
        self._model, self._begins, self.start = model, stream.begins, stream.keep_from
        self._shift, self._unit = model.frame_shift, 2 * round(model.frame_shift * RATE)
        self._blocks: list[Block] = []  # not encoded yet
        self._power = SpeechPower()
        self._end = self._spoken = self._begins
        self._last = _Place(acoustic.begin(), self._begins, 0)
        self._sure = self._next = _Place(acoustic.begin(), self._begins, 0)
        self._rows: list[NDArray[np.float32]] = []  # of each chunk
        self._count = 0  # rows
        self._skipped = round((self.start - self._begins) / RATE / self._shift)  # of the utterance before
        self._phones = _Phones(model, self._begins) if isinstance(model, ModelWithPhones) else None

    def follow(self, stream: SpeechStream) -> None:
        """Take the samples that are new in the stream."""
        new = stream.cut(self._end, stream.end)
        count = min(-(-len(new) // FRAME), len(stream.probabilities))
        if count:
            self._power.add(new[-count * FRAME :], stream.probabilities[-count:])
        speech = np.flatnonzero(stream.probabilities >= SPEECH)
        if len(speech):  # the end is cut to the grid
            behind = stream.at + (int(speech[-1]) + 1) * FRAME
            self._spoken = max(self._spoken, behind - self._unit)
        self._blocks.append(Block(new.copy(), self._spoken, self._power.level))
        self._end = stream.end

    def take(self) -> list[Block]:
        """The blocks that came since the last call."""
        blocks, self._blocks = self._blocks, []
        return blocks

    def encode(self, work: Sequence[Block]) -> list[Step]:
        """The new frames of each chunk that the blocks complete."""
        return [step for block in work for step in self._encode(block)]

    def final(self, chunk: Chunk) -> Emissions:
        """Emissions of the utterance, which has ended; what is encoded already is not encoded again."""
        segment = in_one_piece(chunk)
        begins = round(segment.start * RATE)
        end = begins + len(segment.samples)
        place = next((place for place in (self._last, self._sure) if place.end <= end), None)
        if place is None or begins != self._begins:  # it was cut in speech that goes on
            return encode_chunks(self._model, [chunk])[0]
        encoder = place.encoder.copy()  # speech may go on
        rest = encoder.accept(segment.samples[place.end - begins :])
        rows = [*self._rows[: place.chunks], *rest, *encoder.finish()]
        own = join_emissions([(segment, Emissions(self._joined(rows), self._shift))])
        return own if self._phones is None else self._phones.beside_all(own, chunk)

    def _encode(self, block: Block) -> Iterator[Step]:
        if self._phones is not None:
            self._phones.take(block.samples)
        encoder, end = self._last.encoder, self._last.end + len(block.samples)
        for rows in encoder.accept(block.samples):
            self._rows.append(rows)
            step = self._step(len(rows), block.level)
            if step is not None:
                yield step
        self._last = _Place(encoder, end, len(self._rows))
        if self._next.end <= block.spoken:
            self._sure, self._next = self._next, _Place(encoder.copy(), end, len(self._rows))

    def _step(self, count: int, level: float) -> Step | None:
        """The frames of a chunk of ``count`` rows; None for those of the utterance before."""
        before = max(0, self._count - self._skipped)
        self._count += count
        after = max(0, self._count - self._skipped)
        if after == before:
            return None
        left, kept, every = (round(seconds / self._shift) for seconds in (LEFT, KEPT, VERIFIED))
        emissions = self._latest(min(self._count, left + after - before))
        rows, whole = len(emissions.log_probs), None
        if before // every != after // every:
            whole = self._latest(min(kept, after))
            whole = whole if self._phones is None else self._phones.beside(whole, level)
        seconds = self._begins / RATE + self._count * self._shift
        return Step(emissions, slice(rows - (after - before), rows), seconds, whole)

    def _latest(self, wanted: int) -> Emissions:
        """The last rows."""
        found, parts = 0, []
        for rows in reversed(self._rows):
            if found >= wanted:
                break
            parts.append(rows)
            found += len(rows)
        start = self._begins / RATE + (self._count - wanted) * self._shift
        return Emissions(np.concatenate(parts[::-1])[found - wanted :], self._shift, start)

    def _joined(self, rows: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        nothing = np.zeros((0, len(self._model.alphabet)), np.float32)
        return np.concatenate([nothing, *rows])


class _Phones:
    """The phones of another model, which sees both sides: they are encoded again for all passes."""

    def __init__(self, model: ModelWithPhones, begins: int) -> None:
        self._model = model
        self._held: Samples = np.zeros(0, np.float32)
        self._first = begins  # sample of the stream with which they begin

    def take(self, samples: Samples) -> None:
        """Hold more samples."""
        self._held = np.concatenate([self._held, samples])

    def beside(self, own: Emissions, level: float) -> Emissions:
        """Join the last rows of the utterance with the phones of their samples; drop the samples before."""
        first = round(own.start * RATE)
        self._held, self._first = self._held[first - self._first :].copy(), first
        samples = self._held[: round(len(own.log_probs) * own.frame_shift * RATE)]
        start, end = first / RATE, (first + len(samples)) / RATE
        segment = Segment(samples, start=start, keep_from=start, keep_to=end, level=level)
        return self._model.joined(own, encode_chunks(self._model.phones, [(segment,)])[0])

    def beside_all(self, own: Emissions, chunk: Chunk) -> Emissions:
        """Join the rows of the whole utterance with its phones."""
        return self._model.joined(own, encode_chunks(self._model.phones, [chunk])[0])

"""Whole audios to transcripts: pure functions from file to chunks, emissions, hypotheses and transcript."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from earmark.arrays import ComparedByValue
from earmark.assemble import Decoded, assemble, join_emissions
from earmark.audio import (
    RATE,
    AudioLike,
    ChannelOfFile,
    ClippingMeter,
    Detector,
    Segment,
    StoredAudio,
    is_file_object,
    load_audio,
    normalize_gain,
    segments,
    stored,
    stream_audio,
)
from earmark.audio.waveform import Samples
from earmark.biasing import BiasList
from earmark.checks import refuse
from earmark.errors import AudioDiagnostic, AudioError, EarmarkError
from earmark.models import CtcModel, Emissions
from earmark.models.alphabet import Alphabet
from earmark.models.check import check_encoded
from earmark.models.incremental import IncrementalModel
from earmark.models.phones_beside import ModelWithPhones
from earmark.models.protocol import speech_level_of
from earmark.transcript import Transcript

Audio: TypeAlias = AudioLike
Chunk: TypeAlias = tuple[Segment, ...]  # neighbours without a pause between them: searched in one piece

MAX_CHUNK = 16  # segments: 2 to 6 minutes


Cut: TypeAlias = Callable[[Iterable[Samples]], Iterator[Segment]]  # samples to segments of speech


@dataclass(frozen=True, eq=False)
class EncodedAudio(ComparedByValue):
    """Emissions of one audio, before any search."""

    segments: tuple[Emissions, ...]  # in order, each with its start
    seconds: float  # length of the audio
    audio: str | None = None  # path, when it came from one
    remarks: tuple[AudioDiagnostic, ...] = ()  # on its level


@dataclass(frozen=True)
class Work:
    """A chunk of one of several audios."""

    audio: int
    chunk: Chunk


@dataclass(frozen=True)
class End:
    """The end of an audio, or the error that ended it early."""

    audio: int
    seconds: float
    error: EarmarkError | None = None
    remarks: tuple[AudioDiagnostic, ...] = ()


Decode: TypeAlias = Callable[[Sequence[Work]], list[Decoded]]


def check_audios(audios: object) -> None:
    """Refuse one audio in place of several.

    Raises:
        AudioError: it is one, or nothing that holds several.
    """
    one = isinstance(audios, str | bytes | Path) or is_file_object(audios)
    one = one or (isinstance(audios, np.ndarray) and audios.ndim < 2)
    if one or not isinstance(audios, Iterable):
        raise refuse("audios", audios, "a list of audios; transcribe takes one", AudioError)


def path_of(audio: Audio) -> str | None:
    """The path of an audio that comes from a file or a pipe."""
    if isinstance(audio, StoredAudio):
        return audio.path
    return str(audio) if isinstance(audio, str | Path) else None


def cutter(model: CtcModel, detector: Detector) -> Cut:
    """How samples are cut into segments for a model, by what a detector takes for speech."""
    grid = round(model.frame_shift * RATE)
    return partial(segments, grid=grid, detector=detector, anchored=incremental(model) is None)


def chunks(blocks: Iterable[Samples], cut: Cut) -> Iterator[Chunk]:
    """Chunks of an audio in order."""
    chunk: list[Segment] = []
    for segment in cut(blocks):
        chunk.append(segment)
        if is_complete(chunk):
            yield tuple(chunk)
            chunk = []


def is_complete(chunk: Sequence[Segment]) -> bool:
    """Whether the next segment begins another chunk."""
    return not chunk[-1].joins or len(chunk) == MAX_CHUNK


def incremental(model: CtcModel) -> IncrementalModel | None:
    """The model, or the one to which phones are lent, if it encodes utterances while they come in.

    One that wants speech at a level cannot: the level is known at the end.
    """
    acoustic = model.model if isinstance(model, ModelWithPhones) else model
    if isinstance(acoustic, IncrementalModel) and speech_level_of(acoustic) is None:
        return acoustic
    return None


def in_one_piece(chunk: Chunk) -> Segment:
    """The segments of a chunk as one, without their overlaps."""
    first, last = chunk[0], chunk[-1]
    samples = [
        segment.samples[: None if segment is last else round((segment.keep_to - segment.start) * RATE)]
        for segment in chunk
    ]
    behind = [round((segment.keep_from - segment.start) * RATE) for segment in chunk[1:]]
    parts = [part[skipped:] for part, skipped in zip(samples, [0, *behind], strict=True)]
    level = max(segment.level for segment in chunk)
    return replace(first, samples=np.concatenate(parts), keep_to=last.keep_to, joins=last.joins, level=level)


def encode_chunks(model: CtcModel, batch: Sequence[Chunk]) -> list[Emissions]:
    """Emissions of each chunk, the kept rows of its segments in one piece."""
    if isinstance(model, ModelWithPhones):  # each at the level that it was trained at
        both = encode_chunks(model.model, batch), encode_chunks(model.phones, batch)
        return [model.joined(own, phones) for own, phones in zip(*both, strict=True)]
    if incremental(model) is not None:  # its caches go on where others need overlaps
        batch = [(in_one_piece(chunk),) for chunk in batch]
    level = speech_level_of(model)
    ready = [normalize_gain(chunk, level) for chunk in batch]
    samples = [segment.samples for chunk in ready for segment in chunk]
    rows = iter(check_encoded(model, model.encode(samples), len(samples)))
    return [join_emissions([(segment, next(rows)) for segment in chunk]) for chunk in ready]


def encode_audio(model: CtcModel, audio: Audio, cut: Cut, group: int) -> EncodedAudio:
    """Emissions of a whole audio, ``group`` segments at a time.

    Raises:
        AudioError: the audio is missing, unreadable, empty or not finite.
        EmissionsError: the acoustic model failed on it.
    """
    encoded: list[Emissions] = []
    last = End(0, 0.0)
    for batch in batches(work_of([audio], cut), group):
        encoded += encode_chunks(model, [work.chunk for work in batch if isinstance(work, Work)])
        for end in batch:
            if isinstance(end, End):
                if end.error is not None:
                    raise end.error
                last = end
    return EncodedAudio(tuple(encoded), last.seconds, path_of(audio), last.remarks)


def transcripts(
    audios: Sequence[Audio],
    lists: Sequence[BiasList | None],
    cut: Cut,
    group: int,
    alphabet: Alphabet,
    decode: Decode,
    nbest: int,
) -> Iterator[Transcript | EarmarkError]:
    """The transcript or the error of each audio, in order; memory stays flat.

    Args:
        audios: any number, of any length.
        lists: one for each audio.
        cut: cuts samples into segments.
        group: segments that are encoded and decoded together.
        alphabet: of the model.
        decode: gives the best hypotheses of each chunk.
        nbest: alternative texts to keep in each transcript.
    """
    decoded: defaultdict[int, list[Decoded]] = defaultdict(list)
    failed: dict[int, EarmarkError] = {}
    for batch in batches(work_of(audios, cut), group):
        todo = [work for work in batch if isinstance(work, Work) and work.audio not in failed]
        for work, result in zip(todo, decode_each(todo, decode), strict=True):
            if isinstance(result, EarmarkError):
                failed.setdefault(work.audio, result)
            else:
                decoded[work.audio].append(result)
        for end in batch:
            if isinstance(end, End):
                n, found = end.audio, decoded.pop(end.audio, [])
                error = failed.pop(n, end.error)
                yield error or assemble(
                    found, alphabet, lists[n], round(end.seconds, 3), nbest, path_of(audios[n]), end.remarks
                )


def decode_each(batch: Sequence[Work], decode: Decode) -> list[Decoded | EarmarkError]:
    """Hypotheses of each chunk, or the error of those that fail."""
    if not batch:
        return []
    try:
        return list(decode(batch))
    except EarmarkError as error:
        if len(batch) == 1:
            return [error]
        return [result for work in batch for result in decode_each([work], decode)]


def batches(items: Iterable[Work | End], size: int) -> Iterator[list[Work | End]]:
    """Group work until it holds ``size`` segments; an end does not wait where no work does."""
    pending: list[Work | End] = []
    waiting = 0
    for item in items:
        pending.append(item)
        waiting += len(item.chunk) if isinstance(item, Work) else 0
        if waiting == 0 or waiting >= size:
            yield pending
            pending, waiting = [], 0
    if pending:
        yield pending


def work_of(audios: Iterable[Audio], cut: Cut) -> Iterator[Work | End]:
    """Yield the chunks of all audios, and the end of each."""
    for number, audio in enumerate(audios):
        recording, error = _Recording(audio), None
        try:
            for chunk in chunks(recording.blocks(), cut):
                yield Work(number, chunk)
        except EarmarkError as found:
            error = found
        yield End(number, recording.samples / RATE, error, recording.meter.diagnostics())


class _Recording:
    """An audio that is read once, and what was counted on the way."""

    def __init__(self, audio: Audio) -> None:
        self.audio = stored(audio)
        self.samples = 0  # at 16 kHz
        self.meter = ClippingMeter()

    def blocks(self) -> Iterator[Samples]:
        """Samples at 16 kHz, block after block."""
        for block in (
            stream_audio(self.audio, meter=self.meter)
            if isinstance(self.audio, str | Path | StoredAudio | ChannelOfFile)
            else [load_audio(self.audio, self.meter).samples]
        ):
            self.samples += len(block)
            yield block

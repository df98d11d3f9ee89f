"""LiveStream: words of audio that comes block by block."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import Any

from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.audio.end_points import EndPoints
from earmark.biasing import BiasList
from earmark.call_lists import Words
from earmark.errors import AudioDiagnostic, EarmarkError, EmissionsError
from earmark.live.incoming import Incoming
from earmark.live.joined import joined
from earmark.live.lists import Part, Read, parts
from earmark.live.partial import Partial
from earmark.live.shown import Shown
from earmark.live.utterances import Utterance, Utterances
from earmark.models import CtcModel
from earmark.output.written import WrittenForm
from earmark.pickling import NotPickled
from earmark.stages import Stages
from earmark.transcript import Transcript


class LiveStream(NotPickled):
    """One stream of audio; made by :meth:`earmark.Recognizer.stream`.

    However the stream is cut into blocks, partials and transcripts are the same bit for bit. With the usual
    end points and one list, transcripts have the words that the recognizer writes of the whole audio with
    ``segmentation.detector="running"``. Any method may be called from several threads: :meth:`accept` does
    not wait for a transcript that is being made.
    """

    _holds = "a search in the core"
    _advice = "finish it in this process"

    def __init__(
        self,
        model: CtcModel,
        stages: Stages,
        compiled: Callable[[Words], BiasList | None],
        words: Words,
        end_points: EndPoints,
        written: WrittenForm | None = None,
    ) -> None:
        """Begin a stream.

        Args:
            model: writes emissions of finished utterances.
            stages: decode them.
            compiled: compiles a list.
            words: the list to begin with.
            end_points: rules by which utterances end.
            written: writes finished utterances with capitals, punctuation and figures; None: as said.

        Raises:
            WordListError: the list is unusable.
        """
        self._model, self._stages, self._compiled, self._written = model, stages, compiled, written
        self._incoming = Incoming()
        self._utterances = Utterances(model, stages, compiled(words), end_points)
        self._ended: deque[tuple[Utterance, tuple[AudioDiagnostic, ...]]] = deque()
        self._finals: list[Transcript] = []
        self._shown = Shown()  # of utterances without a transcript
        self._ahead: tuple[Utterance, list[Part]] | None = None  # what was read in a pause that goes on
        self._finished = False
        self._taking = Lock()  # guards the stream's state
        self._reading = Lock()  # held while something is encoded or searched; taken before the other

    @property
    def seconds(self) -> float:
        """Length of the audio taken so far."""
        return self._incoming.taken / (self._incoming.rate or RATE)

    @property
    def words(self) -> BiasList | None:
        """The list of the words to come."""
        return self._utterances.lists.words

    @property
    def waiting(self) -> int:
        """Utterances that have ended and whose transcripts were not taken."""
        return len(self._ended)

    def accept(self, samples: NDArray[Any], rate: int = RATE) -> None:
        """Take a block of audio. Speech is looked for; nothing is encoded.

        Args:
            samples: (N,) or (N, channels); floats in -1..1, int16, int32 or uint8. N may be 0.
            rate: samples a second, the same in all blocks.

        Raises:
            AudioError: the block is no audio, not finite or of another rate; the stream goes on without it.
            EarmarkError: the stream is finished.
        """
        with self._taking:
            self._check_running()
            for block in self._incoming.add(*self._incoming.checked(samples, rate)):
                self._end(self._utterances.add(block))

    def partial(self) -> Partial:
        """Words so far of the utterance that goes on; none between utterances.

        They follow the audio by half a second to a second. Ask for finals first: an utterance that has ended
        is not part of it.

        Raises:
            EmissionsError: the acoustic model failed.
        """
        with self._reading:
            with self._taking:
                unfinished = self._utterances.unfinished
                if unfinished is None:
                    return Partial("", "", (), self.seconds)
                work, changes = unfinished.take(), self._utterances.lists.between(unfinished.start)
            partial = unfinished.read(work, changes)
            self._shown.add(partial.entries)
            return partial

    def take_final(self) -> list[Transcript]:
        """Transcripts of the utterances that have ended since the last call, in order.

        Times are those of the stream; ``seconds`` is the place in it where the end was certain. An utterance
        without a word is left out, unless an entry was rejected in it. An entry that a partial has shown is
        in the text, or in ``rejected`` with a reason.

        An utterance is read as soon as its pause has lasted 0.3 seconds, so that its transcript is there at
        the end point. Where speech goes on, that was in vain.

        Raises:
            EmissionsError: the acoustic model failed on one, which is lost.
        """
        with self._reading:
            while True:
                with self._taking:
                    if not self._ended:
                        break
                    utterance, remarks = self._ended.popleft()
                transcript = self._transcript(utterance, remarks)
                if transcript.text or transcript.rejected:
                    self._finals.append(
                        transcript if self._written is None else self._written.write(transcript)
                    )
            finals, self._finals = self._finals, []
            if not finals:
                self._read_ahead()
            return finals

    def finish(self) -> list[Transcript]:
        """End the stream; return the transcripts that were not taken.

        Raises:
            EarmarkError: the stream is finished already.
            EmissionsError: as for :meth:`take_final`.
        """
        with self._taking:
            self._check_running()
            self._finished = True
            for block in self._incoming.rest():
                self._end(self._utterances.add(block))
            self._end(self._utterances.rest())
        return self.take_final()

    def update_words(self, words: Words) -> None:
        """Use another list for words that begin after the audio taken so far; those before keep theirs.

        Args:
            words: as for :meth:`earmark.Recognizer.transcribe`; None for the recognizer's own list.

        Raises:
            WordListError: the list is unusable; the one before stays.
            EarmarkError: the stream is finished.
        """
        compiled = self._compiled(words)
        with self._taking:
            self._check_running()
            self._utterances.change(compiled, self.seconds)

    def _end(self, utterances: Iterable[Utterance]) -> None:
        for utterance in utterances:
            self._ended.append((utterance, self._incoming.meter.diagnostics()))

    def _transcript(self, utterance: Utterance, remarks: tuple[AudioDiagnostic, ...]) -> Transcript:
        ahead, self._ahead = self._ahead, None
        read = self._read(utterance) if ahead is None or not utterance.is_same(ahead[0]) else ahead[1]
        nbest, seconds = self._stages.nbest(None), round(utterance.seconds, 3)
        final = joined(read, self._model.alphabet, seconds, nbest, remarks)
        return self._shown.complete(final, utterance.end)

    def _read_ahead(self) -> None:
        """Read the utterance that goes on, if it may have ended."""
        with self._taking:
            utterance = self._utterances.presumed()
        if utterance is None or (self._ahead is not None and utterance.is_same(self._ahead[0])):
            return
        with suppress(EmissionsError):  # raised again when the utterance has ended
            self._ahead = utterance, self._read(utterance)

    def _read(self, utterance: Utterance) -> list[Part]:
        nbest, emissions = self._stages.nbest(None), utterance.emissions()

        def read(words: BiasList | None) -> Read:
            return Read.of(self._stages.decode([emissions], [words], nbest)[0], words, self._model.alphabet)

        return parts(utterance.changes, read)

    def _check_running(self) -> None:
        if self._finished:
            raise EarmarkError("the stream is finished: begin another one with Recognizer.stream")

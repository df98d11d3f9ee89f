"""DecoderSession: an utterance whose rows come block by block, with transcripts on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import Decoded, assemble
from earmark.biasing import BiasList
from earmark.decoding.non_speech import NonSpeechStream
from earmark.models import Alphabet
from earmark.models.rows import Rows
from earmark.pickling import NotPickled
from earmark.stages import Stages
from earmark.transcript import Hypothesis, Transcript


class DecoderSession(NotPickled):
    """One utterance on its way through the search; made by :meth:`earmark.Decoder.session`.

    However its rows are split into blocks, the transcript is that of :meth:`earmark.Decoder.decode` bit for
    bit. Calls from several threads take turns.
    """

    _holds = "a search in the core"
    _advice = "finish it in this process"

    def __init__(
        self,
        stages: Stages,
        read: Callable[[Rows], NDArray[np.float32]],
        words: BiasList | None,
        frame_shift: float,
    ) -> None:
        """Begin an utterance.

        Args:
            stages: of the decoder.
            read: checks a block of rows and makes log-probabilities of it.
            words: the list.
            frame_shift: seconds from one row to the next.
        """
        self._stages, self._read, self._words, self._shift = stages, read, words, frame_shift
        self._search = stages.search.session(words)
        least = stages.options.calibration.suppress_non_speech
        self._speech = NonSpeechStream(len(self._alphabet), least, frame_shift, self._alphabet.blank)
        self._frames = 0
        self._lock = Lock()

    @property
    def _alphabet(self) -> Alphabet:
        return self._stages.resources.model.alphabet

    @property
    def frames(self) -> int:
        """Rows taken so far."""
        return self._frames

    def advance(self, log_probs: Rows) -> None:
        """Take more rows; nothing is searched yet.

        Args:
            log_probs: (T, V) as for :meth:`earmark.Decoder.decode`. T may be 0.

        Raises:
            EmissionsError: a block of another width, or not log-probabilities.
            EarmarkError: the session is finished.
        """
        rows = self._read(log_probs)
        with self._lock:
            self._search.advance(self._speech.advance(rows))
            self._frames += len(rows)

    def partial(self) -> Transcript:
        """Search the rows since the last call and return the transcript if the audio ended here.

        Its entries are not verified and may still go. Rows without a likely token are left out until one
        follows, or half a second.

        Raises:
            EarmarkError: the session is finished.
        """
        with self._lock:
            return self._transcript([self._search.partial()], 1)

    def finish(self, nbest: int | None = None) -> Transcript:
        """Return the transcript of all rows and end the session.

        Args:
            nbest: alternative texts to keep; as in the options when None.

        Raises:
            OptionsError: ``nbest`` is out of range.
            EarmarkError: the session is finished.
        """
        count = self._stages.nbest(nbest)
        with self._lock:
            self._search.advance(self._speech.finish())
            return self._transcript(self._search.finish(count), count)

    def _transcript(self, hypotheses: Sequence[Hypothesis], nbest: int) -> Transcript:
        found = [Decoded(tuple(hypotheses), 0.0, self._shift, confidence=self._stages.confidence)]
        seconds = round(self._frames * self._shift, 3)
        return assemble(found, self._alphabet, self._words, seconds, nbest)

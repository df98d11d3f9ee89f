"""A search that takes its emissions block by block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.decoding.options.section import fields_of
from earmark.decoding.options.sections import SearchOptions
from earmark.errors import EarmarkError, EmissionsError
from earmark.models.emissions import Attention, check_log_probs
from earmark.pickling import NotPickled
from earmark.transcript import Hypothesis

LogProbs = NDArray[np.float32]  # (T, V), natural log


class SearchSession(NotPickled):
    """One utterance on its way through the search; made by :meth:`earmark.decoding.BeamDecoder.session`.

    However its frames are split into blocks, the result is that of :meth:`BeamDecoder.decode` bit for bit.
    :meth:`advance` only collects rows. :meth:`partial` searches the rows since the last call. Calls from
    several threads take turns.
    """

    _holds = "a search in the core"
    _advice = "finish it in this process"

    def __init__(self, core: _core.SearchSession, tokens: int, phone_columns: int | None, nbest: int) -> None:
        """Wrap the core's session.

        Args:
            core: the session in C++.
            tokens: V of the model.
            phone_columns: C of the phone head; None where the search makes nothing of phones.
            nbest: hypotheses that :meth:`finish` returns when it is not told.
        """
        self._core = core
        self._tokens = tokens
        self._phone_columns = phone_columns
        self._nbest = nbest

    @property
    def frames(self) -> int:
        """Rows taken so far."""
        return self._core.frames

    def advance(
        self,
        log_probs: LogProbs,
        phones: LogProbs | None = None,
        unbiased: LogProbs | None = None,
        attention: Attention | None = None,
    ) -> None:
        """Take more frames.

        Args:
            log_probs: (T, V) natural-log probabilities, perhaps biased by an adapter. T may be 0.
            phones: (T', C) natural-log probabilities of the phone head.
            unbiased: (T, V) before the adapter; ``log_probs`` themselves when None.
            attention: of the adapter, on the same entries in all blocks.

        Raises:
            EmissionsError: a block that does not fit the model or the blocks before.
            EarmarkError: the session is finished.
        """
        rows = check_log_probs(log_probs, self._tokens)
        plain = None if unbiased is None else check_log_probs(unbiased, self._tokens)
        columns = self._phone_columns
        heads = None if phones is None or columns is None else check_log_probs(phones, columns)
        on_entries = None if attention is None else (np.array(attention.entries, np.int32), attention.mass)
        with _in_a_sentence():
            self._core.advance(rows, heads, plain, on_entries)

    def partial(self) -> Hypothesis:
        """Search the rows since the last call, and return the best hypothesis if the audio ended here.

        It is the first pass' alone: without phone evidence, which needs frames to come, and not verified, so
        its entries may still go.
        """
        with _in_a_sentence():
            return self._core.partial()

    def finish(self, nbest: int | None = None) -> list[Hypothesis]:
        """Return the best hypotheses of all frames, best first, and end the session.

        Args:
            nbest: how many at most; ``options.search.nbest`` when None.

        Raises:
            OptionsError: ``nbest`` is out of range.
            EarmarkError: the session is finished.
        """
        count = self._nbest if nbest is None else checked_nbest(nbest)
        with _in_a_sentence():
            return self._core.finish(count)


def checked_nbest(nbest: int) -> int:
    """A number of hypotheses that a call asks for.

    Raises:
        OptionsError: it is out of the option's range.
    """
    fields_of(SearchOptions)["nbest"].check("nbest", nbest)
    return nbest


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What the core refuses, as errors of earmark."""
    try:
        yield
    except ValueError as error:
        raise EmissionsError(str(error)) from error
    except RuntimeError as error:  # the session is finished
        raise EarmarkError(str(error)) from error

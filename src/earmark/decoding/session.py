"""A search that takes its emissions block by block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from earmark import _core
from earmark.decoding.options.section import fields_of
from earmark.decoding.options.sections import SearchOptions
from earmark.decoding.search_input import LogProbs, SearchInput
from earmark.errors import EarmarkError, EmissionsError
from earmark.models.emissions import Attention
from earmark.pickling import NotPickled
from earmark.transcript import Hypothesis


class SearchSession(NotPickled):
    """One utterance on its way through the search; made by :meth:`earmark.decoding.BeamDecoder.session`.

    However its frames are split into blocks, the result is that of :meth:`BeamDecoder.decode` bit for bit.
    :meth:`advance` only collects rows. :meth:`partial` searches the rows since the last call. Calls from
    several threads take turns.
    """

    _holds = "a search in the core"
    _advice = "finish it in this process"

    def __init__(self, core: _core.SearchSession, search_input: SearchInput, nbest: int) -> None:
        """Wrap the core's session.

        Args:
            core: the session in C++.
            search_input: checks of what the search takes.
            nbest: hypotheses that :meth:`finish` returns when the call does not say.
        """
        self._core = core
        self._input = search_input
        self._nbest = nbest
        self._phone_rows = 0  # taken so far
        self._lock = Lock()

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
        rows, plain = self._input.rows(log_probs), self._input.unbiased(unbiased)
        heads, on_entries = self._input.phone_rows(phones), self._input.attention(attention)
        with self._lock, _in_a_sentence():
            self._core.advance(rows, heads, plain, on_entries)
            self._phone_rows += 0 if heads is None else len(heads)

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
            EmissionsError: the phones are not of the same audio as the tokens.
            EarmarkError: the session is finished.
        """
        count = self._nbest if nbest is None else checked_nbest(nbest)
        with self._lock, _in_a_sentence():
            if self._phone_rows:
                self._input.same_audio(self._core.frames, self._phone_rows)
            return self._core.finish(count)


def checked_nbest(nbest: int) -> int:
    """A number of hypotheses that a call asks for.

    Raises:
        OptionsError: it is out of the option's range.
    """
    return int(fields_of(SearchOptions)["nbest"].check("nbest", nbest))


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """What the core refuses, as errors of earmark."""
    try:
        yield
    except ValueError as error:
        raise EmissionsError(str(error)) from error
    except RuntimeError as error:  # the session is finished
        raise EarmarkError(str(error)) from error

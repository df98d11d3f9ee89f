"""SearchInput: what a search takes of one utterance, checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.checks import check_kind
from earmark.decoding.options import DecodeOptions
from earmark.decoding.phone_lexicon import PhoneLexicon
from earmark.errors import EmissionsError
from earmark.models.emissions import Attention
from earmark.models.emissions_check import check_log_probs, check_same_audio

LogProbs = NDArray[np.float32]  # (T, V), natural log


@dataclass(frozen=True)
class SearchInput:
    """Checks arrays for one search; all of them raise EmissionsError."""

    tokens: int  # V of the model
    phones: PhoneLexicon | None  # None where the search makes nothing of phones

    @classmethod
    def of(cls, tokens: int, options: DecodeOptions, pronouncer: PhoneLexicon | None) -> SearchInput:
        """The checks for a search with these options."""
        second = options.second_pass
        weighed = options.phones.weight > 0 or (second.enabled and second.phone_weight > 0)
        return cls(tokens, pronouncer if weighed else None)

    def rows(self, log_probs: LogProbs) -> LogProbs:
        """(T, V) rows of tokens."""
        return check_log_probs(log_probs, self.tokens)

    def unbiased(self, log_probs: LogProbs | None) -> LogProbs | None:
        """(T, V) rows before an adapter biased them."""
        return None if log_probs is None else check_log_probs(log_probs, self.tokens, "unbiased emissions")

    def phone_rows(self, log_probs: LogProbs | None) -> LogProbs | None:
        """(T', P) rows of the phone head; None where the search makes nothing of them."""
        if log_probs is None or self.phones is None:
            return None
        return check_log_probs(log_probs, len(self.phones.symbols), "phone emissions")

    def same_audio(self, frames: int, phone_rows: int) -> None:
        """Refuse phones that do not fit so many frames, where the rates of both are known."""
        if self.phones is not None and self.phones.rows_per_frame is not None:
            check_same_audio(frames, phone_rows, self.phones.rows_per_frame, 1.0)

    @staticmethod
    def attention(attention: Attention | None) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """Entries and shares, as the core takes them."""
        if attention is None:
            return None
        check_kind("attention", attention, Attention, "an Attention, as adapters return it", EmissionsError)
        mass = np.ascontiguousarray(attention.mass, np.float32)
        return np.array(attention.entries, np.int32), mass

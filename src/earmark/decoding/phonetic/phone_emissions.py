"""Phone emissions of one utterance in the ids of a phone set, by frame and collapsed to a string."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.arrays import runs
from earmark.decoding.options import PhoneOptions
from earmark.errors import EmissionsError
from earmark.language import DEFAULT, PhoneSet

DEFAULTS = PhoneOptions()


@dataclass(frozen=True, eq=False)
class PhoneString:
    """The G best phones of an utterance in order, without boundaries between words."""

    ids: NDArray[np.int64]  # (G,) of the phone set
    peaks: NDArray[np.int64]  # (G,) frame at which each is likeliest
    posteriors: NDArray[np.float32]  # (G, P) rows sum to 1: probabilities of all phones around it


@dataclass(frozen=True, eq=False)
class PhoneEmissions:
    """Emissions of a phone head, its columns pooled to the ids of a phone set. T frames."""

    log_probs: NDArray[np.float32]  # (T, size) natural log, at most options.floor below the frame's best
    phone_set: PhoneSet
    options: PhoneOptions = DEFAULTS

    @classmethod
    def of(
        cls,
        log_probs: NDArray[np.float32],
        columns: NDArray[np.int32],
        phone_set: PhoneSet = DEFAULT.phone_set,
        options: PhoneOptions = DEFAULTS,
    ) -> PhoneEmissions:
        """Pool the emissions of a head.

        Args:
            log_probs: (T, C) natural log.
            columns: (C,) the id each column counts for, -1 for none: :meth:`PhoneSet.columns`.
            phone_set: of the ids.
            options: of the search.

        Raises:
            EmissionsError: the number of columns differs, or NaN.
        """
        if np.ndim(log_probs) != 2 or log_probs.shape[1] != len(columns):
            raise EmissionsError(
                f"phone emissions have shape {np.shape(log_probs)}, expected (frames, {len(columns)}): "
                "pass those of the head that the columns were made for"
            )
        if np.isnan(log_probs).any():
            raise EmissionsError("phone emissions hold NaN: check the audio and the model's export")
        pooled = phone_set.pool(log_probs, columns)
        least = np.maximum(pooled.max(axis=1, keepdims=True) * np.exp(-options.floor), 1e-30)
        return cls(np.log(np.maximum(pooled, least)).astype(np.float32), phone_set, options)

    @cached_property
    def string(self) -> PhoneString:
        """The best phone of each frame, repeats and blanks collapsed.

        A posterior is summed over the frames of its phone and the blanks halfway to its neighbours, because
        the phones that it competes with often peak a frame earlier or later.
        """
        best = self.log_probs.argmax(axis=1)
        kept = [(b, e) for b, e in zip(*runs(best), strict=True) if best[b] < self.phone_set.boundary]
        ids = np.array([best[b] for b, _ in kept], dtype=np.int64)
        peaks = [b + int(self.log_probs[b:e, best[b]].argmax()) for b, e in kept]
        edges = [0, *((e + b) // 2 for (_, e), (b, _) in zip(kept, kept[1:], strict=False)), len(best)]
        count = len(self.phone_set.phones)
        shares = np.exp(self.log_probs[:, :count])
        sums = np.array([shares[a:b].sum(axis=0) for a, b in zip(edges, edges[1:], strict=False)])
        rows = sums.reshape(-1, count)[: len(kept)]
        posteriors = rows / rows.sum(axis=1, keepdims=True)
        return PhoneString(ids, np.array(peaks, dtype=np.int64), posteriors.astype(np.float32))

    def align(self, labels: list[int], has_boundary: bool = True) -> tuple[float, list[int], list[int]]:
        """Align ``labels`` by CTC: nats of the best alignment, and the frames begin .. end - 1 of each label.

        Args:
            labels: ids of phones; the boundary where a boundary between words may stand, -1 for any sounds.
            has_boundary: the head emits boundaries.
        """
        boundary = self.phone_set.boundary if has_boundary else -1
        return _core.align_labels(
            self.log_probs,
            labels,
            blank=self.phone_set.blank,
            boundary=boundary,
            boundary_skip=self.options.boundary_skip,
        )

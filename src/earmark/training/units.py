"""Find phone units, the stretches of cached states that each phone takes, to turn text into states.

Every clip of some feature caches is aligned with the pronunciation of its text; what lies between the
boundaries of one phone is a unit. :mod:`earmark.training.simulated` strings units together into utterances
that were never spoken.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from earmark.checks import cause
from earmark.errors import ManifestError
from earmark.training.alignment import forced_alignment
from earmark.training.cache import CachedClip, FeatureCache
from earmark.training.encoder import PHONE_BLANK, Encoder
from earmark.training.pronunciations import PhoneLexicon

UNITS = "units.npz"  # in the folder of a cache
REACH = 5  # 24 ms frames that a phone takes of a pause beside it
WORST = -1.2  # nats a frame: a clip that aligns worse says something else than its text


@dataclass(frozen=True, eq=False)
class Units:
    """N units, utterance after utterance; neighbours in time are neighbours here."""

    phones: NDArray[np.int16]  # (N,); a word boundary is a phone too
    first: NDArray[np.int32]  # (N,) frame of the cache
    frames: NDArray[np.int16]  # (N,) at least one
    ends: NDArray[np.bool_]  # (N,) last unit of its clip
    symbols: tuple[str, ...]  # of the encoder's phones, by id

    def save(self, path: Path) -> None:
        """Write an .npz in one go."""
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            phones=self.phones,
            first=self.first,
            frames=self.frames,
            ends=self.ends,
            symbols=np.array(self.symbols),
        )
        os.replace(part, path)

    @classmethod
    def load(cls, path: Path) -> Units:
        """Read what :meth:`save` wrote.

        Raises:
            ManifestError: the file is missing or not one of units.
        """
        try:
            with np.load(path) as arrays:
                return cls(
                    phones=arrays["phones"],
                    first=arrays["first"],
                    frames=arrays["frames"],
                    ends=arrays["ends"],
                    symbols=tuple(arrays["symbols"].tolist()),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise ManifestError(
                f"{path} holds no phone units ({cause(error)}): run `earmark train units` on its cache first"
            ) from error


@torch.inference_mode()
def find_units(
    cache: FeatureCache, encoder: Encoder, pronouncer: PhoneLexicon, symbols: Sequence[str]
) -> Units:
    """Align every clip of a cache whose words all have a pronunciation.

    Raises:
        ManifestError: not one clip could be aligned.
    """
    blank = symbols.index(PHONE_BLANK)
    found = [
        units
        for clip in tqdm(cache.clips, desc=f"units {cache.name}", mininterval=10)
        if (units := _clip_units(cache, clip, encoder, pronouncer, blank)) is not None
    ]
    if not found:
        raise ManifestError(
            f"{cache.name}: no clip aligns with its text; check the pronunciations and the transcripts"
        )
    phones, first, frames, ends = (np.concatenate(part) for part in zip(*found, strict=True))
    return Units(phones, first, frames, ends, tuple(symbols))


def _clip_units(
    cache: FeatureCache, clip: CachedClip, encoder: Encoder, pronouncer: PhoneLexicon, blank: int
) -> tuple[NDArray[np.int16], NDArray[np.int32], NDArray[np.int16], NDArray[np.bool_]] | None:
    phones = pronouncer.pronounce(clip.text)
    if phones is None or 2 * len(phones) > clip.frames:
        return None
    hidden = torch.from_numpy(cache.frames(clip).astype(np.float32))[None]
    aligned = forced_alignment(encoder.phones(hidden)[0].numpy(), phones, blank)
    if aligned is None or not aligned.nats > WORST:
        return None
    labels = np.array(phones, dtype=np.int16)
    edges = _edges(aligned.spans, labels == pronouncer.boundary, clip.frames)
    ends = np.zeros(len(labels), dtype=np.bool_)
    ends[-1] = True
    return labels, (clip.first + edges[:-1]).astype(np.int32), np.diff(edges).astype(np.int16), ends


def _edges(spans: NDArray[np.int64], pauses: NDArray[np.bool_], frames: int) -> NDArray[np.int64]:
    """(S + 1,) frames at which one unit ends and the next begins.

    The blanks between two phones are shared out half and half, but what is longer than REACH
    belongs to the word boundary: a pause inside a word would teach nonsense.
    """
    before, after = spans[:-1, 1] + 1, spans[1:, 0]
    cuts = (before + after) // 2
    cuts = np.where(pauses[1:], np.minimum(cuts, before + REACH), cuts)
    cuts = np.where(pauses[:-1], np.maximum(cuts, after - REACH), cuts)
    return np.concatenate(
        ([max(0, int(spans[0, 0]) - REACH)], cuts, [min(frames, int(spans[-1, 1]) + 1 + REACH)])
    )

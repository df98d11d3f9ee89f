"""Feature cache: hidden states of the frozen encoder, computed once, as float16 on disk.

A cache is a folder: ``features.f16`` (all frames of all clips, 288 wide, end to end)
and ``index.jsonl`` (one row a clip: text, first frame, frames). 86 MB per hour of speech.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from earmark.audio import RATE
from earmark.audio.waveform import Samples
from earmark.errors import ManifestError
from earmark.training.augment import AugmentOptions, augment
from earmark.training.clips import Clip, load_clip
from earmark.training.encoder import WIDTH, Encoder

BATCH_SECONDS = 60.0


@dataclass(frozen=True)
class CachedClip:
    """Place of a clip's frames in a cache."""

    id: str
    text: str
    first: int  # frame
    frames: int
    variant: int  # 0 = as recorded


class FeatureCache:
    """Read side: a memory map and its index."""

    def __init__(self, folder: Path) -> None:
        index = folder / "index.jsonl"
        if not index.is_file():
            raise ManifestError(
                f"{folder} is not a feature cache: run `earmark train cache` on the data first"
            )
        with index.open(encoding="utf-8") as rows:
            self.clips = [CachedClip(**json.loads(row)) for row in rows]
        self.features: NDArray[np.float16] = np.memmap(
            folder / "features.f16", dtype=np.float16, mode="r"
        ).reshape(-1, WIDTH)
        self.name = folder.name

    def frames(self, clip: CachedClip) -> NDArray[np.float16]:
        """(T, 288) hidden states of one clip."""
        return self.features[clip.first : clip.first + clip.frames]


def build_cache(
    clips: Sequence[Clip],
    encoder: Encoder,
    folder: Path,
    variants: Sequence[int] = (0,),
    augmented_share: float = 1.0,
    pretrained: bool = False,
    options: AugmentOptions | None = None,
    seed: int = 1,
) -> None:
    """Write hidden states of every clip; variant 0 is the clip itself, others are augmented copies.

    With ``augmented_share`` < 1 a variant > 0 is augmented with that probability only:
    for big synthetic sets where a clean and an augmented copy of each would be waste.
    ``pretrained`` states are those below the encoder's frame adapter.
    """
    options = options or AugmentOptions()
    folder.mkdir(parents=True, exist_ok=True)
    done, first = _resume(folder)
    jobs = [(c, v) for v in variants for c in clips if (c.id, v) not in done]
    jobs.sort(key=lambda job: (job[1], job[0].seconds))  # equal lengths together: little padding
    voice = np.zeros(RATE, np.float32)
    network = encoder.pretrained_states if pretrained else encoder.states
    with (folder / "features.f16").open("ab") as sink, (folder / "index.jsonl").open("a") as index:
        sink.truncate(first * WIDTH * 2)
        for batch in tqdm(list(_batches(jobs)), desc=f"cache {folder.name}", mininterval=10):
            waves = []
            for clip, variant in batch:
                samples = load_clip(clip)
                rng = np.random.default_rng([seed, variant, zlib.crc32(clip.id.encode())])
                if variant and rng.random() < augmented_share:
                    samples, voice = augment(samples, options, rng, voice), samples
                waves.append(samples)
            for (clip, variant), hidden in zip(batch, _encode(network, waves), strict=True):
                sink.write(hidden.tobytes())
                row = CachedClip(clip.id, clip.text, first, len(hidden), variant)
                index.write(json.dumps(row.__dict__) + "\n")
                first += len(hidden)


def _resume(folder: Path) -> tuple[set[tuple[str, int]], int]:
    """Return the clips and frames that an interrupted build has finished."""
    index = folder / "index.jsonl"
    if not index.is_file():
        return set(), 0
    rows = [CachedClip(**json.loads(row)) for row in index.open(encoding="utf-8")]
    return {(r.id, r.variant) for r in rows}, max((r.first + r.frames for r in rows), default=0)


def _batches(jobs: list[tuple[Clip, int]]) -> Iterator[list[tuple[Clip, int]]]:
    batch: list[tuple[Clip, int]] = []
    for job in jobs:
        if batch and (len(batch) + 1) * job[0].seconds > BATCH_SECONDS:
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


@torch.inference_mode()
def _encode(
    network: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]], waves: list[Samples]
) -> list[NDArray[np.float16]]:
    """(N_i,) samples each -> (T_i, 288) float16 each."""
    samples = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(w) for w in waves], batch_first=True)
    hidden, frames = network(samples, torch.tensor([len(w) for w in waves]))
    return [h[:n].to(torch.float16).numpy() for h, n in zip(hidden, frames.tolist(), strict=True)]

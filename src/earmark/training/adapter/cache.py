"""Compute the emissions of each training clip once and keep them on disk, as float16.

A cache is a folder: ``frames.f16`` (rows of every clip end to end: log-probabilities of the
tokens, the blank first, and those of the phones in use for both halves of the frame where the model has
phones), ``index.jsonl`` (one row a clip) and ``inputs.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from earmark.biasing.adapter.inputs import Inputs, frame_inputs, phones_in_use
from earmark.errors import ManifestError
from earmark.models import CtcModel, Emissions
from earmark.training.adapter.spelling import Spelling
from earmark.training.clips import Clip, load_clip

PROBE_CLIPS = 40  # enough to find the phones that the model writes
FRAMES, INDEX, INPUTS = "frames.f16", "index.jsonl", "inputs.json"


@dataclass(frozen=True)
class CachedClip:
    """A clip: its text, and the place of its frames."""

    id: str
    text: str  # spoken form
    first: int  # row of the cache
    frames: int
    tokens: tuple[int, ...]  # (U,) the adapter's ids of the text
    starts: tuple[int, ...]  # (U,) first frame of each token in the forced alignment
    ends: tuple[int, ...]  # (U,) last frame, inclusive

    def __post_init__(self) -> None:
        for name in ("tokens", "starts", "ends"):  # JSON has lists
            object.__setattr__(self, name, tuple(getattr(self, name)))


class EmissionsCache:
    """Read side: a memory map and its index."""

    def __init__(self, folder: Path) -> None:
        """Open a cache. Raises ManifestError when the folder is not one."""
        if not (folder / INDEX).is_file() or not (folder / INPUTS).is_file():
            raise ManifestError(f"{folder} is not a cache of emissions: expected {INDEX} and {INPUTS} there")
        self.inputs = Inputs(**json.loads((folder / INPUTS).read_text(encoding="utf-8")))
        rows: NDArray[np.float16] = np.memmap(folder / FRAMES, dtype=np.float16, mode="r")
        self._rows = rows[: len(rows) // self.inputs.width * self.inputs.width].reshape(-1, self.inputs.width)
        with (folder / INDEX).open(encoding="utf-8") as lines:
            clips = [CachedClip(**json.loads(line)) for line in lines]
        self.clips = [clip for clip in clips if clip.first + clip.frames <= len(self._rows)]

    def frames(self, clip: CachedClip) -> NDArray[np.float32]:
        """(T, W) inputs of one clip."""
        return np.asarray(self._rows[clip.first : clip.first + clip.frames], dtype=np.float32)


def build_cache(clips: Sequence[Clip], model: CtcModel, folder: Path, inputs: Inputs | None = None) -> int:
    """Add every clip that the cache does not hold yet; the number of clips added.

    Args:
        clips: what to compute; those that are too fast for their text, or that the model cannot write, are
            left out.
        model: the frozen model.
        folder: the cache, made if it does not exist.
        inputs: which outputs to keep; chosen from the first clips, or the cache's own, when None.

    Raises:
        ManifestError: the cache is of another model, or no clip can be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spelling = Spelling(model.alphabet, model.tokenizer)
    inputs = _inputs(clips, model, folder, inputs)
    done, first = _resume(folder, inputs)
    added = 0
    with (folder / FRAMES).open("ab") as sink, (folder / INDEX).open("a", encoding="utf-8") as index:
        sink.truncate(first * inputs.width * 2)
        for clip in tqdm([c for c in clips if c.id not in done], desc=folder.name, mininterval=30):
            emissions = model.encode([load_clip(clip)])[0]
            row = _aligned(clip, emissions, spelling, first)
            if row is None:
                continue
            sink.write(frame_inputs(emissions, inputs).astype(np.float16).tobytes())
            sink.flush()  # rows before their index: a killed run leaves no row without frames
            index.write(json.dumps(asdict(row)) + "\n")
            first += row.frames
            added += 1
    if not first:
        raise ManifestError(
            f"none of {len(clips)} clips can be used: the model cannot write their texts, such as "
            f"{clips[0].text!r}, or not within their time; give clips of the model's language"
        )
    return added


def _aligned(clip: Clip, emissions: Emissions, spelling: Spelling, first: int) -> CachedClip | None:
    aligned = spelling.aligned(clip.text, emissions.log_probs)
    if aligned is None:
        return None
    tokens, spans = aligned
    starts, ends = (tuple(column.tolist()) for column in spans.T)
    return CachedClip(clip.id, clip.text, first, len(emissions.log_probs), tokens, starts, ends)


def _inputs(clips: Sequence[Clip], model: CtcModel, folder: Path, given: Inputs | None) -> Inputs:
    path = folder / INPUTS
    if path.is_file():
        given = Inputs(**json.loads(path.read_text(encoding="utf-8")))
        _check_model(given, model, folder)
        return given
    if given is None:
        probed = clips[:: max(1, len(clips) // PROBE_CLIPS)]
        found = phones_in_use(model.encode([load_clip(clip)])[0] for clip in probed)
        digest = getattr(model, "digest", "")
        given = replace(found, blank=model.alphabet.blank, digest=digest)
    _check_model(given, model, folder)
    path.write_text(json.dumps(asdict(given)), encoding="utf-8")
    return given


def _check_model(inputs: Inputs, model: CtcModel, folder: Path) -> None:
    difference = inputs.difference(model)
    if difference:
        raise ManifestError(
            f"the emissions for {str(folder)!r} are of a model with {difference}: give the model of the run, "
            "or choose another --output"
        )


def _resume(folder: Path, inputs: Inputs) -> tuple[set[str], int]:
    """Ids that are there, and the first free row."""
    if not (folder / INDEX).is_file():
        return set(), 0
    with (folder / INDEX).open(encoding="utf-8") as lines:
        clips = [CachedClip(**json.loads(line)) for line in lines]
    return {c.id for c in clips}, (clips[-1].first + clips[-1].frames if clips else 0)

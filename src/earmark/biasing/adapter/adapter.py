"""The contextual adapter at run time: emissions and a list in, biased emissions out."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.adapter.encoder import Encoder
from earmark.biasing.adapter.files import ABOUT, ALL, ENTRIES, FORMAT, FRAMES, TOP
from earmark.biasing.adapter.inputs import Inputs, frame_inputs
from earmark.biasing.adapter.memory import BiasMemory, BiasPhrases
from earmark.biasing.adapter.session import open_graph
from earmark.biasing.adapter.settings import GRAPH_INPUTS, Settings
from earmark.biasing.adapter.shortlist import LIMIT, shortlist
from earmark.biasing.bias_list import BiasList
from earmark.checks import check_path
from earmark.errors import ModelError, WordListError
from earmark.models.emissions import Attention, Emissions
from earmark.models.protocol import CtcModel
from earmark.pickling import SharedByCopies

SEEN = 0.05  # an entry whose share of the attention never reaches this is left out of the evidence


class ContextualAdapter(SharedByCopies):
    """Biases emissions towards a list. Immutable; every method may be called from several threads."""

    _holds = "loaded networks"
    _advice = "load its folder in each process"

    def __init__(
        self,
        folder: str | Path,
        tokens: int,
        limit: int = LIMIT,
        *,
        searched: bool = False,
        **changes: float,
    ) -> None:
        """Load the adapter that lies in a model's ``folder``.

        Args:
            folder: of the model, or another one that holds the adapter's files.
            tokens: V of the model.
            limit: entries that the attention sees; a longer list is shortlisted for each utterance.
            searched: with the settings for emissions that a beam search reads.
            changes: of its :class:`Settings`.

        Raises:
            ModelError: the files are missing, damaged or of another model.
        """
        folder = check_path("the adapter's folder", folder, ModelError)
        about = _read_about(folder)
        self.inputs = _inputs_of(about, folder)
        if self.inputs.tokens != tokens:
            raise ModelError(
                f"the adapter in {str(folder)!r} writes {self.inputs.tokens} tokens, the model has {tokens}: "
                "train an adapter for this model"
            )
        self.limit = limit
        try:
            own = Settings.read(about, searched=searched)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(
                f"{str(folder / ABOUT)!r} has settings that cannot be used ({error!r}): export it again"
            ) from None
        self.settings = replace(own, **changes)
        self._folder = folder
        self._encoder = Encoder(folder / ENTRIES, self.inputs.ids)
        self._frames, self._top = (open_graph(folder / name) for name in (FRAMES, TOP))

    @cached_property
    def fingerprint(self) -> str:
        """Equal for adapters that make the same memory of a list."""
        return hashlib.blake2b((self._folder / ENTRIES).read_bytes(), digest_size=16).hexdigest()

    def checked_for(self, model: CtcModel) -> ContextualAdapter:
        """The adapter itself, if it was trained for ``model``.

        Raises:
            ModelError: its tokens, its blank or its weights are others.
        """
        difference = self.inputs.difference(model)
        if difference:
            raise ModelError(
                f"the adapter in {str(self._folder)!r} was trained for a model with {difference}: train an "
                "adapter for this model, or leave adapter out"
            )
        return self

    def encode(self, phrases: BiasPhrases, threads: int = 0) -> BiasMemory:
        """The memory of a list's rows, made on ``threads`` cores (0 = all)."""
        return self._encoder.encode(phrases, threads)

    def bias(self, emissions: Emissions, words: BiasList | None) -> Emissions:
        """Bias emissions towards ``words``; the ones given are kept in ``unbiased``.

        Without entries they are returned as they are.

        Raises:
            WordListError: the list was compiled without this adapter.
        """
        if words is None or not len(emissions.log_probs):
            return emissions
        memory = words.memory
        if memory is None or words.compiled_for.adapter != self.fingerprint:
            which = "without an" if memory is None else "with another"
            raise WordListError(
                f"the word list was compiled {which} adapter, so it holds nothing to attend to: "
                "compile it with the recognizer that uses it"
            )
        if not len(memory):
            return emissions
        inputs = frame_inputs(emissions, self.inputs)
        states, queries = self._frames.run(["states", "queries"], {"inputs": inputs})
        chosen = shortlist(memory, queries, self.limit)
        log_probs, attention = self._attend(emissions.log_probs, states, memory, chosen)
        if not attention[:, 1:].any():  # nothing of the list is said: not even the last bit changes
            log_probs = emissions.log_probs
        return replace(
            emissions,
            log_probs=log_probs,
            unbiased=emissions.log_probs,
            attention=_by_entry(attention, memory, chosen),
        )

    def bias_batch(
        self, batch: Sequence[Emissions], words: Sequence[BiasList | None], threads: int = 0
    ) -> list[Emissions]:
        """Bias several utterances, side by side on ``threads`` cores (0 = all)."""
        workers = min(threads or os.cpu_count() or 1, len(batch))
        if workers <= 1:
            return [self.bias(e, w) for e, w in zip(batch, words, strict=True)]
        with ThreadPoolExecutor(workers, thread_name_prefix="earmark-adapter") as pool:
            return list(pool.map(self.bias, batch, words))

    def _attend(
        self,
        log_probs: NDArray[np.float32],
        states: NDArray[np.float32],
        memory: BiasMemory,
        chosen: NDArray[np.int64],
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Biased (T, V) and attention (T, 1 + M) on the keys of the chosen rows."""
        keys, values = self._encoder.attended(memory, chosen)
        lengths = memory.lengths[chosen]
        columns, ids = self.inputs.columns, self.inputs.ids
        inputs = {
            "log_probs": log_probs[:, columns] if self.inputs.blank else log_probs,
            "states": states,
            "keys": keys,
            "values": values,
            "owners": np.repeat(np.arange(len(chosen)), lengths),
            "counts": lengths.astype(np.float32),
            **{
                name: np.array([getattr(self.settings, setting)], np.float32)
                for setting, name in GRAPH_INPUTS.items()
            },
        }
        biased, attention = self._top.run(["biased", "attention"], inputs)
        biased = biased[:, ids] if self.inputs.blank else biased
        return _interpolated(log_probs, biased, self.settings.interpolation), attention


def _interpolated(
    log_probs: NDArray[np.float32], biased: NDArray[np.float32], interpolation: float
) -> NDArray[np.float32]:
    """Compute ln((1 - interpolation) p + interpolation p_biased)."""
    if interpolation >= 1:
        return biased
    mixed: NDArray[np.float32] = np.logaddexp(
        log_probs + np.float32(np.log1p(-interpolation)), biased + np.float32(np.log(interpolation))
    )
    return mixed


def _by_entry(attention: NDArray[np.float32], memory: BiasMemory, chosen: NDArray[np.int64]) -> Attention:
    """Sum the attention over the tokens of all rows of each entry; leave out entries below SEEN."""
    lengths, owners = memory.lengths[chosen], memory.phrases.entries[chosen]  # an entry's rows are neighbours
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    mass = np.add.reduceat(attention[:, 1:], (np.cumsum(lengths) - lengths)[first], axis=1)  # (T, E)
    seen = np.flatnonzero(mass.max(axis=0) >= SEEN)
    return Attention(tuple(owners[first[seen]].tolist()), mass[:, seen], attention[:, 0].copy())


def _inputs_of(about: dict[str, Any], folder: Path) -> Inputs:
    try:
        return Inputs(**about["inputs"])
    except (KeyError, TypeError) as error:
        raise ModelError(
            f"{str(folder / ABOUT)!r} does not say what the adapter reads ({error!r}): export it again"
        ) from None


def _read_about(folder: Path) -> dict[str, Any]:
    missing = [name for name in ALL if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"{str(folder)!r} holds no adapter, it lacks {', '.join(missing)}: train one for this model, or "
            "leave adapter out"
        )
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        found = about["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{str(folder / ABOUT)!r} cannot be read ({error!r}): export the adapter again"
        ) from None
    if found != FORMAT:
        raise ModelError(
            f"{str(folder / ABOUT)!r} is of format {found!r}, this earmark reads format {FORMAT}: export the "
            "adapter again"
        )
    return dict(about)

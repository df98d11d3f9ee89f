"""Make a run out of caches, phrases and a frozen model."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch

from earmark.checks import cause
from earmark.errors import ManifestError, WordListError
from earmark.language import Language, load
from earmark.models import CtcModel
from earmark.models.folder import ModelFolder
from earmark.training.adapter.batches import AdapterBatches
from earmark.training.adapter.cache import INPUTS, EmissionsCache
from earmark.training.adapter.head import head_of
from earmark.training.adapter.lists import ListMaker, ListOptions
from earmark.training.adapter.network import Adapter, AdapterOptions
from earmark.training.adapter.pool import PhrasePool
from earmark.training.adapter.run import AdapterRun, RunOptions
from earmark.training.adapter.spelling import Spelling

STATISTIC_CLIPS = 400  # whose frames give mean and deviation of the inputs


@dataclass(frozen=True)
class Sources:
    """Files that the training lists are made of."""

    phrases: Sequence[Path]  # a phrase a line: distractors
    common: Path | None = None  # a word a line, never an entry by itself
    entities: Path | None = None  # JSONL with text and entities: the entries of a sentence
    forbidden: Path | None = None  # a phrase a line, never listed


@dataclass(frozen=True)
class AdapterSpec:
    """The lists, batches and seed of a run."""

    lists: ListOptions = field(default_factory=ListOptions)
    batch_seconds: float = 50.0  # of speech: small batches win while updates are what is scarce
    seed: int = 1  # of everything that is drawn


def build_run(
    folder: Path,
    model: CtcModel | ModelFolder,
    caches: Sequence[EmissionsCache],
    sources: Sources,
    options: RunOptions,
    spec: AdapterSpec | None = None,
) -> AdapterRun:
    """A run on ``caches`` in ``folder``, or the one that is there already, to go on.

    Raises:
        ManifestError: no cache, or caches of different models.
        WordListError: the phrases cannot be read or there are none.
    """
    spec = spec or AdapterSpec()
    if not caches or any(cache.inputs != caches[0].inputs for cache in caches):
        raise ManifestError(
            f"{len(caches)} caches of emissions, expected one or more, all with the same inputs: "
            "delete the caches and compute them again with one model"
        )
    language = load(model.language)
    maker = ListMaker(
        _pool(sources, caches, Spelling(model.alphabet, model.tokenizer), language),
        set(read_lines(sources.common)) if sources.common else (),
        _entities(sources.entities, language),
        spec.lists,
    )
    inputs = caches[0].inputs
    torch.manual_seed(spec.seed)
    adapter = Adapter(
        AdapterOptions(inputs.tokens, inputs.width),
        torch.from_numpy(head_of(model, inputs.tokens)),
    )
    standardise(adapter, caches, spec.seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INPUTS).write_text(json.dumps(asdict(inputs)), encoding="utf-8")
    batches = AdapterBatches(caches, maker, spec.batch_seconds, spec.seed, model.frame_shift)
    return AdapterRun(folder, options, adapter, batches)


def _pool(
    sources: Sources,
    caches: Sequence[EmissionsCache],
    spelling: Spelling,
    language: Language,
) -> PhrasePool:
    common = set(read_lines(sources.common)) if sources.common else set()
    phrases = {language.normalize(line) for path in sources.phrases for line in read_lines(path)}
    phrases |= {w for cache in caches for clip in cache.clips for w in clip.text.split() if w not in common}
    if sources.forbidden:
        phrases -= {language.normalize(line) for line in read_lines(sources.forbidden)}
    phrases.discard("")
    if not phrases:
        raise WordListError("there is no phrase to make lists of: give files with a phrase a line")
    return PhrasePool(phrases, spelling, language)


def _entities(path: Path | None, language: Language) -> dict[str, list[str]]:
    if path is None:
        return {}
    found: dict[str, list[str]] = {}
    for line in read_lines(path):
        row = json.loads(line)
        phrases = (
            e[1] if isinstance(e, list) else e["text"] if isinstance(e, dict) else e for e in row["entities"]
        )
        found[language.normalize(row["text"])] = [said for p in phrases if (said := language.normalize(p))]
    return found


def read_lines(path: Path) -> list[str]:
    """Lines of a text file, plain or .xz.

    Raises:
        WordListError: it cannot be read.
    """
    try:
        data = path.read_bytes()
        text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise WordListError(
            f"{str(path)!r} cannot be read ({cause(error)}): give UTF-8 text, plain or .xz"
        ) from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def standardise(
    adapter: Adapter, caches: Sequence[EmissionsCache], seed: int, count: int = STATISTIC_CLIPS
) -> None:
    """Give the adapter mean and deviation of its inputs, from ``count`` clips."""
    clips = [(cache, clip) for cache in caches for clip in cache.clips]
    drawn = np.random.default_rng(seed).permutation(len(clips))[:count]
    rows = np.concatenate([clips[n][0].frames(clips[n][1]) for n in drawn])
    adapter.mean.copy_(torch.from_numpy(rows.mean(axis=0)))
    # an input that hardly moves must not be scaled up to noise
    adapter.deviation.copy_(torch.from_numpy(np.maximum(rows.std(axis=0), 0.1)))

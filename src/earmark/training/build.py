"""From paths and sizes to a task: what ``earmark train base`` is asked for."""

from __future__ import annotations

import copy
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece
import torch

from earmark.errors import ManifestError, OptionsError
from earmark.training.audio_batches import AudioBatches, DevClips
from earmark.training.batches import CachedBatches
from earmark.training.cache import FeatureCache
from earmark.training.cached import CachedFeatureTask
from earmark.training.clips import read_clips
from earmark.training.conformer import set_dropout
from earmark.training.encoder import PHONE_BLANK
from earmark.training.finetune import EndToEndTask
from earmark.training.mixed import MixedBatches
from earmark.training.model import ModelOptions, SubwordLayers, deepened
from earmark.training.options import TrainOptions
from earmark.training.pool import ClipPool, Listed
from earmark.training.pooled import PooledBatches
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.reading import FrozenEncoderTask
from earmark.training.sentences import read_sentences
from earmark.training.simulated import SimulatedBatches
from earmark.training.start import find_tokenizer, load_encoder, load_layers, take_encoder
from earmark.training.task import BatchSource, Task
from earmark.training.units import UNITS, Units


@dataclass(frozen=True)
class Simulation:
    """Batches made from text alone."""

    texts: Sequence[Path]  # a sentence a line; those with a word that has no pronunciation are left out
    units: Sequence[tuple[Path, float]]  # caches with units, and how often each speaks
    share: float  # of all batches


@dataclass(frozen=True)
class Plan:
    """Where a run gets its data and its weights from."""

    data: Sequence[tuple[Path, float]]  # caches, or manifests when an encoder is given; sampling weights
    dev: Sequence[Path]
    tokenizer: Path | None = None  # None: that of the model given as `init`
    encoder: Path | None = None  # pretrained encoder, or model whose encoder is trained
    from_sound: bool = (
        True  # train all of the encoder, or what reads its pretrained states, on caches of them
    )
    init: Path | None = None  # run or model to start from
    width: int | None = None  # None: that of `init`, or the default
    blocks: int | None = None  # None: those of `init`, or the default
    device: str = "cpu"
    lexicon: Path | None = None  # pronunciations, in the encoder's phones
    simulation: Simulation | None = None
    pool: float | None = None  # from sound: hours held and disturbed on the device; weights are shares
    views: int = 1  # from sound: disturbed copies of each clip in a batch; 2 are drawn together (CR-CTC)
    everything: bool = False  # from sound: move the convolutions and the lowest layers too
    dropout: float | None = None  # of layers and reader; None: as they are


def build_task(plan: Plan, options: TrainOptions) -> Task[Any]:
    """The networks, freshly drawn or from ``plan.init``, and their data.

    Raises:
        EarmarkError: something is missing or does not fit together.
    """
    path = find_tokenizer(plan.tokenizer, plan.init)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(path))
    layers = _layers(plan, tokenizer.get_piece_size() + 1, options.seed)
    if plan.encoder is not None and not plan.from_sound:
        return _reading(plan, plan.encoder, options, layers, tokenizer)
    if plan.encoder is not None:
        return _finetune(plan, plan.encoder, options, layers, tokenizer)
    caches = [(FeatureCache(folder), weight) for folder, weight in plan.data]
    spoken = CachedBatches(caches, tokenizer, options.batch_seconds, options.seed)
    source: BatchSource[Any] = spoken if plan.simulation is None else _mixed(plan, options, spoken, tokenizer)
    dev = [FeatureCache(folder) for folder in plan.dev]
    return CachedFeatureTask(layers, source, tokenizer, dev, plan.device)


def _reading(
    plan: Plan,
    folder: Path,
    options: TrainOptions,
    layers: SubwordLayers,
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> FrozenEncoderTask:
    encoder, symbols = load_encoder(folder)
    if plan.init is not None:
        take_encoder(plan.init, encoder)
    assert plan.lexicon is not None  # the command line has seen to it
    caches = [(FeatureCache(path), weight) for path, weight in plan.data]
    pronouncer = PhoneLexicon.load(plan.lexicon, symbols)
    source = CachedBatches(caches, tokenizer, options.batch_seconds, options.seed, pronouncer=pronouncer)
    dev = [FeatureCache(path) for path in plan.dev]
    return FrozenEncoderTask(encoder, layers, source, tokenizer, dev, plan.device, symbols.index(PHONE_BLANK))


def _finetune(
    plan: Plan,
    folder: Path,
    options: TrainOptions,
    layers: SubwordLayers,
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> EndToEndTask:
    for path in (*(path for path, _ in plan.data), *plan.dev):
        if path.is_dir():
            raise ManifestError(f"{path} is a folder: fine-tuning the encoder needs manifests of sound")
    teacher, symbols = load_encoder(folder)
    encoder = copy.deepcopy(teacher)
    if plan.init is not None:
        take_encoder(plan.init, encoder)
    if plan.dropout is not None:
        set_dropout((encoder.reader, layers), plan.dropout)
    pronouncer = None if plan.lexicon is None else PhoneLexicon.load(plan.lexicon, symbols)
    spoken = _spoken(plan, options, tokenizer, pronouncer)
    source: BatchSource[Any] = spoken if plan.simulation is None else _mixed(plan, options, spoken, tokenizer)
    dev = [DevClips(_name(manifest), read_clips(manifest)) for manifest in plan.dev]
    return EndToEndTask(
        encoder,
        teacher,
        layers,
        source,
        tokenizer,
        dev,
        plan.device,
        symbols.index(PHONE_BLANK),
        plan.everything,
    )


def _spoken(
    plan: Plan,
    options: TrainOptions,
    tokenizer: sentencepiece.SentencePieceProcessor,
    pronouncer: PhoneLexicon | None,
) -> AudioBatches | PooledBatches:
    """Batches of sound, disturbed here or on the device."""
    if plan.pool is None:
        clips = [(clip, weight) for manifest, weight in plan.data for clip in read_clips(manifest)]
        return AudioBatches(
            clips, tokenizer, options.batch_seconds, options.seed, pronouncer=pronouncer, views=plan.views
        )
    if options.workers or options.helpers:
        raise OptionsError("--pool makes its batches on the device: leave --workers and --helpers out")
    listed = Listed(tuple(manifest for manifest, _ in plan.data), tokenizer, pronouncer)
    pool = ClipPool(listed, plan.device, plan.pool, readers=os.cpu_count() or 1)
    shares = [weight for _, weight in plan.data]
    return PooledBatches(pool, shares, options.batch_seconds, options.seed, plan.views)


def _mixed(
    plan: Plan,
    options: TrainOptions,
    spoken: BatchSource[Any],
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> MixedBatches[Any, Any]:
    """``spoken`` batches, and between them those made from text."""
    simulation = plan.simulation
    assert simulation is not None and plan.lexicon is not None  # the command line has seen to it
    banks = [(FeatureCache(f), Units.load(f / UNITS), weight) for f, weight in simulation.units]
    pronouncer = PhoneLexicon.load(plan.lexicon, banks[0][1].symbols)
    texts = read_sentences(simulation.texts, pronouncer)
    # other draws than the spoken batches
    simulated = SimulatedBatches(banks, texts, pronouncer, tokenizer, options.batch_seconds, options.seed + 1)
    return MixedBatches(spoken, simulated, simulation.share, options.seed)


def _layers(plan: Plan, tokens: int, seed: int) -> SubwordLayers:
    """Fresh layers, or those of ``plan.init``."""
    if plan.init is None:
        default = ModelOptions()
        width = default.width if plan.width is None else plan.width
        blocks = default.blocks if plan.blocks is None else plan.blocks
        torch.manual_seed(seed)
        return SubwordLayers(ModelOptions(tokens=tokens, width=width, hidden=3 * width, blocks=blocks))
    layers = load_layers(plan.init)
    sizes = layers.options
    if plan.width not in (None, sizes.width):
        raise OptionsError(f"--width {plan.width}: the run {plan.init} has {sizes.width}; leave --width out")
    blocks = sizes.blocks if plan.blocks is None else plan.blocks
    if blocks < sizes.blocks:
        raise OptionsError(
            f"--blocks {blocks}: the run {plan.init} has {sizes.blocks}; give as many or more, or leave "
            "--blocks out"
        )
    if sizes.tokens != tokens:
        raise OptionsError(
            f"the run {plan.init} has {sizes.tokens} tokens, the tokenizer has {tokens}: "
            "give the tokenizer that the run was trained with"
        )
    torch.manual_seed(seed)
    return layers if blocks == sizes.blocks else deepened(layers, blocks)


def _name(manifest: Path) -> str:
    """A set is named by its folder, unless the manifest has a name of its own."""
    return manifest.resolve().parent.name if manifest.stem == "manifest" else manifest.stem

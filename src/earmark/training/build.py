"""Make a task out of paths and sizes, as ``earmark train base`` is asked for."""

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
from earmark.training.cached_features import CachedFeatureTask
from earmark.training.clips import read_clips
from earmark.training.conformer import set_dropout
from earmark.training.encoder import PHONE_BLANK
from earmark.training.end_to_end import EndToEndTask
from earmark.training.frozen_encoder import FrozenEncoderTask
from earmark.training.mixed import MixedBatches
from earmark.training.model import ModelOptions, SubwordLayers, deepened
from earmark.training.options import TrainOptions
from earmark.training.pool import ClipPool, PoolSource
from earmark.training.pooled_batches import PooledBatches
from earmark.training.pronunciations import PhoneLexicon
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
class RunSpec:
    """Sources of a run's data and weights."""

    data: Sequence[tuple[Path, float]]  # caches, or manifests when an encoder is given; sampling weights
    dev: Sequence[Path]
    tokenizer: Path | None = None  # None: that of the model given as `init`
    encoder: Path | None = None  # pretrained encoder, or model whose encoder is trained
    from_sound: bool = True  # train the encoder too; False: frame adapter, head and layers, on caches
    init: Path | None = None  # run or model to start from
    width: int | None = None  # None: that of `init`, or the default
    blocks: int | None = None  # None: those of `init`, or the default
    device: str = "cpu"
    lexicon: Path | None = None  # pronunciations, in the encoder's phones
    simulation: Simulation | None = None
    pool: float | None = None  # from sound: hours held and augmented on the device; weights are shares
    n_views: int = 1  # from sound: augmented copies of each clip in a batch; 2 are drawn together (CR-CTC)
    all_layers: bool = False  # from sound: move the convolutions and the lowest layers too
    dropout: float | None = None  # of layers and frame adapter; None: as they are


def build_task(spec: RunSpec, options: TrainOptions) -> Task[Any]:
    """The networks, freshly drawn or from ``spec.init``, and their data.

    Raises:
        EarmarkError: something is missing or does not fit together.
    """
    path = find_tokenizer(spec.tokenizer, spec.init)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(path))
    layers = _layers(spec, tokenizer.get_piece_size() + 1, options.seed)
    if spec.encoder is not None and not spec.from_sound:
        return _frozen_encoder(spec, spec.encoder, options, layers, tokenizer)
    if spec.encoder is not None:
        return _end_to_end(spec, spec.encoder, options, layers, tokenizer)
    caches = [(FeatureCache(folder), weight) for folder, weight in spec.data]
    recorded = CachedBatches(caches, tokenizer, options.batch_seconds, options.seed)
    source = _with_text(spec, options, recorded, tokenizer)
    dev = [FeatureCache(folder) for folder in spec.dev]
    return CachedFeatureTask(layers, source, tokenizer, dev, spec.device)


def _frozen_encoder(
    spec: RunSpec,
    folder: Path,
    options: TrainOptions,
    layers: SubwordLayers,
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> FrozenEncoderTask:
    encoder, symbols = load_encoder(folder)
    if spec.init is not None:
        take_encoder(spec.init, encoder)
    assert spec.lexicon is not None  # the command line has seen to it
    caches = [(FeatureCache(path), weight) for path, weight in spec.data]
    pronouncer = PhoneLexicon.load(spec.lexicon, symbols)
    source = CachedBatches(caches, tokenizer, options.batch_seconds, options.seed, pronouncer=pronouncer)
    dev = [FeatureCache(path) for path in spec.dev]
    return FrozenEncoderTask(encoder, layers, source, tokenizer, dev, spec.device, symbols.index(PHONE_BLANK))


def _end_to_end(
    spec: RunSpec,
    folder: Path,
    options: TrainOptions,
    layers: SubwordLayers,
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> EndToEndTask:
    for path in (*(path for path, _ in spec.data), *spec.dev):
        if path.is_dir():
            raise ManifestError(f"{path} is a folder: fine-tuning the encoder needs manifests of sound")
    teacher, symbols = load_encoder(folder)
    encoder = copy.deepcopy(teacher)
    if spec.init is not None:
        take_encoder(spec.init, encoder)
    if spec.dropout is not None:
        set_dropout((encoder.frame_adapter, layers), spec.dropout)
    pronouncer = None if spec.lexicon is None else PhoneLexicon.load(spec.lexicon, symbols)
    recorded = _recorded(spec, options, tokenizer, pronouncer)
    source = _with_text(spec, options, recorded, tokenizer)
    dev = [DevClips(_name(manifest), read_clips(manifest)) for manifest in spec.dev]
    return EndToEndTask(
        encoder,
        teacher,
        layers,
        source,
        tokenizer,
        dev,
        spec.device,
        symbols.index(PHONE_BLANK),
        spec.all_layers,
    )


def _recorded(
    spec: RunSpec,
    options: TrainOptions,
    tokenizer: sentencepiece.SentencePieceProcessor,
    pronouncer: PhoneLexicon | None,
) -> AudioBatches | PooledBatches:
    """Batches of sound, augmented here or on the device."""
    if spec.pool is None:
        clips = [(clip, weight) for manifest, weight in spec.data for clip in read_clips(manifest)]
        return AudioBatches(
            clips, tokenizer, options.batch_seconds, options.seed, pronouncer=pronouncer, n_views=spec.n_views
        )
    if options.helpers:
        raise OptionsError("--pool makes its batches on the device: leave --helpers out")
    source = PoolSource(tuple(manifest for manifest, _ in spec.data), tokenizer, pronouncer)
    pool = ClipPool(source, spec.device, spec.pool, threads=os.cpu_count() or 1)
    shares = [weight for _, weight in spec.data]
    return PooledBatches(pool, shares, options.batch_seconds, options.seed, spec.n_views)


def _with_text(
    spec: RunSpec,
    options: TrainOptions,
    recorded: BatchSource[Any],
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> BatchSource[Any]:
    """``recorded`` batches, and between them those made from text, if any are asked for."""
    simulation = spec.simulation
    if simulation is None:
        return recorded
    assert spec.lexicon is not None  # the command line has seen to it
    banks = [(FeatureCache(f), Units.load(f / UNITS), weight) for f, weight in simulation.units]
    pronouncer = PhoneLexicon.load(spec.lexicon, banks[0][1].symbols)
    texts = read_sentences(simulation.texts, pronouncer)
    # other draws than the recorded batches
    simulated = SimulatedBatches(banks, texts, pronouncer, tokenizer, options.batch_seconds, options.seed + 1)
    return MixedBatches(recorded, simulated, simulation.share, options.seed)


def _layers(spec: RunSpec, tokens: int, seed: int) -> SubwordLayers:
    """Fresh layers, or those of ``spec.init``."""
    if spec.init is None:
        default = ModelOptions()
        width = default.width if spec.width is None else spec.width
        blocks = default.blocks if spec.blocks is None else spec.blocks
        torch.manual_seed(seed)
        return SubwordLayers(ModelOptions(tokens=tokens, width=width, hidden=3 * width, blocks=blocks))
    layers = load_layers(spec.init)
    sizes = layers.options
    if spec.width not in (None, sizes.width):
        raise OptionsError(f"--width {spec.width}: the run {spec.init} has {sizes.width}; leave --width out")
    blocks = sizes.blocks if spec.blocks is None else spec.blocks
    if blocks < sizes.blocks:
        raise OptionsError(
            f"--blocks {blocks}: the run {spec.init} has {sizes.blocks}; give as many or more, or leave "
            "--blocks out"
        )
    if sizes.tokens != tokens:
        raise OptionsError(
            f"the run {spec.init} has {sizes.tokens} tokens, the tokenizer has {tokens}: "
            "give the tokenizer that the run was trained with"
        )
    torch.manual_seed(seed)
    return layers if blocks == sizes.blocks else deepened(layers, blocks)


def _name(manifest: Path) -> str:
    """A set is named by its folder, unless the manifest has a name of its own."""
    return manifest.resolve().parent.name if manifest.stem == "manifest" else manifest.stem

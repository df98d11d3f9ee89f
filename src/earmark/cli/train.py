"""``earmark train``: tokenizer, feature cache, base model, average, export, written form, language model,
graphones, names.

All but the last three need the extra ``train``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path

from earmark.cli import (
    train_adapter,
    train_base,
    train_endings,
    train_g2p,
    train_lm,
    train_names,
    train_written,
)

ENCODER = "folder of the pretrained encoder, or of a model, or a model's name such as english"
PACKAGES = ("torch", "safetensors", "onnx", "tqdm")  # of the extra `train`


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its steps."""
    parser = subparsers.add_parser(
        "train",
        help="train an acoustic model of your own",
        description="Train the layers above the pretrained encoder: tokenizer, cache, base, export.",
    )
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    _add_tokenizer(steps.add_parser("tokenizer", help="train the sub-words (SentencePiece unigram)"))
    _add_cache(steps.add_parser("cache", help="compute the encoder's states of a manifest once"))
    _add_units(steps.add_parser("units", help="find the phones in a cache, to make states from text alone"))
    train_base.add_options(
        steps.add_parser("base", help="train the sub-word layers on caches; resumes where it stopped")
    )
    _add_average(
        steps.add_parser("average", help="the mean of the weights of runs that came from one another")
    )
    _add_export(steps.add_parser("export", help="write a run as a model folder (ONNX)"))
    train_adapter.add_options(
        steps.add_parser("adapter", help="train the contextual adapter of a model; resumes where it stopped")
    )
    train_written.add_options(
        steps.add_parser("written", help="train the tagger of capitals and punctuation on cased text")
    )
    for step in steps.choices.values():
        step.set_defaults(run=_with_packages(step.get_default("run")))
    train_lm.add_options(steps.add_parser("lm", help="train a word language model from text; needs no extra"))
    train_g2p.add_options(
        steps.add_parser("g2p", help="learn from lexica how words are said and written; needs no extra")
    )
    train_endings.add_options(
        steps.add_parser("endings", help="learn from cased text where endings stand; needs no extra")
    )
    train_names.add_options(
        steps.add_parser("names", help="learn from cased text where names stand; needs no extra")
    )


def _with_packages(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """``run``, after a look whether what it needs is installed."""

    def checked(arguments: argparse.Namespace) -> int:
        for package in PACKAGES:
            if importlib.util.find_spec(package) is None:
                raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return run(arguments)

    return checked


def _add_tokenizer(step: argparse.ArgumentParser) -> None:
    step.add_argument("text", nargs="+", type=Path, help="sentence or id<TAB>sentence a line; .xz too")
    step.add_argument("--limit", type=int, help="use so many lines of each file, drawn at random")
    step.add_argument("--tokens", type=int, default=256, help="sub-words, the CTC blank included (256)")
    step.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .model file to write")
    step.set_defaults(run=run_tokenizer)


def _add_cache(step: argparse.ArgumentParser) -> None:
    step.add_argument("manifest", type=Path, help="JSONL with id, audio, text, seconds per row")
    step.add_argument("--encoder", type=Path, required=True, help=ENCODER)
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="the cache; 52 MB per hour")
    step.add_argument(
        "--variants", type=int, nargs="+", default=[0],
        help="copies of each clip: 0 is the clip itself, any other number one augmented copy (0)",
    )  # fmt: skip
    step.add_argument(
        "--pretrained", action="store_true",
        help="states below what is ours of the encoder: for `train base --encoder` on caches",
    )  # fmt: skip
    step.add_argument(
        "--augmented-share", type=float, default=1.0,
        help="share of the copies other than 0 that are really augmented, 0..1 (1)",
    )  # fmt: skip
    step.set_defaults(run=run_cache)


def _add_units(step: argparse.ArgumentParser) -> None:
    step.add_argument("cache", nargs="+", type=Path, help="feature caches; units.npz is written into each")
    step.add_argument("--encoder", type=Path, required=True, help=ENCODER)
    step.add_argument("--lexicon", type=Path, required=True, help="word<TAB>phones lines")
    step.set_defaults(run=run_units)


def _add_average(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "inputs", nargs="+", metavar="RUN[:WEIGHT]",
        help="folders that `train base` wrote, or of models, or names such as english; equal weights if none",
    )  # fmt: skip
    step.add_argument("--output", type=Path, required=True, metavar="RUN", help="folder of the run to write")
    step.set_defaults(run=run_average)


def _add_export(step: argparse.ArgumentParser) -> None:
    step.add_argument("model_run", type=Path, metavar="RUN", help="folder that `train base` wrote")
    step.add_argument(
        "--encoder", type=Path, required=True,
        help=f"{ENCODER}; a run that fine-tuned it uses its own weights",
    )  # fmt: skip
    step.add_argument(
        "--tokenizer", type=Path, help="SentencePiece model (that of the model given as --encoder)"
    )
    step.add_argument("--name", default="english", help="name in model.json (english)")
    step.add_argument("--float", action="store_true", dest="floating", help="keep float32 weights")
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="the model folder to write")
    step.set_defaults(run=run_export)


def run_tokenizer(arguments: argparse.Namespace) -> int:
    """Train and write the SentencePiece model."""
    from earmark.training.tokenizer import train_tokenizer

    lines = (line for path in arguments.text for line in _lines(path, arguments.limit))
    train_tokenizer(lines, arguments.tokens, arguments.output)
    return 0


def run_cache(arguments: argparse.Namespace) -> int:
    """Build or continue a feature cache."""
    import torch

    from earmark.training.cache import build_cache
    from earmark.training.clips import read_clips
    from earmark.training.start import load_encoder

    torch.set_num_threads(1)
    encoder, _ = load_encoder(arguments.encoder)
    build_cache(
        read_clips(arguments.manifest),
        encoder,
        arguments.output,
        arguments.variants,
        arguments.augmented_share,
        arguments.pretrained,
    )
    return 0


def run_units(arguments: argparse.Namespace) -> int:
    """Align caches with the pronunciations of their texts."""
    import torch

    from earmark.training.cache import FeatureCache
    from earmark.training.pronunciations import PhoneLexicon
    from earmark.training.start import load_encoder
    from earmark.training.units import UNITS, find_units

    torch.set_num_threads(1)
    encoder, symbols = load_encoder(arguments.encoder)
    pronouncer = PhoneLexicon.load(arguments.lexicon, symbols)
    for folder in arguments.cache:
        cache = FeatureCache(folder)
        units = find_units(cache, encoder, pronouncer, symbols)
        units.save(folder / UNITS)
        print(f"{folder}: {len(units.phones)} phones in {int(units.ends.sum())} of {len(cache.clips)} clips")
    return 0


def run_average(arguments: argparse.Namespace) -> int:
    """Write the mean as a run."""
    from earmark.training.average import average

    average([train_base.weighted(item, "input", "RUN") for item in arguments.inputs], arguments.output)
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the ONNX model folder and say how near it is to PyTorch."""
    from earmark.training.export import ExportedModel, compare, export_onnx
    from earmark.training.start import find_tokenizer, load_encoder, load_layers, take_encoder

    layers = load_layers(arguments.model_run)
    tokenizer = find_tokenizer(arguments.tokenizer, arguments.encoder)
    encoder, phones = load_encoder(arguments.encoder)
    take_encoder(arguments.model_run, encoder)
    path = export_onnx(
        encoder, layers, phones, tokenizer, arguments.output, arguments.name, not arguments.floating
    )
    agreement = compare(ExportedModel(encoder, layers).eval(), path)
    print(
        json.dumps(
            {
                "model": str(path),
                "megabytes": round(path.stat().st_size / 1e6, 2),
                "largest_difference": round(agreement.largest_difference, 5),
                "same_best_token": round(agreement.same_best_token, 5),
            }
        )
    )
    return 0


def _lines(path: Path, limit: int | None) -> list[str]:
    """The sentences of one text file, or some of them."""
    from earmark.training.sentences import read_lines

    lines = list(read_lines(path))
    return lines if limit is None else random.Random(1).sample(lines, min(limit, len(lines)))

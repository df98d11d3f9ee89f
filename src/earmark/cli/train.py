"""``earmark train``: tokenizer, feature cache, base model, export. Needs ``earmark[train]``."""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import random
import re
from pathlib import Path

from earmark.errors import ManifestError, OptionsError

for _package in ("torch", "safetensors", "onnx", "tqdm"):
    # Looked up, not imported: every other command would pay a second for torch.
    if importlib.util.find_spec(_package) is None:
        raise ModuleNotFoundError(f"No module named {_package!r}", name=_package)

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its steps."""
    parser = subparsers.add_parser(
        "train",
        help="train an acoustic model of your own",
        description="Train the layers above the pretrained phone encoder: tokenizer, cache, base, export.",
    )
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")

    step = steps.add_parser("tokenizer", help="train the sub-words (SentencePiece unigram)")
    step.add_argument("text", nargs="+", type=Path, help="sentence or id<TAB>sentence a line; .xz too")
    step.add_argument("--limit", type=int, help="use so many lines of each file, drawn at random")
    step.add_argument("--tokens", type=int, default=256, help="sub-words, the CTC blank included (256)")
    step.add_argument("--output", type=Path, required=True, metavar="FILE", help="the .model file to write")
    step.set_defaults(run=run_tokenizer)

    step = steps.add_parser("cache", help="compute the phone encoder's states of a manifest once")
    step.add_argument("manifest", type=Path, help="JSONL with id, audio, text, seconds per row")
    step.add_argument("--encoder", type=Path, required=True, help="folder of the pretrained phone encoder")
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="the cache; 52 MB per hour")
    step.add_argument(
        "--variants", type=int, nargs="+", default=[0],
        help="copies of each clip: 0 is the clip itself, any other number one augmented copy (0)",
    )  # fmt: skip
    step.add_argument(
        "--augmented-share", type=float, default=1.0,
        help="share of the copies other than 0 that are really augmented, 0..1 (1)",
    )  # fmt: skip
    step.set_defaults(run=run_cache)

    step = steps.add_parser("base", help="train the sub-word layers on caches; resumes where it stopped")
    step.add_argument("--data", nargs="+", required=True, metavar="CACHE[:WEIGHT]", help="caches to train on")
    step.add_argument("--dev", nargs="*", default=[], type=Path, metavar="CACHE", help="caches to score on")
    step.add_argument("--tokenizer", type=Path, required=True, help="SentencePiece model")
    step.add_argument("--budget", type=seconds, required=True, help="wall clock, such as 45m or 3h")
    step.add_argument("--output", type=Path, required=True, metavar="RUN", help="folder of the run")
    step.add_argument("--batch-seconds", type=float, default=90.0, help="speech per update (90)")
    step.add_argument("--lr", type=float, default=3e-3, help="peak learning rate (0.003)")
    step.add_argument("--optimizer", choices=["muon", "adamw"], default="muon", help="(muon)")
    step.add_argument("--helpers", type=int, default=0, help="extra processes that add gradients (0)")
    step.add_argument("--width", type=int, default=192, help="width of the layers (192)")
    step.add_argument("--blocks", type=int, default=6, help="conformer blocks at 80 ms (6)")
    step.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="(cpu)")
    step.add_argument("--threads", type=int, default=1, help="of the main process; 1 beside helpers (1)")
    step.add_argument("--seed", type=int, default=1, help="(1)")
    step.set_defaults(run=run_base)

    step = steps.add_parser("export", help="write a run as a model folder (ONNX)")
    step.add_argument("model_run", type=Path, metavar="RUN", help="folder that `train base` wrote")
    step.add_argument("--encoder", type=Path, required=True, help="folder of the pretrained phone encoder")
    step.add_argument("--tokenizer", type=Path, required=True, help="SentencePiece model")
    step.add_argument("--name", default="english", help="name in model.json (english)")
    step.add_argument("--float", action="store_true", dest="floating", help="keep float32 weights")
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="the model folder to write")
    step.set_defaults(run=run_export)


def seconds(text: str) -> float:
    """``45m`` -> 2700.0.

    Raises:
        argparse.ArgumentTypeError: no number with a unit of s, m or h.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if not match or float(match[1]) <= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no duration: write a number and s, m or h, such as 45m"
        )
    return float(match[1]) * UNITS[match[2]]


def weighted(text: str) -> tuple[Path, float]:
    """``folder:3`` -> the folder and how much more often than others its clips are drawn."""
    name, colon, weight = text.rpartition(":")
    if not colon:
        return Path(text), 1.0
    try:
        return Path(name), float(weight)
    except ValueError as error:
        raise OptionsError(
            f"--data {text!r}: expected CACHE or CACHE:WEIGHT with a number, such as real:3"
        ) from error


def run_tokenizer(arguments: argparse.Namespace) -> int:
    """Train and write the SentencePiece model."""
    from earmark.train.tokenizer import train_tokenizer

    lines = (line for path in arguments.text for line in _lines(path, arguments.limit))
    train_tokenizer(lines, arguments.tokens, arguments.output)
    return 0


def run_cache(arguments: argparse.Namespace) -> int:
    """Build or continue a feature cache."""
    import torch

    from earmark.train.cache import build_cache, read_clips
    from earmark.train.encoder import load_phone_encoder

    torch.set_num_threads(1)
    encoder, _ = load_phone_encoder(arguments.encoder)
    clips = read_clips(arguments.manifest)
    if not clips:
        raise ManifestError(
            f"{arguments.manifest} has no clip to train on: all are empty or longer than 24 s"
        )
    build_cache(clips, encoder, arguments.output, arguments.variants, arguments.augmented_share)
    return 0


def run_base(arguments: argparse.Namespace) -> int:
    """Train until the budget is used up."""
    import torch

    from earmark.train.cache import FeatureCache
    from earmark.train.loop import Trainer, TrainOptions
    from earmark.train.model import ModelOptions

    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise OptionsError(
            "--device cuda: this PyTorch sees no GPU; use --device cpu or install a CUDA build"
        )
    torch.set_num_threads(arguments.threads)
    data = [weighted(item) for item in arguments.data]
    trainer = Trainer(
        arguments.output,
        TrainOptions(
            budget=arguments.budget,
            batch_seconds=arguments.batch_seconds,
            lr=arguments.lr,
            optimizer=arguments.optimizer,
            helpers=arguments.helpers,
            seed=arguments.seed,
        ),
        ModelOptions(width=arguments.width, hidden=4 * arguments.width, inner=arguments.blocks),
        arguments.tokenizer,
        [(FeatureCache(folder), weight) for folder, weight in data],
        [FeatureCache(folder) for folder in arguments.dev],
        arguments.device,
    )
    trainer.run()
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the ONNX model folder and say how near it is to PyTorch."""
    from earmark.train.encoder import load_phone_encoder
    from earmark.train.export import ExportedModel, compare, export_onnx
    from earmark.train.loop import load_layers

    encoder, phones = load_phone_encoder(arguments.encoder)
    layers = load_layers(arguments.model_run)
    path = export_onnx(
        encoder, layers, phones, arguments.tokenizer, arguments.output, arguments.name, not arguments.floating
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
    """The sentences of one text file."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as text:
            lines = [line.rstrip("\n").rpartition("\t")[2] for line in text]
    except (UnicodeDecodeError, lzma.LZMAError) as error:
        raise ManifestError(
            f"{path} is no readable text ({error}): give UTF-8 lines, plain or .xz"
        ) from error
    return lines if limit is None else random.Random(1).sample(lines, min(limit, len(lines)))

"""``earmark train``: tokenizer, feature cache, base model, export, language model.

All but the language model need ``earmark[train]``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import lzma
import math
import random
import re
from collections.abc import Callable
from pathlib import Path

from earmark.cli import train_lm
from earmark.errors import ManifestError, OptionsError

PACKAGES = ("torch", "safetensors", "onnx", "tqdm")  # of `earmark[train]`

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command and its steps."""
    parser = subparsers.add_parser(
        "train",
        help="train an acoustic model of your own",
        description="Train the layers above the pretrained phone encoder: tokenizer, cache, base, export.",
    )
    steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    _add_tokenizer(steps.add_parser("tokenizer", help="train the sub-words (SentencePiece unigram)"))
    _add_cache(steps.add_parser("cache", help="compute the phone encoder's states of a manifest once"))
    _add_base(steps.add_parser("base", help="train the sub-word layers on caches; resumes where it stopped"))
    _add_export(steps.add_parser("export", help="write a run as a model folder (ONNX)"))
    for step in steps.choices.values():
        step.set_defaults(run=_with_packages(step.get_default("run")))
    train_lm.add_options(steps.add_parser("lm", help="train a word language model from text; needs no extra"))


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


def _add_base(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--data", nargs="+", required=True, metavar="DATA[:WEIGHT]",
        help="caches to train on; manifests with --finetune-encoder",
    )  # fmt: skip
    step.add_argument("--dev", nargs="*", default=[], type=Path, metavar="DATA", help="the same, to score on")
    step.add_argument("--tokenizer", type=Path, required=True, help="SentencePiece model")
    step.add_argument("--budget", type=seconds, required=True, help="wall clock, such as 45m or 3h")
    step.add_argument("--output", type=Path, required=True, metavar="RUN", help="folder of the run")
    step.add_argument(
        "--finetune-encoder", action="store_true",
        help="train the phone encoder too, from sound augmented on the fly: for a GPU, or little data",
    )  # fmt: skip
    step.add_argument("--encoder", type=Path, help="folder of the pretrained phone encoder to fine-tune")
    step.add_argument(
        "--init", type=Path, metavar="RUN", help="start from the weights of this run (a new run only)"
    )
    step.add_argument("--batch-seconds", type=positive, default=90.0, help="speech per update (90)")
    step.add_argument("--lr", type=positive, default=3e-3, help="peak learning rate (0.003)")
    step.add_argument("--optimizer", choices=["muon", "adamw"], default="muon", help="(muon)")
    step.add_argument("--helpers", type=count, default=0, help="extra processes that add gradients (0)")
    step.add_argument("--workers", type=count, default=0, help="extra processes that prepare batches (0)")
    step.add_argument("--width", type=count, help="width of the layers (192, or that of --init)")
    step.add_argument("--blocks", type=count, help="conformer blocks at 80 ms (6, or those of --init)")
    step.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="cuda: in bfloat16 (cpu)")
    step.add_argument("--threads", type=count, default=1, help="of the main process; 1 beside helpers (1)")
    step.add_argument("--seed", type=count, default=1, help="(1)")
    step.set_defaults(run=run_base)


def _add_export(step: argparse.ArgumentParser) -> None:
    step.add_argument("model_run", type=Path, metavar="RUN", help="folder that `train base` wrote")
    step.add_argument(
        "--encoder", type=Path, required=True,
        help="folder of the pretrained phone encoder; a run that fine-tuned it uses its own weights",
    )  # fmt: skip
    step.add_argument("--tokenizer", type=Path, required=True, help="SentencePiece model")
    step.add_argument("--name", default="english", help="name in model.json (english)")
    step.add_argument("--float", action="store_true", dest="floating", help="keep float32 weights")
    step.add_argument("--output", type=Path, required=True, metavar="DIR", help="the model folder to write")
    step.set_defaults(run=run_export)


def positive(text: str) -> float:
    """A number above zero."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a number above zero")
    return value


def count(text: str) -> int:
    """0, 1, 2 and so on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number, 0 or more")
    return int(text)


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
    """``folder:3`` -> the data and how much more often than others its clips are drawn."""
    name, colon, weight = text.rpartition(":")
    if not colon:
        return Path(text), 1.0
    try:
        return Path(name), positive(weight)
    except argparse.ArgumentTypeError as error:
        raise OptionsError(
            f"--data {text!r}: expected DATA or DATA:WEIGHT with a number above zero, such as real:3"
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

    from earmark.train.cache import build_cache
    from earmark.train.clips import read_clips
    from earmark.train.encoder import load_phone_encoder

    torch.set_num_threads(1)
    encoder, _ = load_phone_encoder(arguments.encoder)
    build_cache(
        read_clips(arguments.manifest),
        encoder,
        arguments.output,
        arguments.variants,
        arguments.augmented_share,
    )
    return 0


def run_base(arguments: argparse.Namespace) -> int:
    """Train until the budget is used up."""
    import torch

    from earmark.train.build import Plan, build_task
    from earmark.train.loop import Trainer
    from earmark.train.options import TrainOptions

    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise OptionsError(
            "--device cuda: this PyTorch sees no GPU; use --device cpu or install a CUDA build"
        )
    if arguments.finetune_encoder != (arguments.encoder is not None):
        raise OptionsError(
            "--finetune-encoder and --encoder DIR go together: caches hold the encoder's states already"
        )
    torch.set_num_threads(max(1, arguments.threads))
    options = TrainOptions(
        budget=arguments.budget,
        batch_seconds=arguments.batch_seconds,
        lr=arguments.lr,
        optimizer=arguments.optimizer,
        helpers=arguments.helpers,
        workers=arguments.workers,
        seed=arguments.seed,
    )
    plan = Plan(
        data=[weighted(item) for item in arguments.data],
        dev=arguments.dev,
        tokenizer=arguments.tokenizer,
        encoder=arguments.encoder,
        init=arguments.init,
        width=arguments.width,
        blocks=arguments.blocks,
        device=arguments.device,
    )
    Trainer(arguments.output, options, build_task(plan, options)).run()
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """Write the ONNX model folder and say how near it is to PyTorch."""
    from earmark.train.checkpoint import load_encoder, load_layers
    from earmark.train.encoder import load_phone_encoder
    from earmark.train.export import ExportedModel, compare, export_onnx

    layers = load_layers(arguments.model_run)
    encoder, phones = load_phone_encoder(arguments.encoder)
    load_encoder(arguments.model_run, encoder)
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

"""``earmark train base``: the sub-word layers, on caches, from sound, and from text alone."""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from earmark.errors import OptionsError

if TYPE_CHECKING:
    from earmark.training.build import Simulation

UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def add_options(step: argparse.ArgumentParser) -> None:
    """Options of the step."""
    step.add_argument(
        "--data", nargs="+", required=True, metavar="DATA[:WEIGHT]",
        help="caches to train on; manifests with --finetune-encoder",
    )  # fmt: skip
    step.add_argument("--dev", nargs="*", default=[], type=Path, metavar="DATA", help="the same, to score on")
    step.add_argument(
        "--tokenizer", type=Path, help="SentencePiece model (that of the model given as --init)"
    )
    step.add_argument("--budget", type=seconds, required=True, help="wall clock, such as 45m or 3h")
    step.add_argument("--output", type=Path, required=True, metavar="RUN", help="folder of the run")
    step.add_argument(
        "--finetune-encoder", action="store_true",
        help="train the encoder too, from sound augmented on the fly: for a GPU, or little data",
    )  # fmt: skip
    step.add_argument(
        "--encoder", type=Path,
        help="what to train: folder of the pretrained encoder, or of a model, or its name; without "
        "--finetune-encoder what lies above its pretrained layers, on caches made with --pretrained",
    )  # fmt: skip
    step.add_argument(
        "--init",
        type=Path,
        metavar="RUN",
        help="start from this run, or from a model: a folder or a name such as english (a new run only)",
    )
    step.add_argument("--batch-seconds", type=positive, default=90.0, help="speech per update (90)")
    step.add_argument("--lr", type=positive, default=3e-3, help="peak learning rate (0.003)")
    step.add_argument(
        "--decay",
        type=share,
        default=0.4,
        help="last share of the budget, in which the rate falls to 0 (0.4)",
    )
    step.add_argument("--helpers", type=count, default=0, help="extra processes that add gradients (0)")
    step.add_argument("--width", type=count, help="width of the layers (192, or that of --init)")
    step.add_argument("--blocks", type=count, help="conformer blocks (3, or those of --init)")
    step.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="cuda: in bfloat16 (cpu)")
    step.add_argument("--threads", type=count, default=1, help="of the main process; 1 beside helpers (1)")
    step.add_argument(
        "--text", nargs="+", type=Path, default=[],
        help="sentences to train on without sound: spelt states are put together from phones of --units",
    )  # fmt: skip
    step.add_argument(
        "--units", nargs="+", default=[], metavar="CACHE[:WEIGHT]",
        help="caches that went through `train units`",
    )  # fmt: skip
    step.add_argument(
        "--lexicon",
        type=Path,
        help="word<TAB>phones lines; with --finetune-encoder the phones are trained too",
    )
    step.add_argument(
        "--text-share", type=share, default=0.5, help="share of the batches that are made from --text (0.5)"
    )
    step.add_argument(
        "--pool", type=positive, metavar="HOURS",
        help="with --finetune-encoder: keep so much sound in the memory of the device and augment it there; "
        "manifests are read again while training, weights are shares of all seconds",
    )  # fmt: skip
    step.add_argument(
        "--views", type=int, choices=[1, 2], default=1,
        help="with --finetune-encoder: augmented copies of a clip; 2 are drawn together, as in CR-CTC (1)",
    )  # fmt: skip
    step.add_argument(
        "--all-layers", action="store_true",
        help="with --finetune-encoder: train its convolutions and lowest layers too",
    )  # fmt: skip
    step.add_argument("--dropout", type=share, help="of layers and frame adapter, from sound (none)")
    step.add_argument("--evaluate-every", type=seconds, default=600.0, help="score --dev so often (10m)")
    step.add_argument("--seed", type=count, default=1, help="(1)")
    step.set_defaults(run=run_base)


def run_base(arguments: argparse.Namespace) -> int:
    """Train until the budget is used up."""
    import torch

    from earmark.training.build import RunSpec, build_task
    from earmark.training.loop import Trainer
    from earmark.training.options import TrainOptions

    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise OptionsError(
            "--device cuda: this PyTorch sees no GPU; use --device cpu or install a CUDA build"
        )
    if arguments.device == "cuda":
        torch.backends.cudnn.enabled = False  # it plans every new shape of a batch anew: slower than the step
        torch.set_float32_matmul_precision("high")
    _check_encoder(arguments)
    torch.set_num_threads(max(1, arguments.threads))
    options = TrainOptions(
        budget=arguments.budget,
        batch_seconds=arguments.batch_seconds,
        lr=arguments.lr,
        decay=arguments.decay,
        helpers=arguments.helpers,
        seed=arguments.seed,
        evaluate_every=arguments.evaluate_every,
        # a GPU that waits for its kernels to be started gains nothing from cheaper ones, and casts are more
        bf16=False if arguments.pool and arguments.device == "cuda" else None,
    )
    spec = RunSpec(
        data=[weighted(item) for item in arguments.data],
        dev=arguments.dev,
        tokenizer=arguments.tokenizer,
        encoder=arguments.encoder,
        from_sound=arguments.finetune_encoder,
        init=arguments.init,
        width=arguments.width,
        blocks=arguments.blocks,
        device=arguments.device,
        lexicon=arguments.lexicon,
        simulation=_simulation(arguments),
        pool=arguments.pool,
        n_views=arguments.views,
        all_layers=arguments.all_layers,
        dropout=arguments.dropout,
    )
    Trainer(arguments.output, options, build_task(spec, options)).run()
    return 0


def _check_encoder(arguments: argparse.Namespace) -> None:
    if arguments.pool is not None and not arguments.finetune_encoder:
        raise OptionsError("--pool goes with --finetune-encoder: it holds sound, not states")
    if arguments.views != 1 and not arguments.finetune_encoder:
        raise OptionsError(
            f"--views {arguments.views} goes with --finetune-encoder: caches are augmented already"
        )
    if arguments.finetune_encoder and arguments.encoder is None:
        raise OptionsError("--finetune-encoder needs --encoder DIR: what to start from")
    if arguments.encoder is None or arguments.finetune_encoder:
        return
    if arguments.lexicon is None:
        raise OptionsError("--encoder on caches needs --lexicon FILE: it trains the phones of the words")
    if arguments.text:
        raise OptionsError("--text goes with --finetune-encoder, or without --encoder")


def _simulation(arguments: argparse.Namespace) -> Simulation | None:
    """Read --text, --units and --lexicon."""
    from earmark.training.build import Simulation

    if bool(arguments.text) != bool(arguments.units):
        raise OptionsError("--text and --units go together: sentences, and the phones they are made of")
    if not arguments.text:
        return None
    if arguments.lexicon is None:
        raise OptionsError("--text needs --lexicon FILE: how its words are pronounced")
    return Simulation(
        texts=arguments.text,
        units=[weighted(item, "--units") for item in arguments.units],
        share=arguments.text_share,
    )


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


def share(text: str) -> float:
    """0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a number from 0 to 1")
    return value


def seconds(text: str) -> float:
    """``45m`` -> 2700.0.

    Raises:
        argparse.ArgumentTypeError: no number with a unit of s, m or h.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if not match or float(match[1]) <= 0:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a duration: write a number and s, m or h, such as 45m"
        )
    return float(match[1]) * UNITS[match[2]]


def weighted(text: str, option: str = "--data", kind: str = "DATA") -> tuple[Path, float]:
    """``folder:3`` -> the data and how much more often than others its clips are drawn."""
    name, colon, weight = text.rpartition(":")
    if not colon:
        return Path(text), 1.0
    try:
        return Path(name), positive(weight)
    except argparse.ArgumentTypeError as error:
        raise OptionsError(
            f"{option} {text!r}: expected {kind} or {kind}:WEIGHT with a number above zero, such as real:3"
        ) from error

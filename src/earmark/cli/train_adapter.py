"""``earmark train adapter``: the contextual adapter of a model that stays as it is."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from earmark.cli.train_base import count, positive, seconds
from earmark.errors import OptionsError

MODEL_HELP = (
    "bundled name, model folder, ONNX export or its folder, checkpoint of transformers, or hf:NAME; it stays "
    "as it is"
)


def add_options(step: argparse.ArgumentParser) -> None:
    """Options of the step."""
    step.add_argument("manifest", nargs="+", type=Path, help="JSONL with id, audio, text, seconds per row")
    step.add_argument("--model", default="english", help=MODEL_HELP)
    step.add_argument(
        "--phrases", nargs="+", type=Path, default=[], metavar="FILE",
        help="names and terms, a phrase a line, plain or .xz: lists are filled up with them",
    )  # fmt: skip
    step.add_argument("--common", type=Path, metavar="FILE", help="words that are not entries, one a line")
    step.add_argument(
        "--entities", type=Path, metavar="FILE",
        help="JSONL with text and entities: which phrases of a sentence are entries, beside its rare words",
    )  # fmt: skip
    step.add_argument(
        "--forbidden", type=Path, metavar="FILE", help="phrases of test sets, one a line: never listed"
    )
    step.add_argument(
        "--budget", type=seconds, required=True, help="wall clock of training, such as 45m or 3h"
    )
    step.add_argument(
        "--output", type=Path, required=True, metavar="RUN", help="folder of the run; it resumes"
    )
    step.add_argument(
        "--export", type=Path, metavar="DIR", help="write the adapter there when the budget is used up"
    )
    step.add_argument(
        "--scale", type=positive, default=1.0, help="factor on what the exported adapter changes (1)"
    )
    step.add_argument(
        "--no-bias-offset", type=float, default=0.0, help="nats added to the score of <no-bias> (0)"
    )
    step.add_argument("--batch-seconds", type=positive, default=50.0, help="speech per update (50)")
    step.add_argument("--lr", type=positive, default=2e-3, help="peak learning rate (0.002)")
    step.add_argument("--largest", type=count, default=400, help="entries of the longest list (400)")
    step.add_argument("--device", choices=["cpu", "cuda"], default="cpu", help="(cpu)")
    step.add_argument("--seed", type=count, default=1, help="(1)")
    step.set_defaults(run=run_adapter)


def run_adapter(arguments: argparse.Namespace) -> int:
    """Compute what is not cached yet, train until the budget is used up, export."""
    import torch

    from earmark.language import load
    from earmark.models.opening import open_model
    from earmark.training.adapter.build import AdapterSpec, Sources, build_run
    from earmark.training.adapter.cache import EmissionsCache, build_cache
    from earmark.training.adapter.export import export_adapter
    from earmark.training.adapter.lists import ListOptions
    from earmark.training.adapter.run import RunOptions
    from earmark.training.clips import read_clips

    if arguments.device == "cuda" and not torch.cuda.is_available():
        raise OptionsError("--device cuda: this PyTorch finds no GPU, leave the option out")
    torch.set_num_threads(1)
    model = open_model(arguments.model, 1)
    language = load(model.language)
    caches: list[EmissionsCache] = []
    for number, manifest in enumerate(arguments.manifest):
        folder = arguments.output / "cache" / f"{number}-{manifest.resolve().parent.name}"
        clips = read_clips(manifest, language=language)
        build_cache(clips, model, folder, caches[0].inputs if caches else None)
        caches.append(EmissionsCache(folder))
    run = build_run(
        arguments.output,
        model,
        caches,
        Sources(arguments.phrases, arguments.common, arguments.entities, arguments.forbidden),
        RunOptions(arguments.budget, lr=arguments.lr, device=arguments.device),
        AdapterSpec(
            ListOptions(largest=arguments.largest),
            arguments.batch_seconds, arguments.seed,
        ),
    )  # fmt: skip
    run.run()
    if arguments.export is not None:
        exported = export_adapter(
            arguments.output, arguments.export, arguments.scale, arguments.no_bias_offset
        )
        print(
            json.dumps({"bytes": exported.bytes, "largest_difference": round(exported.largest_difference, 5)})
        )
    return 0

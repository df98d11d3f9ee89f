"""``earmark models``: which models there are, and what a model's files say."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from earmark.checks import shown
from earmark.models.folder import ModelFolder
from earmark.models.inspection import Inspection, inspect_model
from earmark.models.protocol import bundled_models

INCOMPLETE = 1  # exit code for a model that cannot be opened as it is


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "models",
        help="list and inspect models",
        description="List the bundled models, and inspect models of any kind.",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser(
        "list", help="list the bundled models", description="List the models that come with earmark."
    )
    listed.add_argument("--json", action="store_true", help="print one JSON array instead of text")
    listed.set_defaults(run=run_list)
    inspect = actions.add_parser(
        "inspect",
        help="show what a model is, what it lacks, and which biasing it will have",
        description="Print what the files of a model say: layout, inputs and outputs, features, alphabet, "
        "frame shift, and which stages of biasing it will have. The network is not loaded. Exit code 0: it "
        "can be opened; 1: something is missing, which is printed; 2: there is no such model.",
    )
    inspect.add_argument(
        "model",
        metavar="NAME_OR_PATH",
        help="bundled model, model folder, checkpoint of transformers, ONNX export or its description",
    )
    inspect.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    inspect.set_defaults(run=run_inspect)


def run_list(arguments: argparse.Namespace) -> int:
    """Print name, language and folder of every bundled model."""
    rows = [_row(name) for name in bundled_models()]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            shift = f"a row every {row['frame_shift']:g} s"
            print(f"{row['name']}: language {row['language']}, {shift}, {row['path']}")
    return 0


def _row(name: str) -> dict[str, Any]:
    model = ModelFolder.load(bundled_models()[name])
    return {
        "name": name,
        "language": model.language,
        "frame_shift": model.frame_shift,
        "path": str(bundled_models()[name]),
    }


def run_inspect(arguments: argparse.Namespace) -> int:
    """Print what is known about one model."""
    found = inspect_model(arguments.model)
    if arguments.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        for line in lines_of(found):
            print(line)
    return INCOMPLETE if found.missing else 0


def lines_of(found: Inspection) -> Iterator[str]:
    """The lines of a report."""
    yield found.path
    for name, value in _facts(found):
        yield f"  {name:<15} {value}"
    if found.biasing:
        yield "biasing"
        for stage in found.biasing:
            yield f"  {stage.stage:<15} {'yes' if stage.there else 'no'}: {stage.why}"
    for sentence in found.missing:
        yield f"missing: {sentence}"
    if found.description:
        yield "a description to start with:"
        yield found.description


def _facts(found: Inspection) -> Iterator[tuple[str, object]]:
    yield from (("layout", found.layout),) if found.layout else ()
    yield from found.files.items()
    yield from (("input", tensor) for tensor in found.inputs)
    yield from (("output", tensor) for tensor in found.outputs)
    if found.metadata:
        yield "metadata", ", ".join(f"{key}={shown(value)[1:-1]}" for key, value in found.metadata.items())
    if found.alphabet is not None:
        yield from (("features", found.features),) if found.features else ()
        yield "alphabet", found.alphabet
        yield "cut by", found.tokenizer
        if found.frame_shift is not None:
            yield "a row every", f"{found.frame_shift:g} s"
            yield "sample rate", f"{found.sample_rate} Hz"
        if found.streaming is not None:
            yield "streams", found.streaming
        yield "language", found.language

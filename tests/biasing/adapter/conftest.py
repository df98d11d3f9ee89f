"""The toy model with an adapter of random weights that is loud enough to be noticed."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from toy import PIECES

from earmark.biasing.adapter.inputs import Inputs
from earmark.training.adapter.export import export_adapter
from earmark.training.adapter.network import Adapter, AdapterOptions
from earmark.training.checkpoint import OPTIONS, write_checkpoint

INPUTS = Inputs(PIECES + 1, (0, 2))


@pytest.fixture(scope="session")
def trained() -> Adapter:
    torch.manual_seed(11)
    torch.set_num_threads(1)
    options = AdapterOptions(INPUTS.tokens, INPUTS.width, width=12, key=8, value=10, kernel=3, blocks=1)
    adapter = Adapter(options, torch.randn(INPUTS.tokens, 6)).eval()
    torch.nn.init.constant_(adapter.scale, 0.5)
    torch.nn.init.constant_(adapter.copy_scale, 0.5)
    torch.nn.init.constant_(adapter.deviation, 4.0)
    with torch.no_grad():  # soft attention: of a hard one, eight bits would decide
        adapter.query.weight.mul_(0.1)
        adapter.query.bias.zero_()
    return adapter


@pytest.fixture(scope="session")
def run_folder(trained, tmp_path_factory) -> Path:
    """What a training run leaves."""
    folder = tmp_path_factory.mktemp("runs") / "adapter"
    folder.mkdir()
    write_checkpoint(folder, {"model": trained.state_dict()})
    (folder / OPTIONS).write_text(json.dumps({"adapter": asdict(trained.options)}))
    (folder / "inputs.json").write_text(json.dumps(asdict(INPUTS)))
    return folder


@pytest.fixture(scope="session")
def adapted_folder(run_folder, model_folder, tmp_path_factory) -> Path:
    """The toy model's folder with the adapter in it; tracing is slow, so once."""
    folder = tmp_path_factory.mktemp("models") / "adapted"
    shutil.copytree(model_folder, folder)
    # Random weights look at no entry as a whole.
    export_adapter(run_folder, folder, min_coverage=0.0, searched={})
    return folder

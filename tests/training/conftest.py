"""A random encoder of one layer, a corpus of tones, a cache of noise: nothing is bigger than it must be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
import soundfile
import torch
from safetensors.torch import save_file
from toy import PHONES, PIECES, SENTENCES

from earmark.training.batches import CachedBatches
from earmark.training.cache import FeatureCache
from earmark.training.cached_features import CachedFeatureTask
from earmark.training.encoder import OWN, WEIGHTS, WIDTH, Encoder, load_encoder_weights
from earmark.training.model import ModelOptions, SubwordLayers
from earmark.training.options import TrainOptions

TEXTS = ("we moved", "jazz and fog", "six or five", "the queen", "old radio", "the sea", "ronan", "a month")


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def sizes() -> ModelOptions:
    return ModelOptions(tokens=PIECES + 1, width=16, heads=2, hidden=32, kernel=5, blocks=2, taps=(1,))


@pytest.fixture(scope="session")
def options() -> TrainOptions:
    return TrainOptions(budget=10.0, batch_seconds=4.0, warmup=0.0)


@pytest.fixture(scope="session")
def pieces(tokenizer) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_proto=tokenizer)


@pytest.fixture(scope="session")
def tokenizer_path(tokenizer, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "toy.model"
    path.write_bytes(tokenizer)
    return path


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory) -> Path:
    """Random weights under the names and in the shapes of the pretrained file, which has nothing of ours."""
    folder = tmp_path_factory.mktemp("pretrained")
    torch.manual_seed(7)
    state = Encoder(len(PHONES), layers=1).state_dict()
    save_file({n: t for n, t in state.items() if not n.startswith(OWN)}, folder / WEIGHTS)
    (folder / "phones.json").write_text(json.dumps(PHONES))
    return folder


@pytest.fixture(scope="session")
def encoder(encoder_folder) -> Encoder:
    return load_encoder_weights(encoder_folder)[0]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory, speak) -> Path:
    """Eight clips of 1-3 seconds."""
    folder = tmp_path_factory.mktemp("corpus") / "tones"
    folder.mkdir()
    rows = []
    for number, text in enumerate(TEXTS):
        samples = speak(text)
        soundfile.write(folder / f"{number}.wav", samples, 16_000)
        rows.append(
            {"id": f"c{number}", "audio": f"{number}.wav", "text": text, "seconds": len(samples) / 16_000}
        )
    path = folder / "manifest.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory, pieces) -> Path:
    """States in which every token has a direction of its own, 120 ms a token."""
    folder = tmp_path_factory.mktemp("caches") / "noise"
    folder.mkdir()
    rng = np.random.default_rng(3)
    directions = rng.standard_normal((PIECES + 1, WIDTH))
    first, frames, rows = 0, [], []
    for number, text in enumerate((*TEXTS, *SENTENCES)):
        tokens = [piece + 1 for piece in pieces.encode(text)]
        clip = directions[np.repeat(tokens, 6)].astype(np.float16)
        frames.append(clip)
        rows.append({"id": str(number), "text": text, "first": first, "frames": len(clip), "variant": 0})
        first += len(clip)
    np.concatenate(frames).tofile(folder / "features.f16")
    (folder / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def pytest_collection_modifyitems(items) -> None:
    """Helpers first: with a CUDA build of PyTorch, a process that has run autograd forks none that can."""
    items.sort(key=lambda item: item.path.name != "test_helper.py")


@pytest.fixture(scope="session")
def cached_task(cache_folder, pieces, sizes, options):
    """cached_task() -> a fresh task on the noise cache."""

    def make() -> CachedFeatureTask:
        torch.manual_seed(1)
        cache = FeatureCache(cache_folder)
        source = CachedBatches([(cache, 1.0)], pieces, options.batch_seconds, seed=1)
        return CachedFeatureTask(SubwordLayers(sizes), source, pieces, [cache])

    return make

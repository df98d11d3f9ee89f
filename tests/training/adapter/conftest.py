"""A cache over six made-up clips whose tokens stand where the emissions say."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
import torch
from pieces import alphabet_of

from earmark.biasing.adapter.inputs import Inputs
from earmark.models import SentencePieceTokenizer
from earmark.training.adapter.cache import FRAMES, INDEX, INPUTS, CachedClip, EmissionsCache
from earmark.training.adapter.network import Adapter, AdapterOptions
from earmark.training.adapter.spelling import Spelling

TEXTS = ("jazz and fog", "the queen", "ronan plays", "six keys", "fremont radio", "quiet sea and jazz")
V = 49  # tokens of the toy tokenizer, with the blank
SPACING = 3  # frames from one token to the next


@pytest.fixture(scope="session")
def spelling(tokenizer) -> Spelling:
    """Of the toy model."""
    alphabet = alphabet_of(tokenizer)
    return Spelling(alphabet, SentencePieceTokenizer(tokenizer, alphabet))


@pytest.fixture(scope="session")
def emissions_cache(tmp_path_factory, pieces) -> EmissionsCache:
    folder = tmp_path_factory.mktemp("adapter") / "cache"
    folder.mkdir()
    inputs, rng = Inputs(V, (0, 1)), np.random.default_rng(5)
    rows, index, first = [], [], 0
    for number, text in enumerate(TEXTS):
        tokens = [piece + 1 for piece in pieces.encode(text)]
        T = SPACING * len(tokens) + 2
        scores = rng.normal(0, 0.3, (T, inputs.width)).astype(np.float32)
        at = SPACING * np.arange(len(tokens)) + 1
        scores[:, 0] += 4
        scores[at, tokens] += 8
        scores[:, :V] -= np.log(np.exp(scores[:, :V]).sum(axis=1, keepdims=True))
        rows.append(scores.astype(np.float16))
        places = tuple(at.tolist())
        index.append(CachedClip(str(number), text, first, T, tuple(tokens), places, places))
        first += T
    np.concatenate(rows).tofile(folder / FRAMES)
    (folder / INDEX).write_text("".join(json.dumps(asdict(clip)) + "\n" for clip in index))
    (folder / INPUTS).write_text(json.dumps(asdict(inputs)))
    return EmissionsCache(folder)


@pytest.fixture
def adapter() -> Adapter:
    """Small and random, and no longer at the start of training: its scale is not zero."""
    torch.manual_seed(3)
    options = AdapterOptions(V, V + 4, width=12, key=8, value=10, kernel=3, blocks=1)
    made = Adapter(options, torch.randn(V, 6))
    torch.nn.init.ones_(made.scale)
    torch.nn.init.ones_(made.copy_scale)
    return made.eval()

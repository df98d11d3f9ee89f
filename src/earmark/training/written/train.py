"""Train the tagger."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from earmark.output.written.tagger import Tagger
from earmark.training.muon import Muon
from earmark.training.optimisers import set_rate
from earmark.training.written.examples import Batch, draw
from earmark.training.written.export import export_tagger
from earmark.training.written.network import TaggerNetwork
from earmark.training.written.options import TaggerOptions
from earmark.training.written.score import Scores, score
from earmark.training.written.text import TaggedText, sentences, tag_text

HELD_OUT = 50  # every text's last 1/50 is not trained on: other books, other days, other articles
FILLED = 0.75  # of a batch, words and not padding
SCORED = 100_000  # held-out words of a text that are scored

Say = Callable[[str], None]  # progress, a sentence at a time


def train_tagger(
    texts: Sequence[Path], out: Path, options: TaggerOptions, say: Say = print
) -> Mapping[str, Scores]:
    """Train on cased text and write an ONNX file; scores on the held-out part of each text.

    Args:
        texts: sentences in their order, one a line, plain or .xz.
        out: the file to write.
        options: sizes and lengths.
        say: is called with progress, a sentence at a time.
    """
    parts = {path.name.split(".")[0]: split(tag_text(sentences(path))) for path in texts}
    say(f"{sum(len(train) for train, _ in parts.values()):,} words to train on")
    network = _train([train for train, _ in parts.values()], options, say)
    export_tagger(network, out)
    tagger = Tagger(out)
    return {name: score(tagger, held, SCORED) for name, (_, held) in parts.items() if len(held.starts) > 1}


def split(text: TaggedText) -> tuple[TaggedText, TaggedText]:
    """The training part, and the last fiftieth of the sentences."""
    sentence = len(text.starts) - len(text.starts) // HELD_OUT
    word = int(text.starts[sentence]) if sentence < len(text.starts) else len(text)
    return (
        TaggedText(text.features[:word], text.marks[:word], text.cases[:word], text.starts[:sentence]),
        TaggedText(text.features[word:], text.marks[word:], text.cases[word:], text.starts[sentence:] - word),
    )


def _train(texts: Sequence[TaggedText], options: TaggerOptions, say: Say) -> TaggerNetwork:
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    network = TaggerNetwork(options)
    optimisers = _optimisers(network, options)
    steps = math.ceil(options.million_words * 1e6 / (options.batch * options.words * FILLED))
    weights = np.array([len(text) for text in texts], float) ** 0.75  # small sources a little more often
    began, loss_sum = time.time(), 0.0
    for step in range(steps):
        for optimiser in optimisers:
            set_rate(optimiser, options.lr * _schedule(step, steps))
        text = texts[random.choice(len(texts), p=weights / weights.sum())]
        loss = _loss(network, draw(text, options, random))
        network.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        loss_sum += loss.item()
        if step % 200 == 199:
            say(f"step {step + 1} of {steps}: loss {loss_sum / 200:.4f}, {time.time() - began:.0f} s")
            loss_sum = 0.0
    return network.eval()


def _optimisers(network: TaggerNetwork, options: TaggerOptions) -> list[torch.optim.Optimizer]:
    """Muon for the matrices between words, AdamW for tables of spellings and the rest."""
    matrices = [p for p in (*network.enter.parameters(), *network.layers.parameters()) if p.ndim >= 2]
    taken = {id(p) for p in matrices}
    rest = [p for p in network.parameters() if id(p) not in taken]
    adamw = torch.optim.AdamW(rest, lr=options.lr, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    return [Muon(matrices, lr=options.lr, weight_decay=0.01), adamw]


def _schedule(step: int, steps: int) -> float:
    """Rise over a fiftieth of the steps, then fall to nothing as a cosine."""
    rise = steps / 50
    return step / rise if step < rise else 0.5 * (1 + math.cos(math.pi * (step - rise) / (steps - rise)))


def _loss(network: TaggerNetwork, batch: Batch) -> Tensor:
    scored = torch.from_numpy(batch.scored)
    with torch.autocast("cpu", torch.bfloat16):
        marks, cases = network(torch.from_numpy(batch.features).long(), torch.from_numpy(batch.mask))
    return cross_entropy(marks[scored].float(), torch.from_numpy(batch.marks)[scored]) + cross_entropy(
        cases[scored].float(), torch.from_numpy(batch.cases)[scored]
    )

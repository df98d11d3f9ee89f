"""Forms of the adapter, trained alike and compared: where it injects, what it reads, what its keys are.

    python benchmarks/adapter_variants.py --data ../shared/data --work runs/accuracy [--steps 1200]

Every form gets the same clips (librispeech-train and synthetic-train), the same lists in the same order and
the same number of updates, on one thread; greedy decoding with the adapter alone, as trained, without a
shortlist. Writes docs/adapter_variants.md. Stopped, it goes on where it was.
"""

from __future__ import annotations

import json
import lzma
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
import sentencepiece
import torch
from accuracy import ROOT, common_parser, machine, percent, unpacked
from adapter_networks import BeforeBlock, Emitted, Sounding, TapSum, last_block, last_name
from interbiasing import _session, lists_for
from numpy.typing import NDArray

from earmark import Recognizer
from earmark.audio import align_to_frame_grid
from earmark.biasing.adapter.inputs import Inputs, frame_inputs
from earmark.biasing.adapter.memory import rows_of
from earmark.decoding.search import greedy_decode
from earmark.evaluation.lists import entity_words
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.report import Report
from earmark.evaluation.score import inventories, score_text
from earmark.evidence import spell
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer
from earmark.models import Emissions
from earmark.models.onnx import OnnxModel
from earmark.offline import Job
from earmark.resources import load_graphones
from earmark.training.adapter.batches import AdapterBatches
from earmark.training.adapter.build import standardise
from earmark.training.adapter.cache import EmissionsCache, build_cache
from earmark.training.adapter.lists import ListMaker, ListOptions
from earmark.training.adapter.network import Adapter, AdapterOptions
from earmark.training.adapter.pool import PhrasePool
from earmark.training.adapter.run import AdapterRun, RunOptions
from earmark.training.clips import read_clips

SETS = {"synthetic-train": "tts", "librispeech-train": "speech"}
PHRASES = ("ent_drug", "ent_disease", "ent_person", "ent_place", "ent_first", "ent_surname")
SEED, LARGEST, SECONDS = 1, 100, 50.0
STATISTIC_CLIPS = 300
ROWS = (
    ("synthetic-entities-dev", "entities", 100),
    ("synthetic-entities-dev", "entities", 1000),
    ("librispeech-dev", "words_100", 0),
    ("librispeech-dev", "never", 1000),
)
TAPS = 2
Heard: TypeAlias = tuple[Utterance, float, list[Emissions]]  # with its seconds


class OpenedModel(OnnxModel):
    """The bundled model, which tells the state before its last block as one more tap."""

    def __init__(self, model: str) -> None:
        super().__init__(model, 1)
        graph = onnx.load(str(self.bundle.weights))
        weight = f"{last_name(self.bundle.folder)}.ffn1.norm.weight"
        norm = next(node for node in graph.graph.node if weight in node.input)
        self._state = norm.input[0]
        graph.graph.output.append(
            onnx.helper.make_tensor_value_info(self._state, onnx.TensorProto.FLOAT, None)
        )
        self._opened = _session(graph)

    def emissions(self, samples: NDArray[np.float32], taps: bool = False) -> Emissions:
        wanted = ["log_probs", "phone_log_probs", "taps", self._state]
        log_probs, phones, found, state = self._opened.run(wanted, self.inputs(samples))
        states = np.concatenate([found[0], state[:, : log_probs.shape[1]]])  # (L + 1, T, H)
        return Emissions(
            log_probs[0], self.step, phone_log_probs=phones[0], phone_step=self.bundle.phone_step, taps=states
        )


@dataclass(frozen=True)
class Parts:
    """What forms are built of."""

    inputs: Inputs  # of all that is cached
    model: OpenedModel
    recognizer: Recognizer
    tokenizer: sentencepiece.SentencePieceProcessor
    pronouncer: Pronouncer

    @property
    def emitted(self) -> int:
        """Numbers a frame of the emissions alone."""
        return self.inputs.width - self.inputs.taps

    def options(self, inputs: int | None = None, *, pooled: bool = False) -> AdapterOptions:
        return AdapterOptions(self.inputs.tokens, inputs or self.emitted, pooled=pooled)

    def sounds(self, entry: tuple[int, ...]) -> tuple[int, ...]:
        """Phones of an entry, each word's first reading."""
        words = str(self.tokenizer.decode([token - 1 for token in entry])).split()
        found = self.pronouncer.pronounce(words)
        return tuple(phone for word in words for reading in found[word][:1] for phone in reading.phones)


def forms(parts: Parts) -> dict[str, Callable[[], Adapter]]:
    """Every row of the table."""
    block, head, bias = last_block(parts.model.bundle.folder)
    wide = parts.emitted + TAPS * head.shape[1]
    pieces = [""] + [parts.tokenizer.id_to_piece(n).strip("▁") for n in range(parts.inputs.tokens - 1)]
    letters = [len(piece) for piece in pieces]
    phones = len(parts.model.bundle.phones) + 1

    def sounding() -> Adapter:
        return Sounding(parts.options(), head, phones, letters, parts.sounds)

    return {
        "as shipped: a key for each token, emissions read, injected before the head": lambda: Emitted(
            parts.options(), head
        ),
        "one key for an entry": lambda: Emitted(parts.options(pooled=True), head),
        "taps read beside the emissions": lambda: Emitted(parts.options(wide), head),
        "a learned weighted sum of the taps read instead": lambda: TapSum(parts.options(), head, TAPS),
        "keys from sub-words and phones": sounding,
        "injected before the last block": lambda: BeforeBlock(parts.options(), head, bias, block),
    }


def main() -> None:
    """Train and measure what is not there yet, then write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--steps", type=int, default=1200, help="updates of each form (1200)")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    work = arguments.work / "variants"
    model = OpenedModel(arguments.model)
    caches: list[EmissionsCache] = []
    for name, kind in SETS.items():
        folder = arguments.work / name
        if not folder.is_dir():
            with tarfile.open(arguments.data / kind / f"{name}.tar") as tar:
                tar.extractall(folder, filter="data")
        given = caches[0].inputs if caches else None
        build_cache(read_clips(folder / "manifest.jsonl"), model, work / "cache" / name, given)
        caches.append(EmissionsCache(work / "cache" / name))
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(model.tokenizer))
    recognizer = Recognizer(arguments.model, adapter=None)  # spells lists
    assert model.bundle.lexicon is not None
    pronouncer = Pronouncer(Lexicon.load(model.bundle.lexicon), load_graphones(model))
    parts = Parts(caches[0].inputs, model, recognizer, tokenizer, pronouncer)
    batches = AdapterBatches(
        caches, lists(parts, caches, arguments.data, arguments.work), SECONDS, SEED, parts.inputs.width
    )
    heard: dict[str, list[Heard]] = {}
    lines = []
    for number, (name, build) in enumerate(forms(parts).items()):
        torch.manual_seed(SEED)
        adapter = trained(build(), caches, batches, work / f"{number}-{arguments.steps}", arguments.steps)
        figures = work / f"{number}-{arguments.steps}" / "figures.json"
        if not figures.is_file():
            for key in {row[0] for row in ROWS} - heard.keys():
                heard[key] = list(hear(key, arguments.data, arguments.work, model))
            found = [measure(adapter, parts, heard[row[0]], *row[1:], arguments.data) for row in ROWS]
            figures.write_text(json.dumps(found), encoding="utf-8")
        weights = sum(p.numel() for p in adapter.parameters() if p.requires_grad)
        lines.append(row_of(name, weights, json.loads(figures.read_text(encoding="utf-8"))))
        print(lines[-1], flush=True)
    page = PAGE.format(machine=machine(), steps=arguments.steps, rows="\n".join(lines))
    (ROOT / "docs" / "adapter_variants.md").write_text(page, encoding="utf-8")


def lists(parts: Parts, caches: Sequence[EmissionsCache], data: Path, work: Path) -> ListMaker:
    """Training lists, without anything of the development set with entities."""
    common = set((data / "words" / "common_5k.txt").read_text(encoding="utf-8").split())
    lines = [
        line
        for name in PHRASES
        for line in lzma.decompress((data / "words" / f"{name}.txt.xz").read_bytes()).decode().splitlines()
    ]
    phrases = {DEFAULT.normalize(line) for line in lines}
    phrases |= {w for cache in caches for clip in cache.clips for w in clip.text.split() if w not in common}
    dev = load_manifest(unpacked(ROWS[0][0], data, work))
    phrases -= {DEFAULT.normalize(word.text) for word in entity_words(dev)}
    pool = PhrasePool(phrases - {""}, parts.tokenizer)
    starts = list(parts.model.vocabulary.word_starts)
    return ListMaker(pool, common, {}, starts, ListOptions(largest=LARGEST))


def trained(
    adapter: Adapter,
    caches: Sequence[EmissionsCache],
    batches: AdapterBatches,
    folder: Path,
    steps: int,
) -> Adapter:
    """After so many updates; the rate falls with the share of them that is done."""
    standardise(adapter, caches, SEED, STATISTIC_CLIPS)
    run = AdapterRun(folder, RunOptions(budget=1.0), adapter, batches)
    while run.step < steps:
        run.elapsed = run.step / steps
        losses = run.update()
        if run.step % 100 == 0:
            run.save()
            print(folder.name, run.step, [round(one, 3) for one in losses], file=sys.stderr, flush=True)
    run.save()
    return adapter.eval()


def hear(name: str, data: Path, work: Path, model: OpenedModel) -> Iterator[Heard]:
    """Utterances, their seconds and what the model makes of them."""
    for utterance in load_manifest(unpacked(name, data, work)):
        job = Job(utterance.audio, None)
        pieces = [s for chain in job.chains(model.step) for s in align_to_frame_grid(chain, model.step)]
        yield utterance, job.seconds, [model.emissions(piece.samples, taps=True) for piece in pieces]


def measure(
    adapter: Adapter, parts: Parts, heard: Sequence[Heard], words: str, size: int, data: Path
) -> dict[str, Any]:
    """Greedy figures of one list."""
    utterances = [utterance for utterance, _, _ in heard]
    listed = lists_for(utterances, words, size, data)
    scores = []
    for (utterance, seconds, pieces), own, counted in zip(
        heard, listed, inventories(utterances, listed), strict=True
    ):
        compiled = parts.recognizer.compile(own)
        assert compiled is not None
        rows = rows_of(compiled)
        entries = torch.zeros(len(rows.lengths), int(rows.lengths.max()), dtype=torch.int64)
        entries[torch.arange(entries.shape[1]) < torch.from_numpy(rows.lengths)[:, None]] = torch.from_numpy(
            rows.tokens
        )
        texts = []
        for emissions in pieces:
            frames = torch.from_numpy(frame_inputs(emissions, parts.inputs))[None]
            with torch.inference_mode():
                biased, _ = adapter(frames, torch.ones_like(frames[..., :1]), entries)
            texts.append(spell(greedy_decode(biased[0].numpy()).tokens, parts.model.vocabulary))
        scores.append(score_text(utterance, " ".join(texts), seconds, counted, listed=own))
    report = Report(tuple(scores), (), {}, 0).as_json()
    return {key: report[key] for key in ("wer", "u_wer", "b_wer", "entities", "intervals")}


def row_of(name: str, weights: int, found: Sequence[dict[str, Any]]) -> str:
    """One form."""
    few, many, books, never = found
    f1 = [percent(one["entities"]["f1"], one["intervals"]["entities"]["f1"]) for one in (few, many)]
    read = [percent(books["b_wer"], books["intervals"]["b_wer"]), percent(books["u_wer"], None)]
    cells = [name, f"{weights / 1e6:.2f}", *f1, *read, percent(never["wer"], None)]
    return f"| {' | '.join(cells)} |"


PAGE = """# Forms of the adapter

Written by `python benchmarks/adapter_variants.py --data DATA --steps {steps}`; do not edit. Machine:
{machine}.

Each form was trained from the same seed on the same clips (librispeech-train and synthetic-train, 5.1 hours)
with the same lists, for {steps} updates: rows compare with each other, not with [adapter.md](adapter.md).
Greedy decoding, the adapter alone, as trained, without a shortlist; percent, 95 % intervals in brackets.
Weights are millions that are trained. Without an adapter: entity F1 9.4, B-WER 75.5, U-WER 22.0, WER 27.7.

| form | weights | names + 100: F1 | names + 1,000: F1 | words_100: B-WER | U-WER | never spoken: WER |
|---|---|---|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()

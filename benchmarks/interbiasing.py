"""The adapter's training-free rival: biasing the self-conditioned posteriors towards the list.

    python benchmarks/interbiasing.py --data ../shared/data --work runs/accuracy

After Nakagome and Hentschel 2024 (arXiv 2406.14890): where a tap's prediction comes near to a listed
entry, the entry is put in its place before the posterior is fed back, and the layers above correct the
rest. Near is what a beam search with adaptive boosting over the tap's own posterior writes, without a
language model. Frames of an entry's tokens get a share of the posterior; all others stay. Both taps, one
after the other. Greedy decoding on top, as the adapter alone is measured. Writes docs/interbiasing.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from accuracy import DISTRACTORS, ROOT, common_parser, machine, percent, unpacked
from numpy.typing import NDArray

from earmark import Recognizer
from earmark.assemble import join_emissions
from earmark.audio import align_to_frame_grid
from earmark.biasing import BiasList, WordList
from earmark.decoding import BeamDecoder, DecodeOptions
from earmark.decoding.search import greedy_decode
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.evaluation.report import Report
from earmark.evaluation.score import inventories, score_text
from earmark.evidence import spell
from earmark.models import Emissions
from earmark.models.onnx import OnnxModel
from earmark.offline import Job

TAPS = ("log_softmax", "log_softmax_1")  # in the exported graph: (1, T, V) each
SHARES = (0.5, 0.9, 0.99)  # of the posterior that an entry's token gets
ROWS = (
    ("synthetic-entities-dev", "entities", 100),
    ("synthetic-entities-dev", "entities", 1000),
    ("librispeech-dev", "words_100", 0),
    ("librispeech-dev", "never", 1000),
)


class Conditioned:
    """The model with its taps' posteriors in the hands of whoever runs it."""

    def __init__(self, model: OnnxModel) -> None:
        graph = onnx.load(str(model.bundle.weights))
        for name in TAPS:
            fed = onnx.helper.make_tensor_value_info(f"{name}_fed", onnx.TensorProto.FLOAT, [1, None, None])
            for node in graph.graph.node:
                for place, given in enumerate(node.input):
                    if given == name:
                        node.input[place] = fed.name
            graph.graph.input.append(fed)
            graph.graph.output.append(
                onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, None, None])
            )
        self.model = model
        heard = [tensor.name for tensor in graph.graph.input][: -len(TAPS)]
        self._sessions = [_session(_upto(graph, heard, k)) for k in range(len(TAPS) + 1)]

    def run(self, samples: NDArray[np.float32], fed: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """(T, V): what the next tap, or the top, says when the taps below it are fed these."""
        inputs = self.model.inputs(samples) | {
            f"{name}_fed": one[None] for name, one in zip(TAPS, fed, strict=False)
        }
        found: NDArray[np.float32] = self._sessions[len(fed)].run(None, inputs)[0][0]
        return found


def _upto(graph: Any, heard: Sequence[str], taps: int) -> Any:
    """The part that the next tap, or the top, depends on."""
    inputs = [*heard, *(f"{name}_fed" for name in TAPS[:taps])]
    wanted = TAPS[taps] if taps < len(TAPS) else "log_probs"
    return onnx.utils.Extractor(graph).extract_model(inputs, [wanted])


def _session(graph: Any) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(graph.SerializeToString(), options, ["CPUExecutionProvider"])


def lifted(
    log_probs: NDArray[np.float32], search: BeamDecoder, words: BiasList | None, share: float
) -> NDArray[np.float32]:
    """The tap's log-probabilities with entries in the frames where the search has heard them."""
    if words is None:
        return log_probs
    best = search.decode(log_probs, words, 1)[0]
    posterior = np.exp(log_probs)
    for hit in best.hits:
        for token in range(hit.first_token, hit.last_token + 1):
            row = posterior[best.frames[token]]
            row *= 1 - share
            row[best.tokens[token]] += share
    return np.log(np.maximum(posterior, 1e-30)).astype(np.float32)


def evaluate(
    layers: Conditioned, search: BeamDecoder, recognizer: Recognizer, rows: Sequence[Utterance],
    lists: Sequence[WordList | None], share: float,
) -> Report:  # fmt: skip
    """Greedy figures; a share of 0 leaves the taps alone."""
    scores = []
    for row, listed, counted in zip(rows, lists, inventories(rows, lists), strict=True):
        words = recognizer.compile(listed) if share else None
        texts = []
        job = Job(row.audio, None)
        for chain in job.chains(recognizer.model.step):
            heard = []
            for segment in align_to_frame_grid(chain, recognizer.model.step):
                fed: list[NDArray[np.float32]] = []
                for _ in TAPS:
                    fed.append(lifted(layers.run(segment.samples, fed), search, words, share))
                heard.append((segment, Emissions(layers.run(segment.samples, fed), layers.model.step)))
            tokens = greedy_decode(join_emissions(heard).log_probs).tokens
            texts.append(spell(tokens, layers.model.vocabulary))
        scores.append(score_text(row, " ".join(texts), job.seconds, counted, listed=listed))
    return Report(tuple(scores), (), {}, 0)


def main() -> None:
    """Measure every row and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--limit", type=int, help="first N utterances only, and write nothing")
    arguments = parser.parse_args()
    recognizer = Recognizer(arguments.model, biasing="boosting")
    model = recognizer.model
    assert isinstance(model, OnnxModel)
    layers = Conditioned(model)
    search = BeamDecoder(
        model.vocabulary, DecodeOptions.of({"verification.enabled": False, "search.threads": 1})
    )
    lines = []
    for name, words, size in ROWS:
        rows = load_manifest(unpacked(name, arguments.data, arguments.work))[: arguments.limit]
        lists = lists_for(rows, words, size, arguments.data)
        for share in (0.0, *SHARES):
            report = evaluate(layers, search, recognizer, rows, lists, share).as_json()
            kind = {"entities": "all entities", "never": "never spoken"}.get(words, words)
            listed = f"{name}, {kind}" + (f" + {size:,}" if size else "")
            cells = [
                listed, f"{share:g}" if share else "-", percent(report["wer"], report["intervals"]["wer"]),
                percent(report["u_wer"], None), percent(report["b_wer"], None),
                percent(report["entities"]["precision"], None), percent(report["entities"]["recall"], None),
                percent(report["entities"]["f1"], report["intervals"]["entities"]["f1"]),
            ]  # fmt: skip
            lines.append("| " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    if arguments.limit is not None:
        return
    (ROOT / "docs" / "interbiasing.md").write_text(PAGE.format(machine=machine(), rows="\n".join(lines)))


def lists_for(rows: Sequence[Utterance], words: str, size: int, data: Path) -> list[WordList | None]:
    """As the adapter is measured with."""
    return build_lists(
        rows,
        words_field=words if words.startswith("words_") else None,
        from_entities=words == "entities",
        distractors=[data / "words" / f"{n}.txt.xz" for n in DISTRACTORS] if size else (),
        list_size=size or None,
    )


PAGE = """# Biasing without training

Written by `python benchmarks/interbiasing.py --data DATA`; do not edit. Machine: {machine}.
Greedy decoding, percent, 95 % intervals in brackets.

The bundled model feeds the posteriors of two taps back into the layers above (self-conditioning).
InterBiasing (arXiv 2406.14890) changes them where they come near to a listed word, so that the layers
above correct the rest; nothing is trained. Here near is what a beam search with adaptive boosting over
the tap's posterior writes, and the tokens of an entry get a share of the posterior in their frames. A
dash is the model as it is. The adapter's rows are in [adapter.md](adapter.md): it finds four times as
many rare words of read books, and names, of which this finds none, so this is no option of earmark.

| set and list | share | WER | U-WER | B-WER | precision | recall | entity F1 |
|---|---|---|---|---|---|---|---|
{rows}
"""


if __name__ == "__main__":
    main()

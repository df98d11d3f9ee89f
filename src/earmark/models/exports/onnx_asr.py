"""Folders of onnx-asr: config.json with a model_type, a network and its vocabulary."""

from __future__ import annotations

from dataclasses import replace

from earmark.audio import RATE
from earmark.checks import is_whole, shown
from earmark.errors import ModelError
from earmark.models.exports.export import Graph, Recipe, Waveform, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import GIGA_AM, GIGA_AM_3, NEMO

NEMO_TYPES = ("nemo-conformer-ctc", "nemo-parakeet-ctc-0.6b", "nemo-fastconformer-ru-ctc")
WAV2VEC2 = "wav2vec2-ctc"
GIGA_AM_TYPE = "gigaam-"  # gigaam-v2-ctc, gigaam-v3-ctc, gigaam-v3-e2e-ctc, gigaam-multilingual-ctc
_FEATURES = ("features", "feature_lengths")  # inputs of GigaAM, whose folders may lack config.json
# Frames and samples a row, where config.json does not say it.
_NEMO_STRIDE, _WAV2VEC2_STRIDE, _GIGA_AM_STRIDE = 8, 320, 4
_NO_CTC = ("rnnt", "tdt", "aed", "whisper", "vosk", "canary")


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of a folder of this layout; None for others.

    Raises:
        ModelError: the model is not a CTC model, or config.json has an unusable value.
    """
    kind = str(files.config.get("model_type", ""))
    if "-" in kind and any(name in kind for name in _NO_CTC):
        raise ModelError(
            f"{str(files.folder)!r} holds a {kind} model by its config.json: earmark reads CTC models, "
            "export the CTC branch if the model has one"
        )
    inputs, outputs = files.header.inputs, files.header.outputs
    graph = Graph(inputs[0].name, outputs[0].name, "BCT", lengths=named(inputs, 1))
    if kind in NEMO_TYPES:
        stride = _number(files, "subsampling_factor", _NEMO_STRIDE)
        front_end = replace(NEMO, bins=_number(files, "features_size", NEMO.bins))
        graph = replace(graph, stride=stride, rounding="up")
        return Recipe("NeMo CTC for onnx-asr", front_end, graph, 0.01 * stride)
    if kind == WAV2VEC2:
        stride = _number(files, "subsampling_factor", _WAV2VEC2_STRIDE)
        graph = replace(graph, axes="BN", stride=stride, rounding="next")
        return Recipe("wav2vec 2.0 CTC for onnx-asr", Waveform(), graph, stride / RATE)
    if kind.startswith(GIGA_AM_TYPE) or tuple(tensor.name for tensor in inputs) == _FEATURES:
        return _giga_am(files, graph)
    return None


def _giga_am(files: ExportFiles, graph: Graph) -> Recipe:
    """GigaAM of any version, by config.json or by the network's name, "v3_ctc.onnx"."""
    said = f"{files.config.get('version', '')} {files.config.get('model_type', '')} {files.weights.stem}"
    stride = _number(files, "subsampling_factor", _GIGA_AM_STRIDE)
    graph = replace(graph, stride=stride, rounding="up")
    language = None if "multilingual" in said else "ru"
    features = GIGA_AM_3 if "v3" in said else GIGA_AM
    return Recipe("GigaAM CTC for onnx-asr", features, graph, 0.01 * stride, language=language)


def _number(files: ExportFiles, key: str, default: int) -> int:
    value = files.config.get(key, default)
    if not is_whole(value) or value < 1:
        raise ModelError(
            f"config.json of {str(files.folder)!r} has {key} {shown(value)}, expected a whole number above 0"
        )
    return int(value)

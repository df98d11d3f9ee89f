"""The start of a description for a model that nothing else explains."""

from __future__ import annotations

from earmark.errors import ModelError
from earmark.models.exports.described import guessed_graph
from earmark.models.exports.export import Graph
from earmark.models.exports.files import DESCRIPTION, ExportFiles
from earmark.models.exports.kinds import KINDS

_STRIDES = "0.04 for 4 frames of 10 ms a row, 0.08 for 8"


def template(files: ExportFiles) -> str:
    """A description with what the graph suggests; what is marked must be checked."""
    try:
        graph = guessed_graph(files)
    except ModelError as error:
        return f"# {error}"
    kind = "samples" if graph.axes == "BN" else "kaldi"
    lines = [
        f"# {DESCRIPTION}, beside the model; check what ends in ?",
        f"frame_shift = 0.04  # ? seconds from one row to the next: {_STRIDES}",
        f"tokens = {_quoted(_labels(files))}",
        "",
        "[features]",
        f"kind = {_quoted(kind)}  # ? one of {', '.join(KINDS)}",
        "",
        *_inputs(graph),
        "",
        "[outputs]",
        f"log_probs = {_quoted(graph.log_probs)}",
        *([] if graph.rows is None else [f"rows = {_quoted(graph.rows)}"]),
        "logits = false  # ? true where the output is not normalized",
    ]
    return "\n".join(lines)


def _inputs(graph: Graph) -> list[str]:
    given = {"features": graph.features, "lengths": graph.lengths, "mask": graph.mask, "axes": graph.axes}
    return ["[inputs]", *(f"{key} = {_quoted(name)}" for key, name in given.items() if name is not None)]


def _labels(files: ExportFiles) -> str:
    try:
        return files.labels.name
    except ModelError:
        return "tokens.txt"


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

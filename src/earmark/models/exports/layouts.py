"""Recognise the layout of an export and put together what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.exports import described, medasr, nemo, onnx_asr, optimum, wenet, zipformer2
from earmark.models.exports.chunks import Chunks
from earmark.models.exports.export import Export, Recipe, static_size, with_bins
from earmark.models.exports.files import DESCRIPTION, ExportFiles
from earmark.models.exports.mel import LogMel
from earmark.models.exports.pieces import tokenizer_of
from earmark.models.label_list import guessed_alphabet, language_code

# A description that names the features comes first: it knows better than what an exporter left behind.
LAYOUTS: tuple[Callable[[ExportFiles], Recipe | None], ...] = (
    described.recipe, nemo.recipe, wenet.recipe, zipformer2.recipe, medasr.recipe, onnx_asr.recipe,
    optimum.recipe,
)  # fmt: skip


def is_export(path: Path) -> bool:
    """Whether a path is an ONNX file, a description, or a folder with one of them."""
    if path.is_file():
        return path.suffix in (".onnx", ".toml")
    folders = (path, path / "onnx")
    return (path / DESCRIPTION).is_file() or any(True for folder in folders for _ in folder.glob("*.onnx"))


def describe_export(path: Path) -> Export:
    """Read everything about an export but its weights.

    Args:
        path: its folder, its ONNX file or its description.

    Raises:
        ModelError: the layout is unknown, or something is missing; the message says what to write.
    """
    files = ExportFiles.find(path)
    recipe = recipe_of(files)
    if recipe is None:
        raise ModelError(described.missing(files))
    check_graph(files, recipe)
    alphabet = alphabet_of(files, recipe)
    tokenizer_file = files.tokenizer
    return Export(
        recipe,
        files.weights,
        files.header,
        alphabet,
        tokenizer_of(tokenizer_file, alphabet),
        language_code(alphabet, files.settings.language or recipe.language),
        files.labels,
        tokenizer_file,
    )


def recipe_of(files: ExportFiles) -> Recipe | None:
    """What the layout says, changed by the description; None for an unknown layout.

    Raises:
        ModelError: the layout is known, and something is missing.
    """
    for recipe in LAYOUTS:
        made = recipe(files)
        if made is not None:
            changed = files.settings.applied(made)
            return changed if "bins" in files.settings.features else with_bins(changed, files.header)
    return None


def alphabet_of(files: ExportFiles, recipe: Recipe) -> Alphabet:
    """The labels of the columns.

    Raises:
        ModelError: they are missing, leave something open or are not as many as the graph has columns.
    """
    settings = files.settings
    try:
        alphabet = guessed_alphabet(files.labels, settings.blank, settings.words, settings.mark)
    except ModelError as error:
        raise ModelError(
            f"{str(files.labels)!r}: {error}; {DESCRIPTION!r} beside the model is the place for blank, words "
            "and mark"
        ) from None
    columns = static_size(files.header, recipe.graph.log_probs, -1)
    if columns is not None and columns != len(alphabet):
        raise ModelError(
            f"{str(files.labels)!r} names {len(alphabet)} tokens, {str(files.weights)!r} puts out {columns} "
            "columns: the two files are of different models"
        )
    return alphabet


def check_graph(files: ExportFiles, recipe: Recipe) -> None:
    """Refuse names that the graph does not have, and inputs that nothing feeds.

    Raises:
        ModelError: the message lists what the graph has.
    """
    graph, header = recipe.graph, files.header
    fed = [name for name in (graph.features, graph.lengths, graph.mask) if name is not None]
    read = [name for name in (graph.log_probs, graph.rows) if name is not None]
    inputs, outputs = [t.name for t in header.inputs], [t.name for t in header.outputs]
    lacking = [name for name in fed if name not in inputs] + [name for name in read if name not in outputs]
    if lacking:
        raise ModelError(
            f"{str(files.weights)!r} has no {', '.join(lacking)}: its inputs are {', '.join(inputs)}, its "
            f"outputs {', '.join(outputs)}"
        )
    if isinstance(recipe.front_end, LogMel) == (graph.axes == "BN"):
        raise ModelError(
            f"{str(files.weights)!r} takes {graph.axes} at {graph.features!r}, which are no "
            f"{type(recipe.front_end).__name__}: correct the kind of [features], or the axes of [inputs]"
        )
    if recipe.chunks is not None:
        _check_chunks(files, recipe, recipe.chunks)
    frames = static_size(header, graph.features, graph.axes.index("N" if graph.axes == "BN" else "T"))
    if frames is not None and recipe.chunks is None:
        raise ModelError(
            f"{str(files.weights)!r} takes exactly {frames} frames at {graph.features!r}: export it with an "
            "open number of frames"
        )
    of_chunks = () if recipe.chunks is None else recipe.chunks.inputs
    unfed = [name for name in inputs if name not in (*fed, *of_chunks)]
    if unfed and recipe.refused is None:
        raise ModelError(
            f"{str(files.weights)!r} wants the inputs {', '.join(unfed)} besides {', '.join(fed)}, which "
            "earmark cannot feed: caches are of streaming models, export it for whole utterances"
        )


def _check_chunks(files: ExportFiles, recipe: Recipe, chunks: Chunks) -> None:
    """Refuse features that need more than a chunk, and metadata that contradict the graph."""
    mel, graph = recipe.front_end, recipe.graph
    if not (isinstance(mel, LogMel) and mel.is_local):
        raise ModelError(
            f"{str(files.weights)!r} takes a chunk at a time, and its features ({mel}) need more than that: "
            "leave normalize, emphasize, edges and rate below [features] as the layout has them"
        )
    said = {state.given: state.shape for state in chunks.states}
    features: list[int | None] = [None, None, None]
    features[graph.axes.index("T")] = chunks.length
    for tensor in files.header.inputs:
        shape = tuple(features) if tensor.name == graph.features else said.get(tensor.name, tensor.shape)
        pairs = zip(tensor.shape, shape, strict=False)
        if any(isinstance(own, int) and size is not None and own != size for own, size in pairs):
            raise ModelError(
                f"{str(files.weights)!r} takes {tensor}, by its metadata it would be "
                f"({', '.join('?' if size is None else str(size) for size in shape)}): export it again"
            )

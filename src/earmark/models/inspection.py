"""What a model is, what it lacks, and which biasing it will have, without loading its network."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import ADAPTER_FILE, Companions
from earmark.models.exports import Export, OnnxHeader, is_export
from earmark.models.exports.export import Streaming
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.layouts import recipe_of
from earmark.models.exports.template import template
from earmark.models.folder import ModelFolder
from earmark.models.huggingface import DescribedCheckpoint
from earmark.models.opening import Described, describe_model
from earmark.models.phones_beside import lender_of
from earmark.models.protocol import PhoneHead, bundled_models, companions_of, phone_head_of

OF_EARMARK, OF_TRANSFORMERS = "folder of earmark", "checkpoint of transformers"
_WORDS = {
    "begun": "words begin with {}",
    "continued": "tokens that continue a word begin with {}",
    "ended": "words end with {}",
    "joined": "tokens that are joined to the next end with {}",
    "separated": "words are separated by {}",
    "unmarked": "no marks of words",
}


@dataclass(frozen=True)
class AlphabetReport:
    """The tokens of a model in short."""

    tokens: int
    blank: str  # its label
    blank_column: int
    words: str  # as for Alphabet.guess
    mark: str
    case: str  # of the letters: lower, upper or mixed
    silent: int  # tokens that write nothing, the blank among them

    @classmethod
    def of(cls, alphabet: Alphabet) -> AlphabetReport:
        """Count the tokens of an alphabet."""
        writable = sum(map(alphabet.writable, range(len(alphabet))))
        return cls(
            len(alphabet), alphabet.tokens[alphabet.blank], alphabet.blank, alphabet.words, alphabet.mark,
            alphabet.case, len(alphabet) - writable,
        )  # fmt: skip

    def __str__(self) -> str:
        marks = _WORDS[self.words].format(repr(self.mark))
        return (
            f"{self.tokens} tokens, {marks}, {self.case} case, blank {self.blank!r} in column "
            f"{self.blank_column}, {self.silent} write nothing"
        )


@dataclass(frozen=True)
class Biasing:
    """One stage that biases transcripts."""

    stage: str
    there: bool
    why: str  # where it comes from, or what is missing


@dataclass(frozen=True)
class Inspection:
    """All that is known about a model; None and empty where nothing is."""

    path: str
    layout: str = ""
    files: dict[str, str] = field(default_factory=dict)  # by what they are
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    features: str = ""
    alphabet: AlphabetReport | None = None
    tokenizer: str = ""
    frame_shift: float | None = None  # seconds
    sample_rate: int | None = None  # Hz
    language: str = ""
    streaming: Streaming | None = None  # of a model with caches
    biasing: tuple[Biasing, ...] = ()
    missing: tuple[str, ...] = ()  # sentences: why it cannot be opened
    description: str = ""  # start of a description, where one is wanted


def inspect_model(model: str | Path) -> Inspection:
    """Look at a bundled model, a folder, an export or a description.

    Raises:
        ModelError: there is nothing of that name.
    """
    path = bundled_models().get(str(model), Path(model))
    try:
        described = describe_model(model)
    except ModelError as error:
        if not path.exists():  # a slip in a name, or a model of the hub that is not here
            raise
        return _incomplete(path, error)
    if isinstance(described, Export):
        return _of_export(path, described)
    if isinstance(described, ModelFolder):
        return _of_folder(path, described)
    return _of_checkpoint(model, described)


def _of_folder(path: Path, folder: ModelFolder) -> Inspection:
    header = OnnxHeader.read(folder.weights)
    files = {"network": folder.weights.name, "tokenizer": folder.tokenizer_file.name} | _companions(folder)
    report = Inspection(
        str(path), OF_EARMARK, files, _shown(header.inputs), _shown(header.outputs), dict(header.metadata),
        "samples, features inside the network",
    )  # fmt: skip
    return _with_model(report, folder)


def _of_export(path: Path, export: Export) -> Inspection:
    recipe = export.recipe
    files = {"network": export.weights.name, "labels": export.labels_file.name}
    if export.tokenizer_file is not None:
        files["tokenizer"] = export.tokenizer_file.name
    refused = () if recipe.refused is None else (recipe.refused,)
    report = Inspection(
        str(path), recipe.layout, files | _companions(export.companions), _shown(export.header.inputs),
        _shown(export.header.outputs), dict(export.header.metadata), str(recipe.front_end), missing=refused,
    )  # fmt: skip
    return _with_model(report, export)


def _of_checkpoint(model: str | Path, checkpoint: DescribedCheckpoint) -> Inspection:
    """The report of a checkpoint; its frame shift is known when its network is loaded."""
    report = Inspection(str(model), OF_TRANSFORMERS, _companions(checkpoint.companions))
    return _with_model(report, checkpoint)


def _with_model(report: Inspection, model: Described) -> Inspection:
    """The report with what every kind of model has."""
    return replace(
        report,
        alphabet=AlphabetReport.of(model.alphabet),
        tokenizer=type(model.tokenizer).__name__,
        frame_shift=getattr(model, "frame_shift", None),
        sample_rate=getattr(model, "sample_rate", None),
        language=model.language,
        streaming=model.streaming if isinstance(model, Export) else None,
        biasing=biasing_of(companions_of(model), phone_head_of(model), lender_of(model)),
    )


def _incomplete(path: Path, error: ModelError) -> Inspection:
    """What can be said of a model that cannot be opened."""
    found = Inspection(str(path), missing=(str(error),))
    if not is_export(path):
        return found
    try:
        files = ExportFiles.find(path)
    except ModelError:
        return found
    layout, wanted = "", ""
    try:
        recipe = recipe_of(files)
        layout, wanted = ("", template(files)) if recipe is None else (recipe.layout, "")
    except ModelError:
        wanted = template(files)
    header = files.header
    return Inspection(
        str(path), layout or "unknown", {"network": files.weights.name}, _shown(header.inputs),
        _shown(header.outputs), dict(header.metadata), missing=(str(error),), description=wanted,
    )  # fmt: skip


def biasing_of(
    own: Companions | None, head: PhoneHead | None, lender: ModelFolder | None = None
) -> tuple[Biasing, ...]:
    """The stages that bias transcripts of a model with these companions and phones, its own or a lender's."""

    def there(stage: str, file: Path | None, needs: str, also: bool = True) -> Biasing:
        return Biasing(stage, file is not None and also, needs if file is None or not also else file.name)

    lm = None if own is None else own.lm
    adapter = None if own is None or own.adapter is None else own.adapter / ADAPTER_FILE
    phones = "the network has no phone head" if head is None else f"{len(head.symbols)} by the network's head"
    beside = ""
    if lender is not None and lender.phone_head is not None:
        beside = f"of {lender.name!r}, beside the network"
        phones = f"{len(lender.phone_head.symbols)} {beside}"
    verifier = there(
        "verification", None if own is None else own.verifier, "no verifier.json beside the model"
    )
    second = there(
        "second pass", None if own is None else own.lexicon,
        "it needs phones, a lexicon and a language model", lm is not None and head is not None,
    )  # fmt: skip
    if beside:
        second = Biasing("second pass", True, "of all words with a language model, else of entries alone")
    if beside and not verifier.there:
        verifier = Biasing("verification", True, f"weights that fit any model, and the phones {beside}")
    return (
        Biasing("decoder", True, "boosting of list entries works with every model"),
        there("language model", lm, "no lm.bin beside the model: give lm= or --lm"),
        there(
            "adapter", adapter,
            "no adapter.json beside the model: train one with `earmark train adapter`",
        ),
        Biasing("phones", head is not None or bool(beside), phones),
        second,
        verifier,
        there(
            "confidence", None if own is None else own.confidence,
            "no confidence.json beside the model: acoustic confidences only",
        ),
    )  # fmt: skip


def _companions(own: Companions | None) -> dict[str, str]:
    if own is None:
        return {}
    kinds = ("lm", "lexicon", "g2p", "names", "calibration", "verifier", "confidence")
    found = {kind: getattr(own, kind) for kind in kinds}
    return {kind: path.name for kind, path in found.items() if path is not None}


def _shown(tensors: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(map(str, tensors))

"""Network, feature extractor and tokenizer of a checkpoint, loaded by transformers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earmark.audio import RATE
from earmark.errors import ModelError
from earmark.models.huggingface import packages
from earmark.models.huggingface.checkpoint import Checkpoint
from earmark.models.huggingface.packages import first_line

_DTYPES = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
_KNOWN = ("auto", "float32", "float16", "bfloat16")
_IN_TRAINING_ALONE = frozenset({"masked_spec_embed"})  # weights that inference does without


@dataclass(frozen=True, eq=False)
class Parts:
    """What a processor of transformers is made of."""

    feature_extractor: Any
    tokenizer: Any


def load_parts(checkpoint: Checkpoint, target_lang: str | None) -> Parts:
    """Feature extractor and tokenizer.

    Raises:
        ModelError: one cannot be read.
    """
    auto = packages.transformers()
    spoken = {} if target_lang is None else {"target_lang": target_lang}
    # Older checkpoints say nothing of a tokenizer beside their vocabulary, and some families name none.
    kind = auto.Wav2Vec2CTCTokenizer if checkpoint.has_vocabulary_alone else auto.AutoTokenizer
    return Parts(
        _load(checkpoint, "feature extractor", auto.AutoFeatureExtractor.from_pretrained),
        _load(checkpoint, "tokenizer", kind.from_pretrained, **spoken),
    )


def load_config(checkpoint: Checkpoint) -> Any:
    """The configuration of the network, with what its class has by default.

    Raises:
        ModelError: it cannot be read, or is of a type that has no CTC head.
    """
    auto, kind = packages.transformers(), checkpoint.config.get("model_type")
    known = auto.models.auto.modeling_auto.MODEL_FOR_CTC_MAPPING_NAMES
    if kind not in known:
        raise ModelError(
            f"model {checkpoint.name!r} is of type {kind!r}, which transformers {auto.__version__} has no "
            f"CTC head for: give one of {', '.join(sorted(known))}"
        )
    return _load(checkpoint, "configuration", auto.AutoConfig.from_pretrained)


def load_network(checkpoint: Checkpoint, dtype: Any, device: Any, target_lang: str | None) -> Any:
    """The network, in evaluation mode on its device.

    Args:
        checkpoint: its folder.
        dtype: "auto" for the one that the weights are stored in, the name of another, or a torch.dtype.
        device: as for :func:`chosen_device`.
        target_lang: language of an MMS checkpoint's adapter.

    Raises:
        ModelError: it has no CTC head or lacks weights, or the device or the dtype is not there.
    """
    auto, config = packages.transformers(), load_config(checkpoint)
    place, number = chosen_device(device), chosen_dtype(dtype)
    # The adapter of another language brings a head of its own, of another size.
    spoken = {} if target_lang is None else {"target_lang": target_lang, "ignore_mismatched_sizes": True}
    network, about = _load(
        checkpoint, "network", auto.AutoModelForCTC.from_pretrained,
        config=config, dtype=number, output_loading_info=True, **spoken,
    )  # fmt: skip
    _check_complete(checkpoint, about["missing_keys"])
    return network.to(place).eval()


def chosen_device(device: Any) -> Any:
    """The torch.device that is asked for; for None CUDA where there is one, else the processor.

    Raises:
        ModelError: there is no such device.
    """
    torch = packages.torch()
    if device is None:
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        place = torch.device(device)
        torch.empty(0, device=place)
    except (RuntimeError, AssertionError, TypeError, ValueError) as error:
        raise ModelError(
            f"device is {device!r}, which PyTorch cannot use here ({first_line(error)}): give 'cpu', 'cuda' "
            "or 'cuda:1', or leave it out"
        ) from None
    return place


def chosen_dtype(dtype: Any) -> Any:
    """The torch.dtype of a name; "auto" stays.

    Raises:
        ModelError: it is not one that networks compute in.
    """
    torch = packages.torch()
    if isinstance(dtype, torch.dtype):
        dtype = str(dtype).removeprefix("torch.")
    name = _DTYPES.get(dtype, dtype) if isinstance(dtype, str) else dtype
    if name not in _KNOWN:
        raise ModelError(f"dtype is {dtype!r}, expected one of {', '.join(_KNOWN)}")
    return name if name == "auto" else getattr(torch, name)


def check_rate(features: Any, name: str) -> None:
    """Refuse a feature extractor for another sample rate.

    Raises:
        ModelError: it takes another number of samples a second.
    """
    rate = getattr(features, "sampling_rate", None)
    if rate != RATE:
        raise ModelError(
            f"the feature extractor of model {name!r} takes {rate} samples a second, earmark feeds {RATE}: "
            f"use a model for {RATE} Hz"
        )


def _load(checkpoint: Checkpoint, part: str, load: Callable[..., Any], **options: Any) -> Any:
    try:
        with packages.quiet():
            return load(str(checkpoint.folder), local_files_only=True, **options)
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, ImportError and others
        raise ModelError(
            f"the {part} of model {checkpoint.name!r} cannot be loaded from {str(checkpoint.folder)!r} "
            f"({first_line(error)}): copy the model's files again, or install what the message names"
        ) from None


def _check_complete(checkpoint: Checkpoint, missing: set[str]) -> None:
    """Refuse a network of which a part is random.

    Raises:
        ModelError: weights are missing: those of the head in a model that was pretrained only.
    """
    lacking = sorted(key for key in missing if key.rpartition(".")[2] not in _IN_TRAINING_ALONE)
    if lacking:
        raise ModelError(
            f"model {checkpoint.name!r} has no weights for {', '.join(lacking[:3])}"
            f"{f' and {len(lacking) - 3} more' if len(lacking) > 3 else ''}: it was pretrained and not "
            "fine-tuned for recognition, or its files are of different models; give one with a CTC head"
        )

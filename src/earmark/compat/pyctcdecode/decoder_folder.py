"""The folder of a decoder: its alphabet, and a folder of its language model, as on the Hugging Face hub."""

from __future__ import annotations

import logging
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from earmark.compat.pyctcdecode.alphabet import Alphabet
from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel, LanguageModel
from earmark.compat.pyctcdecode.lm_folder import visible

ALPHABET = "alphabet.json"
LANGUAGE_MODEL = "language_model"

logger = logging.getLogger(__name__)


def find(folder: str) -> dict[str, str | None]:
    """The paths of the alphabet and of the language model's folder, if there is one.

    Raises:
        ValueError: the alphabet is missing, or what lies beside it is no language model.
    """
    names = visible(folder)
    if ALPHABET not in names:
        raise ValueError(f"Could not find alphabet file {ALPHABET}. Found {names}")
    others = [name for name in names if name != ALPHABET]
    if others and LANGUAGE_MODEL not in others:
        raise ValueError(
            f"Could not find language model directory. Looking for {LANGUAGE_MODEL}, found {others}"
        )
    return {
        "alphabet": os.path.join(folder, ALPHABET),
        "language_model": os.path.join(folder, LANGUAGE_MODEL) if others else None,
    }


def save(folder: str, alphabet: Alphabet, lm: AbstractLanguageModel | None) -> None:
    """Write alphabet and language model."""
    Path(folder, ALPHABET).write_text(alphabet.dumps(), encoding="utf-8")
    if lm is None:
        logger.info("decoder has no language model.")
        return
    place = os.path.join(folder, LANGUAGE_MODEL)
    os.makedirs(place)
    logger.info("Saving language model to %s", place)
    lm.save_to_dir(place)


def load(files: dict[str, str | None], unigram_encoding: str | None) -> tuple[Alphabet, LanguageModel | None]:
    """Read what :func:`find` found."""
    alphabet = Alphabet.loads(Path(str(files["alphabet"])).read_text(encoding="utf-8"))
    place = files["language_model"]
    return alphabet, None if place is None else LanguageModel.load_from_dir(place, unigram_encoding)


def download(model_id: str, cache_dir: str | None, **kwargs: Any) -> str:
    """The folder of a repository of the hub.

    Raises:
        ImportError: huggingface_hub is not installed.
    """
    try:
        hub = import_module("huggingface_hub")
    except ImportError:
        raise ImportError(
            "You need to install huggingface_hub to use `load_from_hf_hub`: pip install huggingface_hub"
        ) from None
    kept = cache_dir or os.path.join(Path.home(), ".cache", "pyctcdecode")
    return str(hub.snapshot_download(model_id, cache_dir=kept, **kwargs))

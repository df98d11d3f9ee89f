"""The packages of the extra ``hf``, imported when a model is loaded and not before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from earmark.errors import ModelError

LEAST = 5  # major version of transformers

INSTALL = "pip install torch 'transformers>=5' tokenizers"


def torch() -> ModuleType:
    """PyTorch.

    Raises:
        ModelError: it is not installed.
    """
    try:
        import torch as module
    except ImportError as error:
        raise _missing(error) from None
    return module


def transformers() -> ModuleType:
    """The transformers package, with PyTorch behind it.

    Raises:
        ModelError: one of them is not installed, or transformers is too old.
    """
    torch()
    try:
        import transformers as module
    except ImportError as error:
        raise _missing(error) from None
    if int(module.__version__.partition(".")[0]) < LEAST:
        raise ModelError(
            f"transformers {module.__version__} is installed, expected {LEAST} or newer: run {INSTALL}"
        )
    return module


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what transformers logs, and its progress bars, off the terminal."""
    logging: Any = transformers().utils.logging
    verbosity, shown = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()


def first_line(error: BaseException) -> str:
    """The first sentence of the first line of what an exception says."""
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.partition(". ")[0].rstrip(".")


def _missing(error: ImportError) -> ModelError:
    name = error.name or "transformers"
    return ModelError(
        f"a model of transformers needs the package {name!r}, which is not installed: run {INSTALL}"
    )

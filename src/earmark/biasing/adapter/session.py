"""The adapter's graphs, opened so that they compute the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime

from earmark.errors import ModelError


def open_graph(path: Path) -> Any:
    """A session of one thread.

    Raises:
        ModelError: the file is no graph that can be run.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # sums keep one order
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # int8 on disk, floats in memory
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no public base class
        raise ModelError(
            f"{str(path)!r} cannot be loaded ({type(error).__name__}): copy or export the adapter again"
        ) from None

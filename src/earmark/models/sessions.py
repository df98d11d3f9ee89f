"""Run ONNX networks with onnxruntime on the CPU: one utterance and one thread a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import onnxruntime

from earmark.checks import check_whole
from earmark.errors import ModelError

MOST_THREADS = 1024  # 0 for all cores

Given = TypeVar("Given")
Made = TypeVar("Made")


def open_session(weights: Path, entries: Mapping[str, str]) -> Any:
    """Load a network.

    Args:
        weights: the ONNX file.
        entries: settings of the session, by onnxruntime's names.

    Raises:
        ModelError: the file cannot be loaded.
    """
    options = onnxruntime.SessionOptions()
    # One thread a run: utterances are the unit of parallel work, and sums keep one order.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # every utterance has another length: patterns would pile up
    options.log_severity_level = 3
    for key, value in entries.items():
        options.add_session_config_entry(key, value)
    try:
        return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exceptions share no public base class
        raise ModelError(
            f"{str(weights)!r} cannot be loaded ({first_line(error)}): "
            "the file is corrupt or no ONNX model, copy or export it again"
        ) from None


def run_each(run: Callable[[Given], Made], batch: Sequence[Given], threads: int) -> list[Made]:
    """Results of a batch in order, each computed alone, on so many cores at once."""
    workers = min(threads, len(batch))
    if workers <= 1:
        return [run(item) for item in batch]
    with ThreadPoolExecutor(workers, thread_name_prefix="earmark-acoustic") as pool:
        return list(pool.map(run, batch))


def cores(threads: Any) -> int:
    """The number of cores that a caller asks for, 0 for all.

    Raises:
        OptionsError: it is out of range.
    """
    return check_whole("threads", threads, 0, MOST_THREADS) or os.cpu_count() or 1


def first_line(error: Exception) -> str:
    """The first line of a message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]

"""Run pytest on an extension module built elsewhere: python tools/run_with_core.py CORE PYTEST-ARGUMENTS."""

from __future__ import annotations

import importlib.util
import sys

import pytest


def load_core(path: str) -> None:
    """Load the extension as earmark._core, so that later imports find it and not the installed one."""
    spec = importlib.util.spec_from_file_location("earmark._core", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is not an extension module: build it with `make sanitize`")
    module = importlib.util.module_from_spec(spec)
    sys.modules["earmark._core"] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    load_core(sys.argv[1])
    sys.exit(pytest.main(sys.argv[2:]))

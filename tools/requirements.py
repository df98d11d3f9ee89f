"""Print earmark's dependencies and those of the extras given, to be installed without earmark itself.

Usage: python tools/requirements.py [EXTRA ...]    or --build for what its build needs
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def requirements(extras: list[str]) -> list[str]:
    """Requirements as pip takes them, without spaces."""
    written = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    if extras == ["--build"]:
        return list(written["build-system"]["requires"])
    project = written["project"]
    optional = project["optional-dependencies"]
    unknown = next((extra for extra in extras if extra not in optional), None)
    if unknown is not None:
        known = ", ".join(optional)
        raise SystemExit(f"requirements: there is no extra {unknown!r}, expected one of {known}")
    return [*project["dependencies"], *(item for extra in extras for item in optional[extra])]


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1:])))

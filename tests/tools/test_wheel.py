"""The wheel installs into an environment of its dependencies alone, without a compiler, and works there."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(500)  # of a tree that was never built, a minute or two; else seconds


def dependencies() -> set[str]:
    """Names of the packages that pip installs with earmark's wheel on this machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names, waiting = set(), list(project["dependencies"])
    while waiting:
        needed = Requirement(waiting.pop())
        name = re.sub(r"[-_.]+", "-", needed.name).lower()
        if name in names or (needed.marker is not None and not needed.marker.evaluate({"extra": ""})):
            continue
        names.add(name)
        waiting += distribution(name).requires or []
    return names


def link(name: str, target: Path) -> None:
    """Put the files of an installed package into another environment."""
    for file in distribution(name).files or ():
        top = Path(file.parts[0])
        source = Path(distribution(name).locate_file(top))
        if top.parts[0] not in ("..", "__pycache__") and source.exists() and not (target / top).exists():
            (target / top).symlink_to(source)


def build(folder: Path) -> Path:
    """The wheel of this tree, from the objects that its build has left."""
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "--no-index",
         "--wheel-dir", folder, ROOT],
        check=True, timeout=480,
    )  # fmt: skip
    (path,) = folder.glob("earmark-*.whl")
    return path


def install(wheel: Path, folder: Path) -> Path:
    """The folder of programs of an environment that has the wheel and what it declares to need."""
    venv.create(folder, with_pip=False)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    for name in dependencies():
        link(name, site)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", folder / "bin/python", "install", "-q", "--no-index",
         "--no-deps", wheel],
        check=True, timeout=100,
    )  # fmt: skip
    return folder / "bin"


def run(programs, *command):
    """Run a program that finds no other ones, and no packages but those of its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [programs / command[0], *command[1:]], env={**kept, "PATH": str(programs)}, cwd=programs,
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip


def test_the_wheel_works_where_there_is_no_compiler(tmp_path):
    """One test, not several: two workers would build in one folder."""
    wheel = build(tmp_path / "built")
    names = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).name for name in names if ".dist-info/licenses/" in name} >= {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "recipes"))]

    programs = install(wheel, tmp_path / "bare")
    for package in ("torch", "pytest"):  # or what follows would not show that the dependencies are enough
        assert f"No module named '{package}'" in run(programs, "python", "-c", f"import {package}").stderr
    done = run(programs, "python", "-c", "import earmark; print(earmark.__file__, earmark.__version__)")
    place, version = done.stdout.split()
    assert Path(place).is_relative_to(tmp_path)
    assert run(programs, "earmark", "--version").stdout.split() == ["earmark", version]

    done = run(programs, "python", ROOT / "demo/run.py")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Wrong words: \d+ of \d+ without the list, 0 of \d+ with it", done.stdout)

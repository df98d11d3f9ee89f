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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this tree, from the objects that its build has left."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "--no-index",
         "--wheel-dir", folder, ROOT],
        check=True, timeout=480,
    )  # fmt: skip
    (path,) = folder.glob("earmark-*.whl")
    return path


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory):
    """The folder of programs of an environment that has the wheel and what it declares to need."""
    folder = tmp_path_factory.mktemp("bare")
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


def run(bare, *command):
    """Run a program that finds no other ones, and no packages but those of its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [bare / command[0], *command[1:]], env={**kept, "PATH": str(bare)}, cwd=bare,
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip


def test_the_demo_runs_from_the_wheel_without_a_compiler(bare):
    done = run(bare, "python", ROOT / "demo/run.py")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Wrong words: \d+ of \d+ without the list, 0 of \d+ with it", done.stdout)


def test_the_command_is_there_and_is_the_wheels(bare):
    done = run(bare, "python", "-c", "import earmark; print(earmark.__file__, earmark.__version__)")
    place, version = done.stdout.split()
    assert Path(place).is_relative_to(bare.parent)
    assert run(bare, "earmark", "--version").stdout.split() == ["earmark", version]


def test_packages_of_extras_are_not_there(bare):
    """Or the test above would not show that the dependencies are enough."""
    assert "No module named 'torch'" in run(bare, "python", "-c", "import torch").stderr
    assert "No module named 'pytest'" in run(bare, "python", "-c", "import pytest").stderr


def test_licences_travel_along(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).name for name in names if ".dist-info/licenses/" in name} >= {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "recipes"))]

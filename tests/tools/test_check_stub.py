"""The check of _core.pyi finds each kind of difference, and the shipped stub has none."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
check_stub = pytest.importorskip("check_stub", reason="nanobind is not installed: pip install -e '.[dev]'")

MODULE = """
class Search:
    def __init__(self, beam: int, lm: Model | None) -> None: ...
    def run(self, rows: Annotated[NDArray[numpy.float32], dict(order='C')], items: Sequence[str]) -> list: ...
    @property
    def beam(self) -> int: ...
    @property
    def width(self) -> float: ...
    @width.setter
    def width(self, arg: float, /) -> None: ...
"""
STUB = """
_Hit = tuple[int, float]
class Search:
    width: float
    def __init__(self, beam: int, lm: Model | None) -> None: ...
    def run(self, rows: NDArray[np.float32], items: list[str]) -> list[_Hit]: ...
    @property
    def beam(self) -> int: ...
"""


def differences(stub):
    return check_stub.differences(check_stub.read(stub), check_stub.read(MODULE))


def test_equal_interfaces_agree():
    assert differences(STUB) == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("beam: int, lm", "width: int, lm"),
        ("Model | None", "Model"),
        ("np.float32", "np.float64"),
        ("-> list[_Hit]", "-> dict[str, int]"),
        ("    width: float\n", ""),
        ("    width: float\n", "    width: int\n"),
        ("    @property\n    def beam", "    def beam"),
        ("items: list[str]", "items: list[str] = []"),
        ("def run(", "def runs("),
    ],
)
def test_a_difference_is_found(said, instead):
    assert said in STUB
    found = differences(STUB.replace(said, instead))
    assert found and all("Search" in sentence for sentence in found)


def test_shipped_stub_is_the_module():
    stub = check_stub.read((ROOT / check_stub.STUB).read_text(encoding="utf-8"))
    assert check_stub.differences(stub, check_stub.read(check_stub.generate())) == []

"""``==`` of a frozen dataclass that holds arrays raised "truth value of an array is ambiguous"."""

import ast
from pathlib import Path

import numpy as np
import pytest

from earmark.models.emissions import Attention, Emissions

SOURCE = Path(__file__).parents[2] / "src/earmark"
HOLDERS = ("NDArray", "Emissions", "Keys")  # annotations of fields that hold an array


def compared_by_value() -> list[str]:
    """Names of the dataclasses that hold arrays and have a generated ``==``."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            made = [ast.unparse(d) for d in node.decorator_list if "dataclass" in ast.unparse(d)]
            fields = [ast.unparse(f.annotation) for f in node.body if isinstance(f, ast.AnnAssign)]
            holds = any(holder in field for field in fields for holder in HOLDERS)
            if made and holds and "eq=False" not in made[0]:
                found.append(f"{path.name}: {node.name}")
    return found


def test_no_dataclass_compares_arrays() -> None:
    assert compared_by_value() == []


@pytest.mark.parametrize("seed", [0, 1])
def test_emissions_and_attention_compare_without_an_error(seed: int) -> None:
    rows = np.log(np.random.default_rng(seed).dirichlet(np.ones(5), 4)).astype(np.float32)
    emissions = Emissions(rows, 0.04)
    attention = Attention((0,), rows[:, :1], rows[:, 1])
    for result, other in (
        (emissions, Emissions(rows, 0.04)),
        (attention, Attention((0,), rows[:, :1], rows[:, 1])),
    ):
        assert result == result and result != other
        assert len({result, other}) == 2

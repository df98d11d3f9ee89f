"""``==`` of a frozen dataclass that holds arrays raised "truth value of an array is ambiguous".

Results that callers compare are compared by value, the others by identity.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from earmark import Recognizer
from earmark.models import EmissionsFile
from earmark.models.emissions import Attention, Emissions
from earmark.offline import EncodedAudio

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


def emissions(seed: int) -> Emissions:
    rows = np.log(np.random.default_rng(seed).dirichlet(np.ones(5), 4)).astype(np.float32)
    return Emissions(rows, 0.04, phone_log_probs=rows[:2], attention=Attention((0,), rows[:, :1], rows[:, 1]))


def test_results_are_equal_where_their_numbers_are() -> None:
    for make in (
        emissions,
        lambda seed: emissions(seed).attention,
        lambda seed: EncodedAudio((emissions(seed), emissions(2)), 1.0),
        lambda seed: EmissionsFile(emissions(seed), tuple("abcde")),
    ):
        assert make(0) == make(0) != make(1)
        assert len({make(0), make(0)}) == 1 and make(0) != "text"
    assert emissions(0) != replace(emissions(0), start=1.0)
    assert emissions(0) != replace(emissions(0), phone_log_probs=None)


def test_encoding_twice_gives_equal_results(model_folder: Path, speak: Callable[[str], object]) -> None:
    recognizer = Recognizer(model_folder)
    assert (
        recognizer.encode(speak("jazz"))
        == recognizer.encode(speak("jazz"))
        != recognizer.encode(speak("fog"))
    )

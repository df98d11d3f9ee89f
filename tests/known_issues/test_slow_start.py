"""Every command imported all others, and the recognizer asyncio and the numbers of fifty languages."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "asyncio", "num2words", "earmark.evaluation", "earmark.tuning", "earmark.training")


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import earmark", (*HEAVY, "numpy", "onnxruntime", "earmark._core")),
        ("import earmark; earmark.Recognizer", HEAVY),
        ("from earmark.cli.main import main; main(['models', 'list'])", HEAVY),
        ("from earmark.cli.main import build_parser; build_parser(['transcribe'])", HEAVY),
    ],
)
def test_nothing_heavy_is_imported_that_is_not_used(code, heavy):
    ask = f"{code}\nimport sys\nprint(sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

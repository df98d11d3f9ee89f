"""pyctcdecode's own tests, unchanged but for the import.

They come with the wheels of its releases up to 0.4.0 and with its repository, and are not copied here:

    pip download --no-deps pyctcdecode==0.4.0 && unzip pyctcdecode-0.4.0-*.whl -d pyctcdecode-0.4.0
    PYCTCDECODE_TESTS=pyctcdecode-0.4.0/pyctcdecode/tests pytest tests/compat/test_public_suite.py
"""

import os
import re
import sys
import types
import unittest
from importlib.util import find_spec
from pathlib import Path

import pytest

OURS = "earmark.compat.pyctcdecode"
FILES = ("test_alphabet.py", "test_decoder.py", "test_language_model.py")
# They look into a cache of huggingface_hub before its 0.8; tests/compat/test_folders.py has its like.
OLDER_HUB = {"test_load_from_hub_offline"}


def installed_tests() -> Path | None:
    given = os.environ.get("PYCTCDECODE_TESTS")
    if given:
        return Path(given)
    spec = find_spec("pyctcdecode")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "tests"


def load(path: Path) -> types.ModuleType:
    """A file of tests as a module whose imports are ours."""
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"from (\.\.|pyctcdecode\.)(\w+) import", rf"from {OURS}.\2 import", source)
    source = re.sub(r"from \.helpers import", "from pyctcdecode_helpers import", source)
    module = types.ModuleType(f"public_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    exec(compile(source, str(path), "exec"), module.__dict__)
    return module


def cases(folder: Path, file: str) -> list[unittest.TestCase]:
    helpers = folder / "helpers.py"
    if helpers.is_file():
        sys.modules["pyctcdecode_helpers"] = load(helpers)
    suite = unittest.defaultTestLoader.loadTestsFromModule(load(folder / file))
    return [case for group in suite for case in group if case._testMethodName not in OLDER_HUB]


@pytest.mark.parametrize("file", FILES)
def test_public_suite(file: str) -> None:
    folder = installed_tests()
    if folder is None or not (folder / file).is_file():
        pytest.skip("pyctcdecode's tests are not installed: see the head of this file")
    pytest.importorskip("kenlm")
    pytest.importorskip("pygtrie")
    result = unittest.TestResult()
    found = cases(folder, file)
    unittest.TestSuite(found).run(result)
    problems = [f"{case}: {text}" for case, text in result.failures + result.errors]
    assert found and result.testsRun == len(found)
    assert not problems, "\n".join(problems)

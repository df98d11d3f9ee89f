"""Messages said ``pip install 'earmark[record]'``: no index has earmark, and '.[x]' needs its source."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs/guides").glob("*.md"), ROOT / "README.md"]
ADVICE = re.compile(r"pip install (?:-\w+ )*'?(?:earmark\b|\.\[)")


def test_advice_names_packages_by_their_own_names():
    assert len(FILES) > 100
    assert [file for file in FILES if ADVICE.search(file.read_text(encoding="utf-8"))] == []

"""Messages said ``pip install 'earmark[record]'``: no index has earmark, and '.[x]' needs its source."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
UNREGISTERED = re.compile(r"pip install (?:-\S+ )*'?earmark\b|earmark\[[a-z]")
IN_A_CLONE = re.compile(r"'\.\[\w")


def test_advice_names_packages_by_their_own_names():
    assert len(SOURCES) > 100 and len(PAGES) > 10
    for file in SOURCES + PAGES:
        assert UNREGISTERED.search(file.read_text(encoding="utf-8")) is None, file


def test_messages_do_not_take_for_granted_that_there_is_a_clone():
    for file in SOURCES:
        assert IN_A_CLONE.search(file.read_text(encoding="utf-8")) is None, file

"""The guide's model of one's own printed empty lines, where its comments promised text."""

import contextlib
import io
import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "models.md"


def test_snippets_print_what_their_comments_say() -> None:
    snippets = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    code = "\n".join(snippets[-2:])
    said = re.findall(r"^print\(.*\)  # (.*)$", code, re.M)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec("from earmark.models import Alphabet\n" + code, {})
    assert len(said) == 4 and printed.getvalue().splitlines() == said

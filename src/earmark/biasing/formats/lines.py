"""Lines of text files, as editors count them."""

from __future__ import annotations

import re


def split_lines(text: str) -> list[str]:
    """Lines without their ends; str.splitlines would also cut at form feeds and U+2028."""
    return re.split(r"\r\n|\r|\n", text)

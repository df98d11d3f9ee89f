"""Plain text."""

from __future__ import annotations

from earmark.correction.formats.item_renderings import Timing
from earmark.correction.formats.layout import Layout
from earmark.correction.formats.renderings import Place, TextRendering


def read(text: str) -> Layout:
    """Read the words of a text."""
    rendering = TextRendering([Place((), text)])
    return Layout(rendering.items, (rendering,), [Timing()] * len(rendering.items), text=text)


def recognize(text: str) -> bool:
    """Any text will do."""
    return True

"""Written form: capitals, punctuation and figures for text that has none."""

from earmark.output.written.form import WrittenForm
from earmark.output.written.loading import load_written
from earmark.output.written.tagger import Tagger

__all__ = ["Tagger", "WrittenForm", "load_written"]

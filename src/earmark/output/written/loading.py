"""Load the written form that comes with a model."""

from __future__ import annotations

from earmark.models import CtcModel, companions_of
from earmark.output.written.form import WrittenForm
from earmark.output.written.tagger import Tagger
from earmark.pronouncing import language_of


def load_written(model: CtcModel) -> WrittenForm | None:
    """Load the written form of a model; None where its folder has no tagger.

    Raises:
        ModelError: the file is damaged.
    """
    own = companions_of(model)
    path = None if own is None else own.written
    return None if path is None else WrittenForm(Tagger(path), language_of(model))

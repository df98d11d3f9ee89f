"""Prepare: describe a recognizer that was loaded for a run."""

from __future__ import annotations

from earmark.batch.engines.engine import Prepared
from earmark.batch.fingerprint import fingerprint
from earmark.batch.recipe import Recipe
from earmark.biasing.diagnostics import summaries
from earmark.recognizer import Recognizer

NOTES = 3  # on how a list was read, that are shown


def describe(recipe: Recipe, recognizer: Recognizer) -> Prepared:
    """What a run keeps of its recognizer."""
    words = recognizer.words
    if words is None:
        return Prepared(fingerprint(recipe, recognizer), (), recognizer.notes)
    remarks = (*words.word_list.notes[:NOTES], *summaries(words.diagnostics, len(words)))
    entries = tuple(word.text for word in words.word_list)
    return Prepared(fingerprint(recipe, recognizer), entries, (*recognizer.notes, *remarks))

"""Figures are counted in the normal form of the manifest's language."""

import json

from earmark.biasing import WordList
from earmark.evaluation.lists import draw_distractors, entity_words
from earmark.evaluation.manifest import load_manifest, shared_language
from earmark.evaluation.score import inventories, score_text
from earmark.language import DEFAULT, load


def rows(tmp_path, language):
    row = {"audio": "a.wav", "text": "Frau Müßig fährt 2 Züge.", "entities": ["Müßig"]}
    path = tmp_path / "m.jsonl"
    path.write_text(json.dumps(row) + "\n")
    return load_manifest(path, language=language)


def test_letters_that_english_folds_count_in_german(tmp_path):
    for language, errors, missed in ((load("de"), 1, 1), (DEFAULT, 0, 0)):
        utterances = rows(tmp_path, language)
        assert shared_language(utterances) == language
        (inventory,) = inventories(utterances, [None])
        written = language.normalize("frau mussig fährt 2 züge")
        found = score_text(utterances[0], written, 2.0, inventory)
        assert (found.errors.errors, found.entities.missed) == (errors, missed)


def test_lists_are_drawn_in_the_language(tmp_path):
    utterances = rows(tmp_path, load("de"))
    assert [word.text for word in entity_words(utterances)] == ["Müßig"]
    phrases = tmp_path / "phrases.txt"
    phrases.write_text("Müßig\nZüge\nŁódź\n東京\n")
    drawn = draw_distractors([phrases], 2, utterances)
    assert {word.text for word in drawn} == {"Łódź", "東京"}  # both can be said in some alphabet
    assert len(WordList.of(drawn)) == 2

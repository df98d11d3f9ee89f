"""Spoken forms of an entry: those of its text, and those of its respellings."""

from __future__ import annotations

from earmark.biasing.word import Word
from earmark.language import Language


def spoken_forms_of(word: Word, language: Language) -> tuple[str, ...]:
    """Every spoken form that writes ``word``, the plain one first; none where it has none.

    Forms of ``sounds_like`` come after those of the text. They replace them where the text itself cannot be
    said in the language's letters: a respelling is surer than a transliteration.
    """
    own = () if word.sounds_like and language.unspeakable(word.text) else language.spoken_forms(word.text)
    respelled = (form for spelling in word.sounds_like for form in language.respelled_forms(spelling))
    return tuple(dict.fromkeys(form for form in (*own, *respelled) if form))

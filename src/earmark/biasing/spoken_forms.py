"""Spoken forms of an entry: those of its text, those of its respellings, and spellings of its IPA."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.biasing.word import Word
from earmark.errors import PhoneError
from earmark.language import MAX_SPOKEN_FORMS, Language
from earmark.lexicon import Graphones


def spoken_forms_of(word: Word, language: Language, speller: Graphones | None = None) -> tuple[str, ...]:
    """Every spoken form that writes ``word``, the plain one first; none where it has none.

    Forms of ``sounds_like`` come after those of the text. They replace them where the text itself cannot be
    said in the language's letters: a respelling is surer than a transliteration. Where neither has a form,
    the likeliest spellings of ``ipa`` stand for it.

    Args:
        word: of a list.
        language: of the model.
        speller: spells pronunciations, if the model comes with one.
    """
    own = () if word.sounds_like and language.unspeakable(word.text) else language.spoken_forms(word.text)
    respelled = (form for spelling in word.sounds_like for form in language.respelled_forms(spelling))
    forms = tuple(dict.fromkeys(form for form in (*own, *respelled) if form))
    if forms or not word.ipa or speller is None:
        return forms
    return tuple(dict.fromkeys(form for ipa in word.ipa for form in _spelled(ipa, word.text, speller)))


def _spelled(ipa: str, text: str, speller: Graphones) -> Iterator[str]:
    """The likeliest spellings of a pronunciation; spaces part words where the text has as many."""
    phone_set = speller.phone_set
    parts = ipa.split()
    try:
        words = [phone_set.from_ipa(part) for part in (parts if len(parts) == len(text.split()) else [ipa])]
    except PhoneError:  # a sound that the model does not have, which the diagnostics name
        return
    spellings = speller.spell(words, MAX_SPOKEN_FORMS)
    if all(spellings):
        for rank in range(max(map(len, spellings))):
            yield " ".join(several[min(rank, len(several) - 1)].letters for several in spellings)

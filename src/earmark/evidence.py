"""Evidence for a list entry: what the search knows of a hit, in words and seconds."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.biasing import BiasList, CompiledEntry
from earmark.models.alphabet import Alphabet
from earmark.transcript import Hit, WrittenEntry

ATTENDED = 0.5  # mean attention from which an adapter counts in an entry's favour


def evidence(
    hit: Hit,
    words: BiasList,
    alphabet: Alphabet,
    spoken: str,
    span: tuple[float, float],
    confidences: tuple[float | None, float | None],
    attention: float | None = None,
    verifier: str | None = None,
) -> WrittenEntry:
    """Describe one hit.

    Args:
        hit: from the search.
        words: the list it indexes.
        alphabet: of the acoustic model.
        spoken: text of its tokens; "" when they are no longer known.
        span: start and end, seconds.
        confidences: 0..1, that it was said, and by the acoustic model alone; None where they are not known.
        attention: 0..1, mean attention of an adapter on it; None without one.
        verifier: whose weights verified it; None for none.
    """
    entry, verdict = words.entries[hit.entry], hit.verdict
    ending = ending_of(hit, words)
    compared = verdict if verdict is not None and verdict.alternative is not None else None
    return WrittenEntry(
        entry=entry.word.text,
        text=entry.word.display + ending,
        start=span[0],
        end=span[1],
        confidence=confidences[0],
        boost=hit.boost,
        lm=hit.lm,
        spoken=spoken,
        alternative=None if compared is None else alphabet.text(compared.alternative or ()),
        acoustic=None if compared is None else compared.acoustic,
        phones=None if compared is None else compared.phones,
        words=None if compared is None else compared.words,
        phone_match=None if verdict is None or words.pronunciations is None else verdict.phone_match,
        log_odds=None if verdict is None else verdict.log_odds,
        attention=attention,
        acoustic_confidence=confidences[1],
        context=None if verdict is None else verdict.context,
        rarity=None if compared is None else compared.rarity,
        techniques=tuple(_techniques(hit, entry, spoken, attention)),
        verifier=None if verdict is None else verifier,
        ending=ending,
    )


def ending_of(hit: Hit, words: BiasList) -> str:
    """What stands behind the display form of the hit's entry; "" for nothing."""
    if hit.ending < 0:
        return ""
    return words.language.endings[hit.ending].after(words.word_list[hit.entry].display)


def _techniques(hit: Hit, entry: CompiledEntry, spoken: str, attention: float | None) -> Iterator[str]:
    if hit.boost > 0:
        yield "boosting"
    if hit.lm > 0:
        yield "class"
    if hit.verdict is not None and hit.verdict.phones > 0:
        yield "phones"
    if attention is not None and attention >= ATTENDED:
        yield "adapter"
    if spoken in entry.variants:
        yield "variant"

"""Why a list entry was written: what the search knows of a hit, as people read it."""

from __future__ import annotations

from collections.abc import Iterator

from earmark.biasing import BiasList, CompiledEntry
from earmark.models.alphabet import Alphabet
from earmark.transcript import EntryHit, WrittenEntry

LOOKED = 0.5  # of an adapter's attention, from which it speaks for an entry


def evidence(
    hit: EntryHit,
    words: BiasList,
    alphabet: Alphabet,
    spoken: str,
    span: tuple[float, float],
    confidence: float,
    attention: float | None = None,
) -> WrittenEntry:
    """Of one hit.

    Args:
        hit: as the search found it.
        words: the list.
        alphabet: of the acoustic model.
        spoken: what its tokens spell; "" when they are no longer known.
        span: start and end, seconds.
        confidence: 0..1, of its tokens.
        attention: 0..1, of an adapter on it; None without one.
    """
    entry, rival = words.entries[hit.entry], hit.rival
    return WrittenEntry(
        entry=entry.word.text,
        text=entry.word.display,
        start=span[0],
        end=span[1],
        confidence=confidence,
        boost=hit.boost,
        lm=hit.lm,
        spoken=spoken,
        instead=None if rival is None else alphabet.text(rival.tokens),
        acoustic=None if rival is None else rival.acoustic,
        phones=None if rival is None else rival.phones,
        words=None if rival is None else rival.words,
        heard=hit.heard if words.pronunciations is not None and hit.length else None,
        odds=hit.odds if hit.length else None,
        attention=attention,
        techniques=tuple(_techniques(hit, entry, spoken, attention)),
    )


def _techniques(hit: EntryHit, entry: CompiledEntry, spoken: str, attention: float | None) -> Iterator[str]:
    if hit.boost > 0:
        yield "boosting"
    if hit.lm > 0:
        yield "class"
    if hit.rival is not None and hit.rival.phones > 0:
        yield "phones"
    if attention is not None and attention >= LOOKED:
        yield "adapter"
    if spoken in entry.variants:
        yield "variant"

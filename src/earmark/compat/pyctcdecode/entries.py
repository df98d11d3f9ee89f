"""Hotwords as entries of a list, and their weights in nats as those of entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from earmark.biasing import BiasList, Word, WordList
from earmark.biasing.word import MAX_WEIGHT
from earmark.compat.pyctcdecode.checks import check_hotwords, check_number
from earmark.compat.pyctcdecode.constants import DEFAULT_HOTWORD_WEIGHT

# Phrases, phrases with nats of their own, entries (their weights are factors), a list, one compiled.
HotwordList: TypeAlias = Iterable["str | Word"] | Mapping[str, float] | WordList | BiasList | None

NATS_A_WEIGHT = 2.5  # nats above the default that add 1 to an entry's weight: the bonus of a token is 2.4


def as_given(hotwords: HotwordList) -> HotwordList:
    """Hotwords that can be read again; None where there are none.

    Raises:
        ValueError: one text in place of a list, whose letters would be the hotwords, or what holds no texts.
    """
    if isinstance(hotwords, str):
        raise ValueError(f"hotwords is the single text {hotwords!r}: pass a list, such as [{hotwords!r}]")
    if isinstance(hotwords, BiasList | WordList):
        return hotwords if len(hotwords) else None
    if hotwords is not None and not isinstance(hotwords, Iterable):
        raise ValueError(f"hotwords must be a list of texts, but is {hotwords!r}: pass one, or None for none")
    given = hotwords if isinstance(hotwords, Mapping) else tuple(hotwords or ())
    check_hotwords(given)
    if isinstance(given, Mapping):
        for text, nats in given.items():
            check_number(f"the weight of the hotword {text!r}", nats)
    return given or None


def texts_of(hotwords: HotwordList) -> list[str]:
    """Their texts alone."""
    if isinstance(hotwords, BiasList):
        return [word.text for word in hotwords.word_list]
    return [item.text if isinstance(item, Word) else item for item in hotwords or ()]


def entry_weight(nats: float) -> float:
    """Weight of an entry for a hotword's nats: 1 at pyctcdecode's default, shares of 1 below."""
    above = nats - DEFAULT_HOTWORD_WEIGHT
    weight = nats / DEFAULT_HOTWORD_WEIGHT if above <= 0 else 1 + above / NATS_A_WEIGHT
    return max(-MAX_WEIGHT, min(MAX_WEIGHT, weight))


def entries_of(hotwords: HotwordList, nats: float) -> tuple[Word, ...] | BiasList:
    """Entries of what a caller lists; a compiled list stays as it is.

    Args:
        hotwords: of any kind.
        nats: weight of phrases that bring none, and the factor on entries' own weights.
    """
    if isinstance(hotwords, BiasList):
        return hotwords
    own = entry_weight(nats)
    if isinstance(hotwords, Mapping):
        weighed = [(text, entry_weight(weight)) for text, weight in hotwords.items()]
        return tuple(Word(text, weight=weight) for text, weight in weighed if text.strip())
    found = (_entry(item, own) for item in hotwords or ())
    return tuple(dict.fromkeys(word for word in found if word is not None))


def _entry(item: str | Word, weight: float) -> Word | None:
    if isinstance(item, Word):
        factor = max(-MAX_WEIGHT, min(MAX_WEIGHT, item.weight * weight))
        return Word(item.text, item.display_as, factor, item.sounds_like, item.ipa)
    return Word(item, weight=weight) if item.strip() else None

"""Diagnostics: entries of a list that are never written, or not by themselves, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from earmark.errors import Diagnostic

UNREACHABLE: Final = "unreachable"  # can never be written
SWITCHED_OFF: Final = "switched_off"  # of weight 0: as if it were not on the list
REPEATED: Final = "repeated"  # spoken exactly like an earlier entry, which is written for both
TRANSLITERATED: Final = "transliterated"  # of another alphabet: looked for as Latin letters spell it
COMMON_WORD: Final = "common_word"  # spelt or said exactly like a common word
UNREADABLE: Final = "unreadable"  # a pronunciation of its user's cannot be read, and the others count
UNUSED: Final = "unused"  # its IPA is not used, since nothing is compared with it
IPA_ADVICE = "write IPA such as zəˈlɛnski, or a respelling such as zuh-LEN-skee in sounds_like"
NAMED = 3  # entries named in a summary; `earmark words check` shows all


def unreachable(entry: str, place: int, number: int, reason: str) -> Diagnostic:
    """An entry that can never be written."""
    advice = "respell it with the model's letters or give sounds_like"
    sentence = f"{entry!r} is never written: {reason}; {advice}"
    return Diagnostic(UNREACHABLE, sentence, entry, place, number, reason)


def switched_off(entry: str, place: int, number: int) -> Diagnostic:
    """An entry of weight 0."""
    sentence = f"{entry!r} has weight 0, as if it were not on the list: give it a weight or leave it out"
    return Diagnostic(SWITCHED_OFF, sentence, entry, place, number, "its weight is 0")


def repeated(entry: str, place: int, number: int, written: str) -> Diagnostic:
    """An entry that an earlier one, displayed as ``written``, stands for."""
    sentence = f"{entry!r} is spoken exactly like an earlier entry and written as {written!r}: leave one out"
    return Diagnostic(REPEATED, sentence, entry, place, number, f"as {written!r}")


def transliterated(entry: str, place: int, number: int, latin: str) -> Diagnostic:
    """An entry of another alphabet that is looked for as ``latin``."""
    sentence = f"{entry!r} is read as {latin!r}: give sounds_like or ipa if it is said otherwise"
    return Diagnostic(TRANSLITERATED, sentence, entry, place, number, f"as {latin!r}")


def common_word(entry: str, place: int, number: int, word: str, spelt: bool) -> Diagnostic:
    """An entry that is spelt, or else said, exactly like a common word."""
    reason = f"{'spelt' if spelt else 'said'} like {word!r}"
    sentence = f"{entry!r} is {reason}, which may be meant instead: list it in a longer phrase too"
    return Diagnostic(COMMON_WORD, sentence, entry, place, number, reason)


def unreadable(entry: str, place: int, number: int, reason: str) -> Diagnostic:
    """An entry with a pronunciation that cannot be read."""
    sentence = f"{entry!r}: {reason}, so it is not used; {IPA_ADVICE}"
    return Diagnostic(UNREADABLE, sentence, entry, place, number, reason)


def unused(entry: str, place: int, number: int, reason: str) -> Diagnostic:
    """An entry whose IPA is not used."""
    return Diagnostic(UNUSED, f"the ipa of {entry!r} is not used: {reason}", entry, place, number, reason)


def summaries(diagnostics: Sequence[Diagnostic], entries: int) -> list[str]:
    """One sentence for each kind of diagnostic of a list of so many entries."""
    found = (
        unreachable_sentence(diagnostics, entries),
        unreadable_sentence(diagnostics, entries),
        repeated_sentence(diagnostics, entries),
        _transliterated_sentence(diagnostics, entries),
        _unused_sentence(diagnostics, entries),
    )
    return [sentence for sentence in found if sentence is not None]


def unreachable_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    """Which entries can never be written, and what to do; None when all can."""
    problems = [f"{d.entry!r}: {d.reason}" for d in diagnostics if d.code == UNREACHABLE]
    if not problems:
        return None
    return (
        f"{len(problems)} of {entries} list entries cannot be reached and are never "
        f"written ({_some(problems)}): respell them with the model's letters or give sounds_like; "
        "`earmark words check FILE` shows all"
    )


def repeated_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    """Which entries sound exactly like an earlier one and are displayed as that one; None when none."""
    alike = [f"{d.entry!r} {d.reason}" for d in diagnostics if d.code == REPEATED]
    if not alike:
        return None
    return (
        f"{len(alike)} of {entries} list entries are spoken exactly like an earlier one, whose display "
        f"form is written ({_some(alike)}): leave one of each out if that is not wanted"
    )


def strict_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    """Why a list is refused that must be used as it is given; None where it need not be."""
    return unreachable_sentence(diagnostics, entries) or unreadable_sentence(diagnostics, entries)


def unreadable_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    """Which pronunciations cannot be read; None when all can."""
    found = [f"{d.entry!r}: {d.reason}" for d in diagnostics if d.code == UNREADABLE]
    if not found:
        return None
    several = len(found) > 1
    return (
        f"{len(found)} pronunciation{'s' * several} of {entries} list entries cannot be read and "
        f"{'are' if several else 'is'} not used ({_some(found)}): {IPA_ADVICE}; "
        "`earmark words check FILE` shows all"
    )


def _transliterated_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    found = [f"{d.entry!r} {d.reason}" for d in diagnostics if d.code == TRANSLITERATED]
    if not found:
        return None
    return (
        f"{len(found)} of {entries} list entries are looked for in Latin letters ({_some(found)}): give "
        "sounds_like or ipa where they are said otherwise"
    )


def _unused_sentence(diagnostics: Sequence[Diagnostic], entries: int) -> str | None:
    found = [d for d in diagnostics if d.code == UNUSED]
    if not found:
        return None
    return f"the ipa of {len(found)} of {entries} list entries is not used: {found[0].reason}"


def _some(items: Sequence[str]) -> str:
    return "; ".join([*items[:NAMED], *["..."] * (len(items) > NAMED)])

"""What became of every entry of a list: reachable or not, tried, written, undone, and in place of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from earmark.biasing import BiasList
from earmark.transcript import Transcript


@dataclass(frozen=True)
class EntryUse:
    """One entry over some audio."""

    entry: str  # as given
    problem: str | None  # why it can never be written; None = it can
    spoken: tuple[str, ...]  # spellings that are listened for
    pronunciations: tuple[str, ...]  # IPA, the surest first; none where nobody knows
    tried: int = 0  # audios in which it stood in a hypothesis that was compared
    written: int = 0  # times that it stands in a transcript
    undone: int = 0  # times that the guard took it out
    instead: tuple[tuple[str, int], ...] = ()  # what would stand there without the list, and how often


def list_use(words: BiasList, transcripts: Iterable[Transcript]) -> tuple[EntryUse, ...]:
    """Every entry of ``words`` in its order; ``transcripts`` are those that were made with it."""
    tried: Counter[str] = Counter()
    written: Counter[str] = Counter()
    undone: Counter[str] = Counter()
    instead: dict[str, Counter[str]] = {}
    phone_set = words.language.phone_set
    for transcript in transcripts:
        tried.update(transcript.tried)
        undone.update(entry.entry for entry in transcript.undone)
        for entry in transcript.entries:
            written[entry.entry] += 1
            if entry.instead is not None:
                instead.setdefault(entry.entry, Counter())[entry.instead] += 1
    return tuple(
        EntryUse(
            entry=(text := entry.word.text),
            problem=entry.problem,
            spoken=entry.spoken + entry.variants,
            pronunciations=tuple(
                phone_set.symbols_of(p.phones) for p in entry.phones if phone_set is not None
            ),
            tried=tried[text],
            written=written[text],
            undone=undone[text],
            instead=tuple(instead.get(text, Counter()).most_common()),
        )
        for entry in words.entries
    )

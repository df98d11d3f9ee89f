"""Use of every entry of a list over some audio: considered, written, rejected, and instead of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from earmark.biasing import BiasList
from earmark.transcript import Transcript


@dataclass(frozen=True)
class EntryUse:
    """Use of one entry over some audio."""

    entry: str  # as given
    problem: str | None  # why it can never be written; None = it can
    spoken: tuple[str, ...]  # spellings that the search looks for
    pronunciations: tuple[str, ...]  # IPA, the surest first; none where unknown
    considered: int = 0  # audios in which it stood in a hypothesis that was compared
    written: int = 0  # times in a transcript
    rejected: int = 0  # times that verification took it out
    alternatives: tuple[tuple[str, int], ...] = ()  # text that would stand there, and how often


def list_use(words: BiasList, transcripts: Iterable[Transcript]) -> tuple[EntryUse, ...]:
    """Count the use of every entry of ``words``, in its order, over ``transcripts`` made with it."""
    considered: Counter[str] = Counter()
    written: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    alternatives: dict[str, Counter[str]] = {}
    phone_set = words.language.phone_set
    for transcript in transcripts:
        considered.update(transcript.considered)
        rejected.update(entry.entry for entry in transcript.rejected)
        for entry in transcript.entries:
            written[entry.entry] += 1
            if entry.alternative is not None:
                alternatives.setdefault(entry.entry, Counter())[entry.alternative] += 1
    return tuple(
        EntryUse(
            entry=(text := entry.word.text),
            problem=entry.problem,
            spoken=entry.spoken + entry.variants,
            pronunciations=tuple(
                phone_set.symbols_of(p.phones) for p in entry.phones if phone_set is not None
            ),
            considered=considered[text],
            written=written[text],
            rejected=rejected[text],
            alternatives=tuple(alternatives.get(text, Counter()).most_common()),
        )
        for entry in words.entries
    )

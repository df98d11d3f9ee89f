"""The best hypothesis of every segment, with the emissions that were searched, before verification's text."""

from __future__ import annotations

from collections.abc import Sequence

from earmark import Recognizer
from earmark.biasing import BiasList
from earmark.models import Emissions
from earmark.models.alphabet import Alphabet
from earmark.offline import EncodedAudio
from earmark.transcript import Hypothesis


def best_hypotheses(
    recognizer: Recognizer, encoded: Sequence[EncodedAudio], lists: Sequence[BiasList | None]
) -> list[list[tuple[Hypothesis, Emissions]]]:
    """Search every segment of every utterance with the utterance's list."""
    segments = [(i, e) for i, one in enumerate(encoded) for e in one.segments]
    ready = recognizer.stages.prepare([e for _, e in segments], [lists[i] for i, _ in segments])
    found = recognizer.stages.search.decode_emissions(ready, [lists[i] for i, _ in segments], 1)
    best: list[list[tuple[Hypothesis, Emissions]]] = [[] for _ in encoded]
    for (i, _), emissions, hypotheses in zip(segments, ready, found, strict=True):
        best[i].append((hypotheses[0], emissions))
    return best


def spoken_words(
    hypothesis: Hypothesis, words: BiasList, alphabet: Alphabet
) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a hypothesis, entries by their plain spoken form, and (first, count) of each hit."""
    text: list[str] = []
    spans = []
    at = 0
    for hit in hypothesis.hits:
        text += alphabet.text(hypothesis.tokens[at : hit.first_token]).split()
        at = hit.last_token + 1
        entry = words.entries[hit.entry].spoken[0].split()
        spans.append((len(text), len(entry)))
        text += entry
    return text + alphabet.text(hypothesis.tokens[at:]).split(), spans

"""The utterances with the most errors: what was said and written, the sound, and the evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from html import escape

from earmark.errors import AudioError
from earmark.evaluation.alignment import align
from earmark.evaluation.html.sound import data_uri
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore
from earmark.transcript import WrittenEntry

WORST = 20


def worst(
    utterances: Sequence[Utterance], scores: Sequence[UtteranceScore], most: int = WORST
) -> list[tuple[Utterance, UtteranceScore]]:
    """Choose the utterances with the most word errors, missed entities and false alarms together."""

    def trouble(pair: tuple[Utterance, UtteranceScore]) -> int:
        counts = pair[1].entities
        return pair[1].errors.errors + counts.missed + counts.invented

    pairs = zip(utterances, scores, strict=True)
    wrong = [pair for pair in pairs if trouble(pair)]
    return sorted(wrong, key=lambda pair: (-trouble(pair), pair[0].id))[:most]


def worst_section(utterances: Sequence[Utterance], scores: Sequence[UtteranceScore]) -> str:
    """A block for each of the worst utterances."""
    return "".join(_block(utterance, one) for utterance, one in worst(utterances, scores)) or "<p>None.</p>"


def _block(utterance: Utterance, one: UtteranceScore) -> str:
    said, written = marked(one.reference, one.hypothesis)
    counts = (
        f"{one.errors.errors} of {one.errors.words} words wrong, {one.entities.missed} entities missed, "
        f"{one.entities.invented} false alarms"
    )
    evidence = "".join(f"<li>{_evidence(entry)}</li>" for entry in one.entries)
    return (
        f'<div class="utterance"><h3>{escape(one.id)}</h3><p class="span">{counts}</p>{_player(utterance)}'
        f"<p><b>said</b> {said}</p><p><b>written</b> {written}</p>"
        + (f"<ul>{evidence}</ul>" if evidence else "")
        + "</div>"
    )


def marked(reference: str, hypothesis: str) -> tuple[str, str]:
    """Both texts as HTML, with the words that differ marked."""
    alignment = align(reference.split(), hypothesis.split())
    right = set(alignment.matches.values())
    said = (
        escape(word) if at in alignment.matches else f"<del>{escape(word)}</del>"
        for at, word in enumerate(alignment.reference)
    )
    written = (
        escape(word) if at in right else f"<ins>{escape(word)}</ins>"
        for at, word in enumerate(alignment.hypothesis)
    )
    return " ".join(said), " ".join(written)


def _player(utterance: Utterance) -> str:
    try:
        return f'<audio controls preload="none" src="{data_uri(utterance.audio)}"></audio>'
    except AudioError as error:  # emissions can be stored and the sound gone
        return f'<p class="span">no sound: {escape(str(error))}</p>'


def _evidence(entry: WrittenEntry) -> str:
    """Every field of the evidence that says something, whatever fields there are."""
    parts = []
    for one in dataclasses.fields(entry):
        value = getattr(entry, one.name)
        if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if one.name == "entry" or not isinstance(value, str | int | float) or value in ("", False):
            continue
        written = f"{value:.2f}" if isinstance(value, float) else str(value)
        parts.append(f"{escape(one.name.replace('_', ' '))} {escape(written)}")
    return f"<b>{escape(entry.entry)}</b>: {', '.join(parts)}"

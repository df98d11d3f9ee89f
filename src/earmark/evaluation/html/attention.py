"""Where the contextual adapter looked while some utterances were heard: entries against time, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from earmark.biasing import WordList
from earmark.evaluation.html.svg import WIDTH, svg, text
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore
from earmark.offline import Heard
from earmark.recognizer import Recognizer
from earmark.transcript import TranscribedWord

SHOWN = 3  # utterances
ROWS = 8  # entries of each, those looked at most
LEAST = 0.05  # share of the attention that is drawn
LEFT, RIGHT, TOP, ROW = 190, 60, 74, 20  # px
COLOUR = "#1668b8"


def attention_charts(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    scores: Sequence[UtteranceScore],
    lists: Sequence[WordList | None],
    hear: Callable[[Utterance], Heard],
) -> list[str]:
    """A chart for each of the utterances with most entries written; none where no adapter is in use.

    Args:
        recognizer: that wrote them.
        utterances: U rows.
        scores: of each.
        lists: of each.
        hear: what the acoustic model made of a row.
    """
    if recognizer.adapter is None or not recognizer.options.adapter:
        return []
    order = sorted(range(len(scores)), key=lambda n: (-len(scores[n].entries), scores[n].id))
    charts: list[str] = []
    for number in order:
        words = recognizer.compile(lists[number])
        if len(charts) == SHOWN or not scores[number].entries or words is None:
            break
        heard = hear(utterances[number])
        if len(heard.segments) != 1:
            continue  # one clock a chart
        emissions = recognizer.adapter.bias(heard.segments[0], words)
        looked = emissions.attention
        if looked is None:
            continue
        best = looked.most(ROWS)
        names = ["nothing listed", *(words.entries[looked.entries[n]].word.text for n in best)]
        shares = np.concatenate([looked.nothing[:, None], looked.mass[:, best]], axis=1)
        written = recognizer.write([heard], words)[0].words
        charts.append(
            attention_chart(scores[number].id, shares, names, written, emissions.start, emissions.frame_shift)
        )
    return charts


def attention_chart(
    title: str,
    shares: NDArray[np.float32],
    names: Sequence[str],
    written: Sequence[TranscribedWord],
    start: float,
    step: float,
) -> str:
    """One utterance.

    Args:
        title: above it.
        shares: (T, R) of the attention, 0..1.
        names: R of them.
        written: words with their times, on top.
        start: seconds at frame 0.
        step: seconds a frame.
    """
    T, R = shares.shape
    wide = (WIDTH - LEFT - RIGHT) / max(T, 1)
    parts = [text(8, 16, title, "title")]
    for number, name in enumerate(names):
        y = TOP + number * ROW
        parts.append(text(LEFT - 8, y + 14, name, "tick end"))
        for first, after, share in _runs(shares[:, number]):
            parts.append(
                f'<rect x="{LEFT + first * wide:.1f}" y="{y + 2}" width="{(after - first) * wide:.1f}" '
                f'height="{ROW - 4}" fill="{COLOUR}" opacity="{share:.2f}"/>'
            )
    for word in written:
        x = LEFT + wide * (word.start - start) / step
        parts.append(text(x, TOP - 6, word.text, "word", -40))
    return svg(TOP + ROW * R + 8, parts, f"attention: {title}")


def _runs(shares: NDArray[np.float32]) -> list[tuple[int, int, float]]:
    """(first frame, frame after, share) of neighbouring frames with the same share, to a twentieth."""
    levels = np.round(shares * 20).astype(int)
    edges = np.flatnonzero(np.diff(levels)) + 1
    bounds = zip(np.append(0, edges), np.append(edges, len(levels)), strict=True)
    return [(int(a), int(b), levels[a] / 20) for a, b in bounds if levels[a] / 20 >= LEAST]

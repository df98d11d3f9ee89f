"""Draw where the contextual adapter looked: entries of a list against time, below spectrum and emissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE, load_audio
from earmark.biasing import BiasList, WordList
from earmark.errors import OptionsError
from earmark.evaluation.charts import new_figure, svg
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Emissions
from earmark.offline import EncodedAudio
from earmark.recognizer import Recognizer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING = "nothing listed"  # name of the row of <no-bias>
WINDOW, HOP = 400, 160  # samples of a column of the spectrum, and from one to the next
LIKELY = 0.3  # probability from which a token is written over the emissions
ROWS = 12  # entries shown, those looked at most
SHOWN = 3  # utterances on a page
WIDE, SPECTRUM, PROBABILITY, ENTRY = 10.0, 1.8, 1.8, 0.25  # inches: width; heights of panels and of a row


@dataclass(frozen=True, eq=False)
class AttentionPicture:
    """An utterance on one clock in seconds."""

    emissions: Emissions  # biased, beside what they were before
    names: tuple[str, ...]  # R rows, <no-bias> first
    shares: NDArray[np.float32]  # (T, R) of the attention, 0..1
    alphabet: Alphabet  # of the model
    samples: NDArray[np.float32] | None = None  # (N,) at 16 kHz; None: no spectrum is drawn
    title: str = ""


def attention_of(
    recognizer: Recognizer, emissions: Emissions, words: BiasList, rows: int = ROWS
) -> AttentionPicture:
    """Bias the emissions of one segment and keep the ``rows`` entries that were looked at most.

    Raises:
        OptionsError: the recognizer has no adapter, or no entry can be written.
    """
    if recognizer.adapter is None:
        raise OptionsError("only an adapter has attention to draw: make a recognizer of a model that has one")
    biased = recognizer.adapter.bias(emissions, words)
    attention = biased.attention
    if attention is None:
        raise OptionsError("no entry of the list can be written, so there is no attention to draw")
    best = attention.most(rows)
    names = tuple(words.entries[attention.entries[n]].word.text for n in best)
    shares = np.concatenate([attention.nothing[:, None], attention.mass[:, best]], axis=1)
    return AttentionPicture(biased, (NOTHING, *names), shares, recognizer.model.alphabet)


def picture_of_file(
    recognizer: Recognizer, audio: str | Path, words: str | Path | WordList, rows: int = ROWS
) -> AttentionPicture:
    """Prepare the picture of one file.

    Raises:
        OptionsError: the recognizer has no adapter, the list is empty, or the audio is too long.
    """
    compiled = recognizer.compile(words)
    if compiled is None or not compiled.entries:
        raise OptionsError("there is no entry in the list, so there is no attention to draw")
    segments = recognizer.encode(audio).segments
    if len(segments) != 1:
        raise OptionsError(
            f"the audio is cut into {len(segments)} pieces, one can be drawn: give up to 20 s without a pause"
        )
    found = attention_of(recognizer, segments[0], compiled, rows)
    samples = load_audio(audio).samples
    return AttentionPicture(found.emissions, found.names, found.shares, found.alphabet, samples)


def draw(picture: AttentionPicture) -> Figure:
    """Draw spectrum (where there is sound), emissions and attention below each other.

    Raises:
        OptionsError: matplotlib is not installed.
    """
    heights = [PROBABILITY, ENTRY * len(picture.names) + 0.5]
    if picture.samples is not None:
        heights.insert(0, SPECTRUM)
    figure = new_figure(sum(heights), WIDE)
    panels = list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))
    if picture.samples is not None:
        spectrum = panels.pop(0)
        with np.errstate(divide="ignore"):  # of digital silence
            spectrum.specgram(picture.samples, NFFT=WINDOW, Fs=RATE, noverlap=WINDOW - HOP, vmin=-120)
        spectrum.set_ylabel("Hz")
    _draw_emissions(panels[0], picture.emissions, picture.alphabet)
    _draw_shares(panels[1], picture)
    if picture.title:
        figure.suptitle(picture.title)
    return figure


def _draw_shares(axes: Any, picture: AttentionPicture) -> None:
    first, count = picture.emissions.start, len(picture.names)
    extent = (first, first + picture.emissions.seconds, count - 0.5, -0.5)
    axes.imshow(picture.shares.T, aspect="auto", cmap="Blues", vmin=0, vmax=1, extent=extent)
    axes.set_yticks(range(count), picture.names)
    axes.set_xlabel("seconds")


def _draw_emissions(axes: Any, emissions: Emissions, alphabet: Alphabet) -> None:
    """Probability of every token but the blank before (grey) and after biasing, likely ones by name."""
    times = emissions.start + (np.arange(len(emissions.log_probs)) + 0.5) * emissions.frame_shift
    before = np.exp(emissions.unbiased if emissions.unbiased is not None else emissions.log_probs)
    after, blank = np.exp(emissions.log_probs), alphabet.blank
    for probabilities, colour, width in ((before, "0.75", 2.5), (after, "C0", 1.0)):
        shown = np.delete(probabilities, blank, axis=1).max(axis=1)
        axes.plot(times, shown, color=colour, linewidth=width)
    after[:, blank] = 0.0
    best = np.where(after.max(axis=1) >= LIKELY, after.argmax(axis=1), blank)
    begins = (best != blank) & (best != np.append(blank, best[:-1]))  # once for frames with the same token
    for time, token in zip(times[begins], best[begins], strict=True):
        axes.text(time, 1.04, alphabet.texts[token], rotation=90, fontsize=7, ha="center", va="bottom")
    axes.set_ylim(0, 1.45)
    axes.set_ylabel("probability")


def attention_charts(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    scores: Sequence[UtteranceScore],
    lists: Sequence[WordList | None],
    encode: Callable[[Utterance], EncodedAudio],
) -> list[str]:
    """Draw as SVG the utterances with most entries written; none where no adapter is in use.

    Args:
        recognizer: that wrote them.
        utterances: U rows.
        scores: of each.
        lists: of each.
        encode: emissions of a row.
    """
    if recognizer.adapter is None or not recognizer.options.adapter.enabled:
        return []
    order = sorted(range(len(scores)), key=lambda n: (-len(scores[n].entries), scores[n].id))
    charts: list[str] = []
    for number in order:
        words = recognizer.compile(lists[number])
        if len(charts) == SHOWN or not scores[number].entries or words is None:
            break
        segments = encode(utterances[number]).segments
        if len(segments) == 1:  # one clock a chart
            charts.append(_chart(scores[number].id, attention_of(recognizer, segments[0], words)))
    return charts


def _chart(name: str, picture: AttentionPicture) -> str:
    titled = AttentionPicture(picture.emissions, picture.names, picture.shares, picture.alphabet, title=name)
    return svg(draw(titled), f"attention: {name}")

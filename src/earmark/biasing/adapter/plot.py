"""The published picture: entries of a list against time, below the spectrum and emissions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE, load_audio
from earmark.biasing import WordList
from earmark.errors import OptionsError
from earmark.models.emissions import BLANK, Attention, Emissions

if TYPE_CHECKING:
    from earmark.recognizer import Recognizer

NOTHING = "nothing listed"  # what the row of <no-bias> is called
WINDOW, HOP = 400, 160  # samples of a column of the spectrum, and from one to the next
LIKELY = 0.3  # probability from which a token is written over the emissions


@dataclass(frozen=True)
class Picture:
    """What is drawn, on one clock in seconds."""

    samples: NDArray[np.float32]  # (N,) at 16 kHz
    emissions: Emissions  # biased, with their attention
    attention: Attention
    names: tuple[str, ...]  # of the rows shown, <no-bias> first
    shares: NDArray[np.float32]  # (T, rows)


def draw_attention(
    recognizer: Recognizer, audio: str | Path, words: str | Path | WordList, output: Path, rows: int = 12
) -> Picture:
    """Write the picture of ``audio`` and a list as PNG.

    Raises:
        OptionsError: the recognizer has no adapter, or the audio is too long for one picture.
        ModuleNotFoundError: matplotlib is not installed.
    """
    import matplotlib

    matplotlib.use("Agg")  # draws into files, needs no screen
    from matplotlib import pyplot

    picture = prepare(recognizer, audio, words, rows)
    figure, (top, middle, bottom) = pyplot.subplots(
        3, 1, figsize=(10, 4.5 + 0.25 * len(picture.names)), sharex=True,
        height_ratios=[2, 2, 0.35 * len(picture.names) + 0.5], layout="constrained",
    )  # fmt: skip
    top.specgram(picture.samples, NFFT=WINDOW, Fs=RATE, noverlap=WINDOW - HOP, vmin=-120)
    top.set_ylabel("Hz")
    _draw_emissions(middle, picture.emissions, recognizer.model.alphabet.tokens)
    first, last = picture.emissions.start, picture.emissions.start + picture.emissions.seconds
    count = len(picture.names)
    bottom.imshow(
        picture.shares.T, aspect="auto", origin="upper", cmap="Blues", vmin=0, vmax=1,
        extent=(first, last, count - 0.5, -0.5),
    )  # fmt: skip
    bottom.set_yticks(range(count), picture.names)
    bottom.set_xlabel("seconds")
    figure.savefig(output, dpi=110)
    pyplot.close(figure)
    return picture


def prepare(recognizer: Recognizer, audio: str | Path, words: str | Path | WordList, rows: int) -> Picture:
    """Everything that is drawn.

    Raises:
        OptionsError: the recognizer has no adapter, or the audio is too long for one picture.
    """
    compiled, adapter = recognizer.compile(words), recognizer.adapter
    if adapter is None:
        raise OptionsError("only an adapter has attention to draw: make a recognizer of a model that has one")
    heard = recognizer.hear(audio).segments
    if len(heard) != 1:
        raise OptionsError(
            f"the audio is cut into {len(heard)} pieces, one can be drawn: give up to 20 s without a pause"
        )
    emissions = adapter.bias(heard[0], compiled)
    attention = emissions.attention
    if attention is None or compiled is None:
        raise OptionsError("no entry of the list can be written, so there is no attention to draw")
    best = attention.most(rows)
    names = tuple(compiled.entries[attention.entries[n]].word.text for n in best)
    shares = np.concatenate([attention.nothing[:, None], attention.mass[:, best]], axis=1)
    return Picture(load_audio(audio).samples, emissions, attention, (NOTHING, *names), shares)


def _draw_emissions(axes: Any, emissions: Emissions, pieces: tuple[str, ...]) -> None:
    """Probability of every token but the blank before (grey) and after biasing, likely ones by name."""
    times = emissions.start + (np.arange(len(emissions.log_probs)) + 0.5) * emissions.frame_shift
    before = np.exp(emissions.unbiased if emissions.unbiased is not None else emissions.log_probs)
    after = np.exp(emissions.log_probs)
    for probabilities, colour, width in ((before, "0.75", 2.5), (after, "C0", 1.0)):
        shown = np.delete(probabilities, BLANK, axis=1).max(axis=1)
        axes.plot(times, shown, color=colour, linewidth=width)
    best = np.where(after[:, 1:].max(axis=1) >= LIKELY, after[:, 1:].argmax(axis=1) + 1, BLANK)
    begins = (best != BLANK) & (best != np.append(BLANK, best[:-1]))  # once for frames with the same token
    for time, token in zip(times[begins], best[begins], strict=True):
        axes.text(time, 1.04, pieces[token].lstrip("▁"), rotation=90, fontsize=7, ha="center", va="bottom")
    axes.set_ylim(0, 1.45)
    axes.set_ylabel("probability")

"""Measure WER under noise, a telephone line and a low level against clean clips; words in noise alone.

    python -m benchmarks.studies.robustness --data ../shared/data

Writes docs/figures/robustness.md. The copies are made on the fly and are the same every time (--seed).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import BRACKETS, page, percent, table, write_page
from benchmarks.common.sets import BOOKS, phrase_files
from benchmarks.studies import noise_alone
from earmark import Recognizer, WordList
from earmark.audio import load_audio
from earmark.decoding.config import read_config
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.degradation import COLOURS, KINDS, NOISES, degrade, seed_of
from earmark.evaluation.entities import Inventory
from earmark.evaluation.lists import draw_distractors
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score
from earmark.offline import EncodedAudio
from earmark.pronouncing import BUNDLED

STUDY = "studies.robustness"
POOLS = {"all colours": tuple(COLOURS), "all noise": NOISES}  # several conditions taken together
Errors = list[tuple[int, int]]  # of each utterance: errors, words


@dataclass(frozen=True)
class Line:
    """A condition with a decoder."""

    condition: str
    decoder: str
    wer: float
    wer_interval: tuple[float, float] | None
    ratio: float  # to the clean WER of the same decoder
    ratio_interval: tuple[float, float] | None  # utterances resampled in pairs with their clean copy


def main() -> None:
    """Measure every condition with every decoder and write the table."""
    parser = common_parser(__doc__)
    parser.add_argument("--lm", default=BUNDLED, metavar="PATH", help="language model of the third decoder")
    parser.add_argument("--lexicon", default=BUNDLED, metavar="PATH", help="pronunciations for it")
    parser.add_argument("--config", metavar="FILE", help="decode options of the third decoder")
    parser.add_argument("--snr", type=float, default=10.0, help="of the noise, in dB (10)")
    parser.add_argument("--seed", type=int, default=1, help="of the noise (1)")
    arguments = parser.parse_args()
    utterances = Bench.of(arguments).utterances(BOOKS)
    decoders = make_decoders(arguments)
    found = {
        kind: errors_of(decoders, utterances, kind, arguments.snr, arguments.seed)
        for kind in ("clean", *KINDS)
    }
    lines = [line for name in decoders for line in compare(name, {k: v[name] for k, v in found.items()})]
    names = WordList.of(draw_distractors(phrase_files(arguments.data), noise_alone.NAMES, ()))
    noise = noise_alone.noise_section(decoders, names, arguments.seed)
    text = as_markdown(lines, arguments.snr, about(decoders, arguments.config, len(utterances)), noise)
    print(text)
    if arguments.limit is None:
        write_page("robustness", text)


def make_decoders(arguments: argparse.Namespace) -> dict[str, Recognizer]:
    """The recognizers to compare, over one acoustic model; the last has a language model, if there is one."""
    beam = Recognizer(arguments.model, lm=None)
    decoders = {"greedy": Recognizer(beam.model, decoder="greedy"), "beam": beam}
    settings = read_config(arguments.config) if arguments.config else None
    best = Recognizer(beam.model, settings, lm=arguments.lm, lexicon=arguments.lexicon)
    return decoders if best.lm is None else {**decoders, "beam, language model": best}


def errors_of(
    decoders: dict[str, Recognizer], utterances: Sequence[Utterance], kind: str, snr_db: float, seed: int
) -> dict[str, Errors]:
    """Errors of every decoder on one kind of copies, which the acoustic model encodes once."""
    clips = [load_audio(utterance.audio).samples for utterance in utterances]
    any_one = next(iter(decoders.values()))
    encoded: list[EncodedAudio] = []
    for number, (utterance, clip) in enumerate(zip(utterances, clips, strict=True)):
        if kind != "clean":
            others = [*clips[:number], *clips[number + 1 :]]
            clip = degrade(kind, clip, others, snr_db, seed_of(utterance.id, seed))
        encoded.append(any_one.encode(clip))
    nothing = Inventory(())
    found: dict[str, Errors] = {}
    for name, recognizer in decoders.items():
        pairs = zip(utterances, recognizer.decode(encoded), strict=True)
        counts = [score(u, t, nothing).errors for u, t in pairs]
        found[name] = [(c.errors, c.words) for c in counts]
    return found


def compare(decoder: str, found: dict[str, Errors]) -> list[Line]:
    """Measure a decoder in every condition, and in several together."""
    clean = found["clean"]
    pooled = {
        name: [(sum(found[k][n][0] for k in kinds), len(kinds) * clean[n][1]) for n in range(len(clean))]
        for name, kinds in POOLS.items()
    }
    lines = []
    for name, errors in {**found, **pooled}.items():
        copies = len(POOLS.get(name, (name,)))
        pairs = [(e, copies * c) for (e, _), (c, _) in zip(errors, clean, strict=True)]
        lines.append(
            Line(
                name,
                decoder,
                sum(e for e, _ in errors) / sum(w for _, w in errors),
                interval(errors, ratio),
                sum(e for e, _ in pairs) / max(sum(c for _, c in pairs), 1),
                interval(pairs, ratio),
            )
        )
    return lines


def about(decoders: dict[str, Recognizer], config: str | None, clips: int) -> str:
    """Set, model, language model and options."""
    best = list(decoders.values())[-1]
    lm = "none" if best.lm is None or best.lm.path is None else best.lm.path.name
    phones = "with" if best.pronouncer is not None else "without"
    options = "its own" if config is None else Path(config).name
    return (
        f"{BOOKS}, {clips} clips, no list. Model {best.model.digest}, language model: {lm} {phones} phones, "
        f"options: {options}. {BRACKETS}"
    )


def as_markdown(lines: Sequence[Line], snr_db: float, measured: str, noise: str) -> str:
    """Make the page."""
    rows = [
        (line.decoder, _name(line.condition, snr_db), percent(line.wer, line.wer_interval), _times(line))
        for line in lines
    ]
    made = table(("decoder", "condition", "WER", "times clean"), rows)
    return page("Noise, telephone, quiet recordings", STUDY, measured, TOP, made, noise)


def _name(condition: str, snr_db: float) -> str:
    return f"{condition}, {snr_db:g} dB" if condition in (*NOISES, *POOLS) else condition


def _times(line: Line) -> str:
    if line.condition == "clean":
        return "1"
    around = line.ratio_interval
    return f"{line.ratio:.2f}" + (f" ({around[0]:.2f}-{around[1]:.2f})" if around else "")


TOP = """How many times the WER of the clean clips with the same decoder; clips and their clean copies are
resampled in pairs. Noise has a tenth of the mean power of its clip at 10 dB. Its power is even (white), or
falls with frequency (pink 1/f, brown 1/f²); babble is five other clips of the set at once, equally loud. The
telephone is a band of 300 to 3,400 Hz at 8 kHz, 8 bits mu-law, without noise. Quiet clips peak 50 dB below
full scale, in 16 bits. `src/earmark/evaluation/degradation.py` makes all of it.
"""


if __name__ == "__main__":
    main()

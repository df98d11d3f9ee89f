"""Adaptive against static boosting over a grid of settings, on the development sets.

    python benchmarks/boosting.py --data ../shared/data --work runs/accuracy

Writes docs/figures/boosting.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accuracy import ROOT, Row, common_parser, machine, measure

CASES = {  # column -> what is decoded
    "names": Row("synthetic-entities-dev", "entities", 1000, "adaptive", lm=False),
    "rare": Row("librispeech-dev", "words_1000", 0, "adaptive", lm=False),
    "never": Row("librispeech-dev", "never", 1000, "adaptive", lm=False),
    "never_many": Row("librispeech-dev", "never", 10_000, "adaptive", lm=False),
}


@dataclass(frozen=True)
class Setting:
    """One way to pay entries."""

    mode: str
    values: dict[str, float]

    def __str__(self) -> str:
        return ", ".join(f"{key.removeprefix('boost_')} {value:g}" for key, value in self.values.items())


SETTINGS = [
    *(Setting("static", {"static_reward": r, "boost_first": 1.0}) for r in (1.0, 1.5, 2.0, 2.5)),
    *(Setting("static", {"static_reward": r}) for r in (2.0, 2.4, 2.8, 3.2)),
    *(
        Setting("adaptive", {"boost_lambda": lam, "boost_bonus": bonus, "boost_first": 1.0})
        for lam, bonus in ((1.0, 0.3), (0.7, 1.0), (0.3, 1.3), (0.5, 1.6))
    ),
    *(
        Setting("adaptive", {"boost_lambda": lam, "boost_bonus": bonus})
        for lam, bonus in (
            (1.0, 1.0),
            (0.7, 1.6),
            (0.7, 2.0),
            (0.7, 2.4),
            (0.5, 1.6),
            (0.5, 2.0),
            (0.5, 2.4),
            (0.3, 2.0),
            (0.3, 2.4),
            (0.3, 2.8),
        )
    ),
]


def main() -> None:
    """Measure every setting in every case and write the table."""
    parser = common_parser(__doc__)
    arguments = parser.parse_args()
    lines = []
    for setting in SETTINGS:
        found = {
            name: measure(
                row,
                arguments.data,
                arguments.work,
                arguments.model,
                {**setting.values, "boosting": setting.mode, "adapter": False},
            )
            for name, row in CASES.items()
        }
        lines.append(as_line(setting, found))
        print(lines[-1], flush=True)
    row = Row("librispeech-dev", "none", lm=False)
    plain = measure(row, arguments.data, arguments.work, arguments.model, {})
    (ROOT / "docs" / "figures" / "boosting.md").write_text(as_markdown(lines, plain["wer"]), encoding="utf-8")


def as_line(setting: Setting, found: dict[str, dict[str, Any]]) -> str:
    """One row of the table."""
    names, entities = found["names"], found["names"]["entities"]
    cells = [
        setting.mode,
        str(setting),
        *(f"{100 * entities[key]:.1f}" for key in ("precision", "recall", "f1")),
        f"{100 * names['wer']:.1f}",
        f"{100 * found['rare']['b_wer']:.1f}",
        f"{100 * found['rare']['u_wer']:.1f}",
        *(f"{100 * found[k]['wer']:.2f}" for k in ("never", "never_many")),
        *(f"{found[k]['false_alarms_per_hour']:.0f}" for k in ("never", "never_many")),
    ]
    return "| " + " | ".join(cells) + " |"


def as_markdown(lines: list[str], plain: float) -> str:
    """The page."""
    return f"""# Adaptive against static boosting

Written by `python benchmarks/boosting.py --data DATA`; do not edit. Machine: {machine()}.

Beam search, no language model. *Names*: synthetic-entities-dev with the list of all its entities and 1,000
distractors. *Rare*: librispeech-dev, each clip with its `words_1000`. *Never*: librispeech-dev with 1,000
and 10,000 names that nobody says; without a list its WER is {100 * plain:.2f}. FA/h is false alarms an hour.
Settings not named are the defaults; what they mean stands in `src/earmark/decoding/options.py`.

| mode | setting | names: P | R | F1 | WER | rare: B-WER | U-WER | never: WER 1k | 10k | FA/h 1k | 10k |
|---|---|---|---|---|---|---|---|---|---|---|---|
{chr(10).join(lines)}
"""


if __name__ == "__main__":
    main()

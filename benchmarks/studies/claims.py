"""Check what was published or promised against the measured rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.common.sets import BOOKS, NAMES
from earmark.evaluation.compare import Rows as Counts
from earmark.evaluation.compare import compare

SURE = 0.05
Rows = Mapping[tuple[str, str, str], Mapping[str, Any]]  # (set, kind, name) -> row
NO_LIST = ("none", "no list")


@dataclass(frozen=True)
class Claim:
    """A line of the table."""

    text: str
    published: str
    measured: str
    holds: bool


def by_name(rows: Sequence[Mapping[str, Any]]) -> Rows:
    """Rows to look up."""
    return {(row["set"], row["kind"], row["name"]): row for row in rows}


def check(rows: Rows) -> list[Claim]:
    """Every claim whose rows are there."""
    found = []
    for claim in (*_GAINS, _at_1000, _joint, _flat, *_RARE, _unbiased, _alarms, _flaws):
        try:
            found.append(claim(rows))
        except KeyError:  # a row that is not measured yet
            continue
    return found


def _f1(row: Mapping[str, Any], part: str | None = None) -> float:
    source = row["groups"][part] if part else row
    return 100 * float(source["entities"]["f1"])


def _gain(part: str, what: str, before: int, after: int) -> Callable[[Rows], Claim]:
    def claim(rows: Rows) -> Claim:
        plain = _f1(rows[NAMES, *NO_LIST], part)
        listed = _f1(rows[NAMES, "sizes", "1,000 distractors"], part)
        return Claim(
            f"joint biasing, {what}: entity F1 without and with the list, and their ratio",
            f"{before} -> {after}, x {after / before:.2f}",
            f"{plain:.1f} -> {listed:.1f}, x {listed / plain:.2f}",
            listed / plain >= after / before,
        )

    return claim


# Dingliwal et al. 2022 (arXiv 2210.09510): medical entities, and rare entities of VoxPopuli.
_GAINS = (
    _gain("med", "medical half", 39, 62),
    _gain("name", "names half (published: VoxPopuli)", 49, 80),
)


def _at_1000(rows: Rows) -> Claim:
    entities = rows[NAMES, "sizes", "1,000 distractors"]["entities"]
    return Claim(
        "all names and 1,000 distractors: F1 and precision",
        "aim: at least 85 and 93",
        f"{100 * entities['f1']:.1f} and {100 * entities['precision']:.1f}",
        entities["f1"] >= 0.85 and entities["precision"] >= 0.93,
    )


def _joint(rows: Rows) -> Claim:
    """The ablation's rows for the encoder side, once there is one with a switch of its own."""
    both = Counts.read(rows[NAMES, "sizes", "1,000 distractors"]["rows"])
    sides = [rows[NAMES, "ablation", name]["rows"] for name in ("adapter alone", "without adapter")]
    found = [compare(Counts.read(side), both, ("f1",))["f1"] for side in sides]
    return Claim(
        "encoder and decoder together against the encoder side alone and the decoder side alone: F1, p",
        "the gains add up",
        ", ".join(f"{100 * one.difference:+.1f} (p = {one.p:.2g})" for one in found),
        all(one.difference > 0 and one.p < SURE for one in found),
    )


def _flat(rows: Rows) -> Claim:
    hundred, many, most = (_f1(rows[NAMES, "sizes", f"{n:,} distractors"]) for n in (100, 10_000, 100_000))
    return Claim(
        "flat with the length of the list: F1 at 10,000 and 100,000 below that at 100",
        "aim: at most 4 and 8 points",
        f"{hundred - many:.1f} and {hundred - most:.1f} points",
        hundred - many <= 4 and hundred - most <= 8,
    )


def _rare(words: str, aim: int, published: str) -> Callable[[Rows], Claim]:
    def claim(rows: Rows) -> Claim:
        plain, listed = (float(r["b_wer"]) for r in (rows[BOOKS, *NO_LIST], rows[BOOKS, "sizes", words]))
        return Claim(
            f"rare words of read books, {words}: B-WER without and with the list",
            published,
            f"{100 * plain:.1f} -> {100 * listed:.1f}, {100 * (listed / plain - 1):.0f} %",
            1 - listed / plain >= aim / 100,
        )

    return claim


# Le et al. 2021 (arXiv 2104.02194), both sides, 100 words, test-clean: 14.08 -> 7.41; 2,000 words: 8.89.
_RARE = (
    _rare("words_100", 47, "14.08 -> 7.41, -47 % (test-clean, 100 words)"),
    _rare("words_1000", 40, "14.08 -> 8.89, -37 % (2,000 words); aim: -40 %"),
)


def _unbiased(rows: Rows) -> Claim:
    plain = float(rows[BOOKS, *NO_LIST]["u_wer"])
    listed = [float(rows[BOOKS, "sizes", words]["u_wer"]) for words in ("words_100", "words_1000")]
    return Claim(
        "ordinary words are not harmed: U-WER without a list, with words_100 and words_1000",
        "2.37 -> 2.25 (100 words), not up",
        f"{100 * plain:.2f} -> {', '.join(f'{100 * one:.2f}' for one in listed)}",
        max(listed) <= plain,
    )


def _alarms(rows: Rows) -> Claim:
    sizes = (100, 1000, 10_000)
    found = [rows[BOOKS, "never", f"{size:,} never spoken"]["false_alarms_per_hour"] for size in sizes]
    return Claim(
        "100, 1,000 and 10,000 names that are never spoken: false alarms an hour",
        "aim: at most 1",
        ", ".join(f"{one:.1f}" for one in found),
        max(found) <= 1,
    )


def _flaws(rows: Rows) -> Claim:
    names = ("10 % typos", "half missing", "half missing, 10 % typos")
    plain = {name: rows[name, *NO_LIST]["wer"] for name in (NAMES, BOOKS)}
    wers = [(rows[which, "flaws", name]["wer"], plain[which]) for which in plain for name in names]
    worst = max(listed - without for listed, without in wers)
    return Claim(
        "lists with typos, or without half of the names: WER against no list, the worst of six",
        "aim: never worse",
        f"{100 * worst:+.1f} points",
        worst <= 0,
    )

"""Score another recognizer's transcripts before and after a list's entries were written into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from earmark.biasing import WordList
from earmark.evaluation.alignment import Alignment, align
from earmark.evaluation.bootstrap import interval, ratio
from earmark.evaluation.compare import Difference, Rows, compare
from earmark.evaluation.damage import Damage
from earmark.evaluation.entities import Inventory, find_invented
from earmark.evaluation.manifest import Utterance, shared_language
from earmark.evaluation.report import Measure, Report, Timing
from earmark.evaluation.score import Scoring, UtteranceScore, inventories, score_text
from earmark.language import Language


@dataclass(frozen=True)
class CorrectedText:
    """A transcript before and after, whoever corrected it."""

    before: str
    after: str
    seconds: float  # of audio
    unchanged: bool  # byte for byte, in its own format


@dataclass(frozen=True)
class CorrectionReport:
    """What correction has made of the transcripts of a manifest. Rates are fractions."""

    before: Report
    after: Report  # its figures of damage compare with ``before``
    unchanged: tuple[bool, ...]  # by utterance
    said: tuple[bool, ...]  # by utterance: its reference has an entry of its list, with any ending

    @property
    def settings(self) -> dict[str, Any]:
        """What the figures depend on."""
        return self.after.settings

    @cached_property
    def differences(self) -> dict[str, Difference]:
        """Figures before and after, with p-values of pairs of utterances."""
        rows = [Rows.read(report.as_json(rows=True)["rows"]) for report in (self.before, self.after)]
        return compare(rows[0], rows[1])

    def measures(self) -> dict[str, Measure]:
        """Shares of the transcripts that stayed as they were: of all, and of those that say no entry."""
        rows = list(zip(self.unchanged, self.said, strict=True))
        return {
            "unchanged": _share([one for one, _ in rows]),
            "unchanged_where_unsaid": _share([one for one, said in rows if not said]),
        }

    def as_json(self, rows: bool = False) -> dict[str, Any]:
        """The reports before and after as plain data, their differences, and the shares that stayed."""
        shares = self.measures()
        return {
            **{name: measure.value for name, measure in shares.items()},
            "intervals": {name: measure.interval for name, measure in shares.items()},
            "differences": {
                name: {"before": d.a, "after": d.b, "interval": d.interval, "p": d.p}
                for name, d in self.differences.items()
            },
            "before": self.before.as_json(rows),
            "after": self.after.as_json(rows),
        }


def score_corrections(
    utterances: Sequence[Utterance],
    lists: Sequence[WordList | None],
    texts: Sequence[CorrectedText],
    scoring: Scoring | None = None,
    timings: Sequence[Timing] = (),
    settings: dict[str, Any] | None = None,
) -> CorrectionReport:
    """Count what was right before and after.

    Args:
        utterances: rows of a manifest.
        lists: that the transcripts were corrected with, one for each utterance.
        texts: one for each utterance.
        scoring: how to compare with the references.
        timings: of the corrections.
        settings: kept in the report as they are.
    """
    rows = list(zip(utterances, lists, inventories(utterances, lists), texts, strict=True))
    pairs = [_score(u, listed, inventory, text, scoring) for u, listed, inventory, text in rows]
    before = Report(tuple(b for b, _ in pairs), (), settings or {})
    after = Report(tuple(a for _, a in pairs), tuple(timings), settings or {}, biased=True)
    own = {id(listed): _inventory(listed, shared_language(utterances)) for listed in lists}
    said = tuple(_says(utterance, own[id(listed)]) for utterance, listed, _, _ in rows)
    return CorrectionReport(before, after, tuple(text.unchanged for text in texts), said)


def _score(
    utterance: Utterance,
    listed: WordList | None,
    inventory: Inventory,
    text: CorrectedText,
    scoring: Scoring | None,
) -> tuple[UtteranceScore, UtteranceScore]:
    language = utterance.language
    before, after = (
        score_text(utterance, language.normalize(written), text.seconds, inventory, scoring, listed)
        for written in (text.before, text.after)
    )
    return before, replace(after, damage=damage_between(before, after, inventory, language))


def damage_between(
    before: UtteranceScore, after: UtteranceScore, inventory: Inventory, language: Language
) -> Damage:
    """Compare two transcripts of one utterance.

    An entry is wrong where the second has it more often than the first in places that the reference has not.
    """
    first, second = (align(s.reference.split(), s.hypothesis.split()) for s in (before, after))
    wrong = _invented(second, inventory, language) - _invented(first, inventory, language)
    return Damage(
        without=before.hypothesis,
        errors_without=before.errors.errors,
        errors=after.errors.errors,
        wrong=tuple(wrong.elements()),
    )


def _invented(alignment: Alignment, inventory: Inventory, language: Language) -> Counter[str]:
    return Counter(
        " ".join(alignment.hypothesis[first : first + count])
        for first, count in find_invented(alignment, inventory, language)
    )


def _inventory(listed: WordList | None, language: Language) -> Inventory:
    return Inventory((word.text for word in listed or () if word.weight > 0), language)


def _says(utterance: Utterance, inventory: Inventory) -> bool:
    return any(inventory.spans(utterance.language.normalize(utterance.text).split()))


def _share(flags: Sequence[bool]) -> Measure:
    counts = [(float(flag), 1.0) for flag in flags]
    return Measure(sum(flags) / len(flags), interval(counts, ratio)) if flags else Measure(None, None)

"""``earmark evaluate --transcripts``: other recognizers' transcripts, before and after correction."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from earmark.biasing import WordList
from earmark.cli.data import describe_lists, load_data, show_progress
from earmark.cli.lines import line_of, write_lines
from earmark.cli.options import chosen_resources, decode_settings, describe_resources
from earmark.errors import OptionsError
from earmark.evaluation.compare import Difference
from earmark.evaluation.correcting import CorrectionReport
from earmark.evaluation.given import evaluate_transcripts, load_transcripts
from earmark.evaluation.report import Measure
from earmark.models.protocol import digest_of, name_of
from earmark.pronouncing import named_language
from earmark.recognizer import Recognizer

MOST_DAMAGED = 10  # utterances in the summary
OTHERS = ("emissions", "save_emissions", "sizes", "never", "ablate", "html")  # of transcribing alone


def run(arguments: argparse.Namespace) -> int:
    """Correct, score and print."""
    _check(arguments)
    utterances, lists = load_data(arguments, named_language(arguments.model))
    if all(one is None for one in lists):
        raise OptionsError(
            "--transcripts needs a list to correct with: give --words, --words-field or --entity-words"
        )
    given = load_transcripts(arguments.transcripts, utterances)
    recognizer = Recognizer(arguments.model, decode_settings(arguments), **chosen_resources(arguments))
    report = evaluate_transcripts(
        recognizer,
        utterances,
        lists,
        given,
        settings=_settings(arguments, recognizer, lists),
        protocol=arguments.protocol,
        group=arguments.by,
        progress=show_progress,
    )
    if arguments.write_transcripts:
        rows = zip(report.after.scores, report.unchanged, utterances, strict=True)
        lines = ({**line_of(score, row), "unchanged": same} for score, same, row in rows)
        write_lines(arguments.write_transcripts, lines)
    whole = report.as_json(rows=arguments.output is not None)
    if arguments.output is None:
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        Path(arguments.output).write_text(
            json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        print("\n".join(summary(report)))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    used = [name for name in OTHERS if getattr(arguments, name)]
    if arguments.decoder != "beam":
        used.insert(0, "decoder")
    if used:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in used)
        raise OptionsError(f"--transcripts scores what another recognizer wrote: leave {named} out")


def summary(report: CorrectionReport) -> Iterator[str]:
    """Lines for people: every figure before and after, and the utterances that were damaged."""
    seconds = sum(score.seconds for score in report.after.scores)
    yield f"{len(report.after.scores)} transcripts, {seconds / 60:.1f} minutes"
    before, after, differences = report.before.measures(), report.after.measures(), report.differences
    for name, measure in after.items():
        if measure.value is not None:
            yield _line(name, before[name], measure, differences.get(name))
    for name, measure in report.measures().items():
        yield _line(name, Measure(None, None), measure, None)
    yield from _damaged(report)


def _line(name: str, before: Measure, after: Measure, difference: Difference | None) -> str:
    plain = name.endswith(("hour", "factor"))
    values = [measure for measure in (before, after) if measure.value is not None]
    shown = " -> ".join(_figure(measure.value, plain) for measure in values)
    p = "" if difference is None else f"  (p = {difference.p:.2g})"
    return f"{name.replace('_', ' '):>25}  {shown}{p}"


def _figure(value: float | None, plain: bool) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if plain else f"{100 * value:.2f} %"


def _damaged(report: CorrectionReport) -> Iterator[str]:
    found = [(one.id, one.damage) for one in report.after.scores if one.damage is not None]
    hurt = [(name, damage) for name, damage in found if damage.worse or damage.wrong]
    hurt.sort(key=lambda item: (item[1].errors_without - item[1].errors, item[0]))
    if hurt:
        yield f"{len(hurt)} transcripts that the list damaged, word errors before and after:"
    for name, one in hurt[:MOST_DAMAGED]:
        wrong = f", wrong: {', '.join(one.wrong)}" if one.wrong else ""
        yield f"  {name}: {one.errors_without} -> {one.errors}{wrong}"
    if len(hurt) > MOST_DAMAGED:
        yield f"  and {len(hurt) - MOST_DAMAGED} more, see --write-transcripts"


def _settings(
    arguments: argparse.Namespace, recognizer: Recognizer, lists: Sequence[WordList | None]
) -> dict[str, Any]:
    """What the figures depend on, to be kept beside them."""
    return {
        "manifest": arguments.manifest,
        "transcripts": arguments.transcripts,
        "filter": arguments.filter,
        "model": name_of(recognizer.model),
        "model_digest": digest_of(recognizer.model),
        **describe_resources(recognizer),
        "protocol": arguments.protocol,
        "options": dataclasses.asdict(recognizer.options),
        **describe_lists(arguments, lists),
    }

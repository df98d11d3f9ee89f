"""``earmark evaluate``: a manifest in, error rates with intervals out."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earmark.cli.data import add_data, check_folders, describe_lists, load_data, show_progress
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, describe_resources
from earmark.errors import OptionsError
from earmark.evaluate.manifest import Utterance
from earmark.evaluate.report import Measure, Report
from earmark.evaluate.run import evaluate
from earmark.recognizer import Recognizer


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure error rates, entities and speed on a manifest",
        description="Transcribe the utterances of a JSONL manifest and print, as JSON, error rates, entity "
        "precision and recall, false alarms and speed, with 95 %% bootstrap intervals. Rates are fractions.",
    )
    add_data(parser)
    parser.add_argument(
        "--decoder",
        choices=("beam", "greedy"),
        default="beam",
        help="search, or the best token of each frame",
    )
    stored = parser.add_mutually_exclusive_group()
    stored.add_argument("--save-emissions", metavar="DIR", help="keep the acoustic model's output in DIR")
    stored.add_argument(
        "--emissions", metavar="DIR", help="use what --save-emissions kept, instead of the audio"
    )
    parser.add_argument("--transcripts", metavar="FILE", help="also write a JSONL line for each utterance")
    parser.add_argument("--output", metavar="FILE", help="write the JSON there, and print a summary instead")
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and print."""
    check_folders(arguments.output, arguments.transcripts)
    utterances, lists = load_data(arguments)
    recognizer = Recognizer(
        arguments.model, decode_settings(arguments), **chosen_resources(arguments), decoder=arguments.decoder
    )
    bias = recognizer.options.biasing != "off"
    if arguments.decoder == "greedy" and bias and any(one is not None for one in lists):
        raise OptionsError(
            "greedy decoding cannot use a word list: add --biasing off to only count its entries, "
            "or use --decoder beam"
        )
    report = evaluate(
        recognizer,
        utterances,
        lists,
        bias=bias,
        save_emissions=arguments.save_emissions,
        emissions=arguments.emissions,
        settings=_settings(arguments, recognizer, lists),
        progress=show_progress,
    )
    _warn_unlocated(report)
    if arguments.transcripts:
        _write_transcripts(Path(arguments.transcripts), report, utterances)
    written = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    if arguments.output:
        Path(arguments.output).write_text(written + "\n", encoding="utf-8")
        print(summary(report))
    else:
        print(written)
    return 0


def summary(report: Report) -> str:
    """A few lines for people: every figure with its interval."""
    lines = [f"{len(report.scores)} utterances, {sum(s.seconds for s in report.scores) / 60:.1f} minutes"]
    for name, measure in report.measures().items():
        plain = name.endswith(("hour", "factor"))
        lines.append(f"{name.replace('_', ' '):>24}  {_figure(measure, plain)}")
    return "\n".join(lines)


def _figure(measure: Measure, plain: bool) -> str:
    if measure.value is None:
        return "-"

    def show(value: float) -> str:
        return f"{value:.4g}" if plain else f"{100 * value:.2f} %"

    around = f"  ({show(measure.interval[0])} to {show(measure.interval[1])})" if measure.interval else ""
    return show(measure.value) + around


def _settings(arguments: argparse.Namespace, recognizer: Recognizer, lists: Sequence[Any]) -> dict[str, Any]:
    """What the figures depend on, kept beside them."""
    return {
        "manifest": arguments.manifest,
        "filter": arguments.filter,
        "model": recognizer.model.name,
        "model_digest": recognizer.model.digest,
        **describe_resources(recognizer),
        "decoder": arguments.decoder,
        "options": dataclasses.asdict(recognizer.options),
        **describe_lists(arguments, lists),
    }


def _write_transcripts(path: Path, report: Report, utterances: Sequence[Utterance]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for one, utterance in zip(report.scores, utterances, strict=True):
            row = {
                "id": one.id,
                "audio": str(utterance.audio),
                "reference": one.reference,
                "hypothesis": one.hypothesis,
                "errors": one.errors.errors,
                "words": one.errors.words,
                "entities_found": one.entities.found,
                "entities_missed": one.entities.missed,
                "false_alarms": one.entities.invented,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _warn_unlocated(report: Report) -> None:
    rows = [one.id for one in report.scores if one.entities.unlocated]
    if rows:
        print(
            f"earmark: warning: {len(rows)} rows have entities that do not stand in their text and are not "
            f"counted, first {rows[0]!r}: write entities as the text has them",
            file=sys.stderr,
        )

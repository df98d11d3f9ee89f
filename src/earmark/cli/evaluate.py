"""``earmark evaluate``: a manifest in, error rates with intervals out."""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from earmark.cli import compare, evaluate_given, import_set
from earmark.cli.data import add_data, check_folders, describe_lists, lists_of, load_data, show_progress
from earmark.cli.lines import line_of, write_lines
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, describe_resources
from earmark.cli.terminal import say, warn
from earmark.decoding.techniques import OFF
from earmark.errors import OptionsError
from earmark.evaluation.attention import attention_charts
from earmark.evaluation.cache import EmissionsCache
from earmark.evaluation.charts import check_plotting
from earmark.evaluation.html.page import page
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Measure, Report
from earmark.evaluation.run import evaluate
from earmark.evaluation.score import inventories
from earmark.evaluation.variations import Run, Variation, ablations, run_variation, sweep
from earmark.models.protocol import digest_of, name_of
from earmark.pronouncing import named_language
from earmark.recognizer import Recognizer

MOST_DAMAGED = 10  # utterances in the summary


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command, and those of two words that begin with it."""
    compare.add_parser(subparsers)
    import_set.add_parser(subparsers)
    parser = subparsers.add_parser(
        "evaluate",
        help="measure error rates, entities and speed on a manifest",
        description="Transcribe the utterances of a JSONL manifest and print, as JSON, error rates, entity "
        "precision and recall, false alarms, damage by lists and speed, with 95 %% bootstrap intervals. "
        "Rates are fractions.",
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
    _add_more(parser)
    parser.add_argument(
        "--transcripts",
        metavar="PATH",
        help="score another recognizer's transcripts before and after correction with the list: a folder "
        "with a file for each utterance, or JSONL with id or audio, and transcript",
    )
    parser.add_argument(
        "--write-transcripts", metavar="FILE", help="also write a JSONL line for each utterance"
    )
    parser.add_argument("--output", metavar="FILE", help="write the JSON there, and print a summary instead")
    parser.add_argument("--html", metavar="FILE", help="also write a page with charts, sound and evidence")
    add_decoding(parser)
    parser.set_defaults(run=run)


def _add_more(parser: argparse.ArgumentParser) -> None:
    """Add arguments for what is counted and for further runs."""
    parser.add_argument(
        "--protocol",
        choices=("usual", "le2021", "list"),
        default="usual",
        help="U-WER and B-WER: every edit costs 1; with the costs of Le et al. 2021; with these, and all "
        "words of the utterance's list as biased ones",
    )
    parser.add_argument(
        "--by", metavar="FIELD", help="state all figures for each value of this field as well"
    )
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=(),
        metavar="N,N,...",
        help="further runs with so many distractors each, like 0,10,100,1000",
    )
    parser.add_argument(
        "--never", action="store_true", help="beside --sizes: also with lists of distractors alone"
    )
    parser.add_argument(
        "--ablate", action="store_true", help="further runs: each technique alone, and each left out"
    )


def _sizes(written: str) -> tuple[int, ...]:
    try:
        return tuple(int(size) for size in written.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is not a list of numbers like 0,10,100") from None


def run(arguments: argparse.Namespace) -> int:
    """Evaluate and print."""
    check_folders(arguments.output, arguments.write_transcripts, arguments.html)
    if arguments.transcripts:
        return evaluate_given.run(arguments)
    if arguments.html:
        check_plotting()
    utterances, lists = load_data(arguments, named_language(arguments.model))
    recognizer = Recognizer(
        arguments.model, decode_settings(arguments), **chosen_resources(arguments), decoder=arguments.decoder
    )
    bias = recognizer.biasing != OFF
    takes_lists = arguments.decoder == "beam" or recognizer.options.adapter.enabled
    if bias and not takes_lists and any(one is not None for one in lists):
        raise OptionsError(
            "greedy decoding cannot use a word list without an adapter: add --biasing off to only count its "
            "entries, or use --decoder beam"
        )
    variations = _variations(arguments, recognizer, utterances, lists)
    with tempfile.TemporaryDirectory() as temporary:
        stored = arguments.emissions or arguments.save_emissions or (temporary if variations else None)
        report = evaluate(
            recognizer,
            utterances,
            lists,
            bias=bias,
            save_emissions=None if arguments.emissions else stored,
            emissions=arguments.emissions,
            settings=_settings(arguments, recognizer, lists),
            protocol=arguments.protocol,
            group=arguments.by,
            progress=show_progress,
        )
        _warn_unlocated(report)
        runs = _run_all(arguments, recognizer, utterances, variations, stored, report)
        charts: list[str] = []
        if arguments.html and bias:
            load = None if stored is None else EmissionsCache.open(stored, recognizer.model).load
            charts = attention_charts(
                recognizer, utterances, report.scores, lists,
                lambda row: recognizer.encode(row.audio) if load is None else load(row.id),
            )  # fmt: skip
    if arguments.write_transcripts:
        write_lines(arguments.write_transcripts, map(line_of, report.scores, utterances))
    if arguments.html:
        title = f"earmark evaluate {Path(arguments.manifest).parent.name}"
        made = page(title, report, runs, utterances, inventories(utterances, lists), charts)
        Path(arguments.html).write_text(made, encoding="utf-8")
    _write_json(arguments.output, report, runs)
    return 0


def _variations(
    arguments: argparse.Namespace,
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    lists: Sequence[Any],
) -> list[Variation]:
    """The further runs that were asked for."""
    if arguments.never and not arguments.sizes:
        raise OptionsError("--never goes with --sizes: say how long the lists of distractors are")
    if arguments.ablate and all(one is None for one in lists):
        raise OptionsError("--ablate needs a list: give --words, --words-field or --entity-words")
    if arguments.decoder == "greedy" and (arguments.sizes or arguments.ablate):
        raise OptionsError("greedy decoding cannot use a word list: --sizes and --ablate need --decoder beam")

    def made(size: int, own: bool) -> list[Any]:
        return lists_of(arguments, utterances, size, own)

    found = sweep(arguments.sizes, made, arguments.never)
    return found + (ablations(recognizer, list(lists)) if arguments.ablate else [])


def _run_all(
    arguments: argparse.Namespace,
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    variations: Sequence[Variation],
    stored: str | None,
    report: Report,
) -> list[Run]:
    if not variations or stored is None:
        return []
    load = EmissionsCache.open(stored, recognizer.model).load
    runs = []
    for variation in variations:
        say(f"{variation.kind}: {variation.name}")
        asked = {"protocol": arguments.protocol, "group": arguments.by, "without": report.without_lists()}
        runs.append(run_variation(recognizer, utterances, load, variation, **asked))
    return runs


def _write_json(output: str | None, report: Report, runs: Sequence[Run]) -> None:
    """To a file with the counts of single utterances, and a summary; or without them to standard output."""
    whole = report.as_json(rows=output is not None)
    if runs:
        whole["runs"] = [one.as_json(rows=output is not None) for one in runs]
    if output is None:
        print(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    Path(output).write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(summary(report))
    for one in runs:
        measures = one.report.measures()
        told = (
            f"{name.upper().replace('_', '-')} {_figure(measures[name], False)}"
            for name in ("wer", "f1", "b_wer")
        )
        alarms = _figure(measures["false_alarms_per_hour"], True)
        worse = _figure(measures["clips_worse"], False)
        print(f"{one.variation.name}: {', '.join(told)}, false alarms an hour {alarms}, clips worse {worse}")


def summary(report: Report) -> str:
    """A few lines for people: every figure with its interval."""
    lines = [f"{len(report.scores)} utterances, {sum(s.seconds for s in report.scores) / 60:.1f} minutes"]
    for name, measure in report.measures().items():
        plain = name.endswith(("hour", "factor"))
        lines.append(f"{name.replace('_', ' '):>25}  {_figure(measure, plain)}")
    return "\n".join([*lines, *_damaged(report)])


def _damaged(report: Report) -> Iterator[str]:
    """A line for each of the utterances that a list damaged most."""
    found = [(one.id, one.damage) for one in report.scores if one.damage is not None]
    hurt = [(name, d) for name, d in found if d.worse or d.wrong or d.capitals]
    hurt.sort(key=lambda item: (item[1].errors_without - item[1].errors, item[0]))
    if hurt:
        yield f"{len(hurt)} utterances that the list damaged, word errors without and with it:"
    for name, one in hurt[:MOST_DAMAGED]:
        changed = [("wrong", one.wrong), ("capitals", one.capitals)]
        told = "".join(f", {what}: {', '.join(words)}" for what, words in changed if words)
        yield f"  {name}: {one.errors_without} -> {one.errors}{told}"
    if len(hurt) > MOST_DAMAGED:
        yield f"  and {len(hurt) - MOST_DAMAGED} more, see --write-transcripts"


def _figure(measure: Measure, plain: bool) -> str:
    if measure.value is None:
        return "-"

    def show(value: float) -> str:
        return f"{value:.4g}" if plain else f"{100 * value:.2f} %"

    around = f"  ({show(measure.interval[0])} to {show(measure.interval[1])})" if measure.interval else ""
    return show(measure.value) + around


def _settings(arguments: argparse.Namespace, recognizer: Recognizer, lists: Sequence[Any]) -> dict[str, Any]:
    """Return the settings that the figures depend on, to be kept beside them."""
    return {
        "manifest": arguments.manifest,
        "filter": arguments.filter,
        "model": name_of(recognizer.model),
        "model_digest": digest_of(recognizer.model),
        **describe_resources(recognizer),
        "decoder": arguments.decoder,
        "protocol": arguments.protocol,
        "options": dataclasses.asdict(recognizer.options),
        **describe_lists(arguments, lists),
    }


def _warn_unlocated(report: Report) -> None:
    rows = [one.id for one in report.scores if one.entities.unlocated]
    if rows:
        warn(
            f"{len(rows)} rows have entities that do not stand in their text and are not counted, first "
            f"{rows[0]!r}: write entities as the text has them"
        )

"""``earmark tune``: decode options that do best on a development set, written to a TOML file."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from earmark.biasing import WordList
from earmark.cli.data import add_data, check_folders, describe_lists, load_data, show_progress
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, describe_resources
from earmark.cli.terminal import say
from earmark.decoding.config import write_config
from earmark.decoding.techniques import OFF
from earmark.errors import OptionsError
from earmark.evaluation.run import encode_all
from earmark.models.protocol import digest_of, name_of
from earmark.pronouncing import named_language
from earmark.recognizer import Recognizer
from earmark.tuning.objective import Gain, Objective
from earmark.tuning.search import Found, Search
from earmark.tuning.space import Dimension, choose
from earmark.tuning.study import Study, split

FEWEST_CANDIDATES = 4  # two drawn anywhere, one in each local round


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "tune",
        help="find decode options on a development set",
        description="Search for the decode options that do best on a development set, by successive halving, "
        "and write them to a TOML file that --config reads. Never tune on the data you test on.",
    )
    add_data(parser)
    parser.add_argument("--output", required=True, metavar="FILE", help="the TOML file to write")
    parser.add_argument(
        "--search",
        action="append",
        default=[],
        metavar="KEY[=LOW:HIGH]",
        help="an option to search, and its range; without any, all that matter with this list and model",
    )
    parser.add_argument(
        "--candidates", type=int, default=120, metavar="N", help="settings to try, 4 or more (120)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of every random choice (1)")
    parser.add_argument(
        "--held-out", type=float, default=0.0, metavar="SHARE",
        help="part of the rows, whole speakers, that are only reported on, 0..1 (0)",
    )  # fmt: skip
    parser.add_argument(
        "--false-alarms", type=float, default=1.0, metavar="W",
        help="word errors that a false alarm counts as, on top of its own (1)",
    )  # fmt: skip
    parser.add_argument(
        "--entities", type=float, default=0.0, metavar="W",
        help="weight of 1 - entity F1 beside the word error rate (0)",
    )  # fmt: skip
    parser.add_argument(
        "--emissions", metavar="DIR", help="keep the acoustic model's output there, or use what is kept"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Tune, write the file and say what it brings."""
    if arguments.candidates < FEWEST_CANDIDATES:
        raise OptionsError(
            f"--candidates is {arguments.candidates}, expected {FEWEST_CANDIDATES} or more settings to try"
        )
    check_folders(arguments.output)
    objective = Objective(arguments.false_alarms, arguments.entities)
    utterances, lists = load_data(arguments, named_language(arguments.model))
    given = decode_settings(arguments)
    recognizer = Recognizer(arguments.model, given, **chosen_resources(arguments))
    space = choose(in_use(recognizer, lists), arguments.search)
    tuned_on, held_out = split(utterances, arguments.held_out, arguments.seed)
    encoded = encode_all(recognizer, utterances, arguments.emissions, show_progress)

    def study(numbers: Sequence[int]) -> Study:
        return Study(
            recognizer,
            [utterances[n] for n in numbers],
            [lists[n] for n in numbers],
            [encoded[n] for n in numbers],
        )

    tuning = study(tuned_on)
    search = Search(space, objective, tuning.scores, len(tuning), arguments.seed, say)
    found = search.run(start_of(recognizer, space), arguments.candidates)
    gains = {"tuned on": objective.gain(found.start.scores, found.best.scores)}
    if held_out:
        rest = study(held_out)
        before, after = (rest.scores(t.settings, 0, len(rest)) for t in (found.start, found.best))
        gains["held out"] = objective.gain(before, after)
    about = _about(arguments, recognizer, lists)
    kept = {key: value for key, value in given.items() if key not in ("search.threads", "search.nbest")}
    settings = kept | found.best.settings
    write_config(arguments.output, settings, _comments(about, found, gains))
    if arguments.json:
        print(json.dumps(_as_json(about, settings, found, gains), ensure_ascii=False))
    else:
        print("\n".join(_summary(found, gains, arguments.output)))
    return 0


def in_use(recognizer: Recognizer, lists: Sequence[WordList | None]) -> set[str]:
    """Return the parts of the search that this run uses, by the names of the search space."""
    listed = recognizer.biasing != OFF and any(one is not None for one in lists)
    used = {"words", recognizer.options.boosting.mode} if listed else set()
    if recognizer.lm is not None:
        used |= {"lm", "class"} if recognizer.lm.has_class else {"lm"}
    return used | {"phones"} if recognizer.pronouncer is not None else used


def start_of(recognizer: Recognizer, space: Sequence[Dimension]) -> dict[str, Any]:
    """The values to start from: those of the model, the config and the command line."""
    return {dimension.key: recognizer.options[dimension.key] for dimension in space}


def _about(
    arguments: argparse.Namespace, recognizer: Recognizer, lists: Sequence[WordList | None]
) -> dict[str, Any]:
    """Return the settings that the result depends on."""
    return {
        "command": shlex.join(["earmark", *sys.argv[1:]]) if sys.argv[1:2] == ["tune"] else "earmark tune",
        "date": datetime.date.today().isoformat(),
        "manifest": arguments.manifest,
        "manifest_digest": hashlib.sha256(Path(arguments.manifest).read_bytes()).hexdigest()[:16],
        "filter": arguments.filter,
        **describe_lists(arguments, lists),
        "model": name_of(recognizer.model),
        "model_digest": digest_of(recognizer.model),
        **describe_resources(recognizer),
        "seed": arguments.seed,
        "objective": f"(word errors + {arguments.false_alarms:g} x false alarms) / words"
        + (f" + {arguments.entities:g} x (1 - entity F1)" if arguments.entities else ""),
    }


def _comments(about: dict[str, Any], found: Found, gains: dict[str, Gain]) -> list[str]:
    """Head of the file: a tuned figure without its data and noise is worth little."""
    lines = ["Decode options, written by `earmark tune`; read by --config.", ""]
    lines += [f"{key.replace('_', ' ')}: {value}" for key, value in about.items() if value not in (None, [])]
    return [*lines, "", *_findings(found, gains), ""]


def _summary(found: Found, gains: dict[str, Gain], output: str) -> list[str]:
    lines = _findings(found, gains)
    for key, value in found.best.settings.items():
        before = found.start.settings[key]
        cost = f", which would cost {100 * found.costs[key]:.2f}" if key in found.costs else ""
        lines.append(f"{key} = {value}" + (f" (was {before}{cost})" if value != before else " (as it was)"))
    if found.best is found.start:
        lines.append("nothing did better than the settings it started from")
    return [*lines, f"written to {output}"]


def _findings(found: Found, gains: dict[str, Gain]) -> list[str]:
    lines = [f"{found.tried} candidates, {found.passes:.1f} passes over the data"]
    for name, gain in gains.items():
        lines.append(f"{name} ({gain.utterances} utterances): {gain}")
    if "held out" not in gains:
        lines.append("the gain is on the data it was tuned on, so that other data will show less of it")
    return lines


def _as_json(
    about: dict[str, Any], settings: dict[str, Any], found: Found, gains: dict[str, Gain]
) -> dict[str, Any]:
    return {
        **about,
        "decode": settings,
        "before": found.start.settings,
        "costs": dict(found.costs),
        "candidates": found.tried,
        "passes": round(found.passes, 2),
        "gains": {name: asdict(gain) | {"certain": gain.certain} for name, gain in gains.items()},
    }



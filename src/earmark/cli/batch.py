"""``earmark batch``: a manifest in, shards of transcripts out; a run that was broken off goes on."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from earmark.cli.main import INTERRUPTED
from earmark.cli.options import add_decoding, chosen_resources, decode_settings
from earmark.correction.pairing import INSTALLED
from earmark.errors import OptionsError

if TYPE_CHECKING:
    from earmark.batch import BatchOptions, Recipe, Summary

PARTLY_FAILED = 1  # exit code: the run went to its end, or to --max-failures, and rows have failed


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "batch",
        help="transcribe many files, with runs that can be resumed",
        description="Transcribe every row of a manifest into shards of JSONL or Parquet. The same command "
        "goes on where a run was broken off. Exit code: 0 all rows went well, 1 rows have failed, 2 nothing "
        "was begun, 130 interrupted.",
    )
    parser.add_argument(
        "manifest", metavar="MANIFEST",
        help="rows as .jsonl, .csv or .parquet with audio_filepath, and id, offset, duration, words and "
        "transcript where they are wanted; a folder; or a glob in quotes. Paths or URLs such as s3://",
    )  # fmt: skip
    parser.add_argument("--output", required=True, metavar="DIR", help="folder for the shards, or its URL")
    parser.add_argument(
        "--words", metavar="FILE", help="word list, or its URL, of every row that has none of its own"
    )
    parser.add_argument(
        "--transcriber", default=INSTALLED, metavar="NAME",
        help="another recognizer that writes the sentences, as for `earmark transcribe`, or none (default: "
        "moonshine where it is installed, for the bundled model)",
    )  # fmt: skip
    parser.add_argument(
        "--verbatim", action="store_true",
        help="write words as they are said, without capitals, punctuation and figures",
    )  # fmt: skip
    parser.add_argument("--nbest", type=int, metavar="N", help="also give the N best texts")
    parser.add_argument(
        "--strict", action="store_true", help="refuse lists with entries that cannot be reached"
    )
    _add_run(parser)
    add_decoding(parser)
    parser.set_defaults(run=run)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine", default="local", choices=("local", "ray"),
        help="local: processes on this machine (default); ray: actors on a cluster of Ray",
    )  # fmt: skip
    parser.add_argument(
        "--workers", metavar="N",
        help="processes, one core each (default: a process for each core); for ray also a range such as 2-64",
    )  # fmt: skip
    parser.add_argument(
        "--ray-address", metavar="ADDRESS",
        help="cluster of Ray, such as auto (default: RAY_ADDRESS, else one on this machine)",
    )  # fmt: skip
    parser.add_argument(
        "--format", default="jsonl", choices=("jsonl", "parquet"), help="of the shards (default: jsonl)"
    )
    parser.add_argument(
        "--shard-rows", type=int, metavar="N",
        help="rows of a shard; a kill costs those of one at most (default: 100)",
    )  # fmt: skip
    parser.add_argument(
        "--attempts", type=int, metavar="N",
        help="attempts at a row that a network or a server fails (default: 3)",
    )  # fmt: skip
    parser.add_argument(
        "--max-failures", type=int, metavar="N",
        help="end the run when more rows than these have failed (default: never)",
    )  # fmt: skip
    parser.add_argument(
        "--retry-failed", action="store_true", help="try rows again that failed in earlier runs"
    )
    parser.add_argument("--restart", action="store_true", help="remove the shards of earlier runs first")


def run(arguments: argparse.Namespace) -> int:
    """Run until all rows are done or the run is stopped."""
    from earmark.batch import run_batch
    from earmark.batch.progress import ProgressBar
    from earmark.batch.stopping import INTERRUPTED as BY_HAND

    if arguments.threads is not None:
        raise OptionsError("a worker has one thread: give --workers N in place of --threads")
    summary = run_batch(
        arguments.manifest,
        arguments.output,
        _recipe(arguments),
        _options(arguments),
        words=arguments.words,
        reporter=ProgressBar("quiet" in arguments),
    )
    print(_sentence(summary, arguments.output))
    if summary.stopped == BY_HAND:
        print("earmark: interrupted: the same command goes on from here", file=sys.stderr)
        return INTERRUPTED
    if summary.stopped is not None:
        print(f"earmark: stopped: {summary.stopped}", file=sys.stderr)
    return PARTLY_FAILED if summary.failed else 0


def _recipe(arguments: argparse.Namespace) -> Recipe:
    from earmark.batch import Recipe

    if arguments.nbest is not None and arguments.nbest < 1:
        raise OptionsError(f"--nbest is {arguments.nbest}, expected 1 or more")
    return Recipe(
        arguments.model,
        decode_settings(arguments),
        **chosen_resources(arguments),
        transcriber=None if arguments.transcriber == "none" else arguments.transcriber,
        strict=arguments.strict,
        nbest=arguments.nbest,
        verbatim=arguments.verbatim,
    )


def _options(arguments: argparse.Namespace) -> BatchOptions:
    from earmark.batch import BatchOptions

    given = ("workers", "ray_address", "shard_rows", "attempts", "max_failures")
    chosen = {name: getattr(arguments, name) for name in given if getattr(arguments, name) is not None}
    return BatchOptions(
        engine=arguments.engine,
        format=arguments.format,
        restart=arguments.restart,
        retry_failed=arguments.retry_failed,
        **chosen,
    )


def _sentence(summary: Summary, output: str) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in summary.failures.items())
    failed = f"{summary.failed} failed ({kinds})" if summary.failed else "none failed"
    speed = "" if summary.rtfx is None else f", RTFx {summary.rtfx:.1f}"
    hours = summary.audio_seconds / 3600
    return f"{summary.done} of {summary.rows} rows, {failed}, {hours:.2f} hours{speed}: {output}/summary.json"

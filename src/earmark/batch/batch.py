"""run_batch: a manifest in, shards of results out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from earmark.batch.engines.engine import Prepared
from earmark.batch.engines.opening import LOCAL_ENGINE, open_engine
from earmark.batch.fingerprint import differences, read_run, write_run
from earmark.batch.formats import shard_format
from earmark.batch.lists import ListDigests, read_list
from earmark.batch.locations import Folder, open_folder
from earmark.batch.manifests import open_manifest
from earmark.batch.recipe import USUAL, Recipe
from earmark.batch.reporting import Reporter, Silent
from earmark.batch.run import Run
from earmark.batch.shards import SHARD_ROWS, Shards
from earmark.batch.stopping import Stopping
from earmark.batch.summary import Summary, entry_counts
from earmark.batch.survey import survey
from earmark.batch.totals import Totals
from earmark.batch.transcribing import ATTEMPTS
from earmark.checks import check_whole
from earmark.errors import ManifestError

MOST = 1_000_000


@dataclass(frozen=True)
class BatchOptions:
    """How a run is carried out; none of it but the shards changes what is written."""

    engine: str = LOCAL_ENGINE
    workers: str | int | None = None  # a number; for ray also "2-64"; None: the engine's own choice
    ray_address: str | None = None  # of a cluster; None: that of RAY_ADDRESS, else one on this machine
    format: str = "jsonl"
    shard_rows: int = SHARD_ROWS
    attempts: int = ATTEMPTS  # for errors that may pass
    max_failures: int | None = None  # rows that may fail before the run ends; None for any number
    restart: bool = False  # remove what earlier runs have written
    retry_failed: bool = False  # try rows again that failed in earlier runs

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        check_whole("the rows of a shard", self.shard_rows, 1, MOST)
        check_whole("the number of attempts", self.attempts, 1, 100)
        if self.max_failures is not None:
            check_whole("the number of failures", self.max_failures, 0, 1 << 40)


USUAL_OPTIONS = BatchOptions()


def run_batch(
    manifest: str,
    output: str,
    recipe: Recipe = USUAL,
    options: BatchOptions = USUAL_OPTIONS,
    *,
    words: str | None = None,
    reporter: Reporter | None = None,
) -> Summary:
    """Transcribe every row of a manifest, or what an earlier run has left of it.

    Args:
        manifest: path or URL of a .jsonl, .csv, .tsv or .parquet file, a folder, or a glob.
        output: folder for the shards, by path or URL.
        recipe: what the recognizer is made of.
        options: how the run is carried out.
        words: path or URL of the list for every row that has none of its own; that of the recipe when None.
        reporter: is told of the progress.

    Raises:
        LocationError: another run writes to the output, or it cannot be written.
        ManifestError: the manifest cannot be used, or the output is of another run; nothing has run then.
        EarmarkError: the model, an option or the list cannot be used.
        KeyboardInterrupt: at the second Ctrl-C.
    """
    if words is not None:
        recipe = replace(recipe, words=read_list(words))
    folder = open_folder(output)
    lock = folder.lock()
    try:
        return _run(manifest, folder, recipe, options, Silent() if reporter is None else reporter)
    finally:
        lock.close()


def _run(
    manifest: str, folder: Folder, recipe: Recipe, options: BatchOptions, reporter: Reporter
) -> Summary:
    started = time.monotonic()
    shards = Shards(folder, shard_format(options.format), options.shard_rows)
    engine = open_engine(options.engine, recipe, options.workers, options.attempts, options.ray_address)
    try:
        engine.start()  # loads while the manifest is read
        rows, digests = open_manifest(manifest, folder, options.restart), ListDigests()
        before = None if options.restart else read_run(folder)
        done = frozenset() if options.restart else shards.done()
        found = survey(rows, shards, digests, frozenset()) if before is None else None
        prepared = engine.prepare()
        reporter.prepared(prepared.remarks)
        _check_output(folder, before, done, prepared, options)
        if options.restart:
            shards.clear()
        if found is None:
            found = survey(rows, shards, digests, done, options.retry_failed)
        else:
            write_run(folder, _about(prepared, options))
        run = Run(
            rows, shards, digests, found, engine, reporter, Stopping(), options.retry_failed,
            options.max_failures,
        )  # fmt: skip
        _work(run)
        return _summarize(run, prepared, started)
    finally:
        engine.close()


def _work(run: Run) -> None:
    with run.stopping.on_interrupt(run.reporter.stopping):
        run.reporter.begin(run.survey, run.engine.workers)
        try:
            run.work()
        finally:
            run.reporter.end()


def _about(prepared: Prepared, options: BatchOptions) -> dict[str, Any]:
    """What is kept of a run, as it is read from its file."""
    output = {"format": options.format, "shard_rows": options.shard_rows}
    about: dict[str, Any] = json.loads(json.dumps({**prepared.fingerprint, "output": output}))
    return about


def _check_output(
    folder: Folder,
    before: Mapping[str, Any] | None,
    done: frozenset[int],
    prepared: Prepared,
    options: BatchOptions,
) -> None:
    """Refuse an output that was made otherwise.

    Raises:
        ManifestError: it was made otherwise; the message says what differs.
    """
    if before is None and done:
        raise ManifestError(
            f"{folder.location} has shards and no run.json to say what they are of: give another "
            "--output, or --restart to begin anew"
        )
    differing = [] if before is None else differences(before, _about(prepared, options))
    if differing:
        raise ManifestError(
            f"{folder.location} was made otherwise: {'; '.join(differing)}; give the same settings, another "
            "--output, or --restart to begin anew"
        )


def _summarize(run: Run, prepared: Prepared, started: float) -> Summary:
    totals = Totals()
    totals.add(run.survey.done)
    totals.add(run.written)
    found = run.survey
    summary = Summary(
        rows=found.rows,
        done=totals.rows,
        failures=dict(sorted(totals.failures.items())),
        audio_seconds=totals.audio_seconds,
        transcribed_now=run.now.rows,
        audio_seconds_now=run.now.audio_seconds,
        wall_seconds=time.monotonic() - started,
        working_seconds=run.working_seconds,
        workers=run.engine.workers,
        entries=entry_counts(found.listed, run.manifest.folder, prepared.entries, totals),
        stopped=run.stopping.reason,
    )
    summary.write(run.shards.folder)
    return summary

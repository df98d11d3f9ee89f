"""Survey: read the whole manifest once before anything runs, and compare it with what is done."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from earmark.batch.lists import ListDigests, entries_of
from earmark.batch.manifests import Manifest
from earmark.batch.row import Row
from earmark.batch.shards import Mark, Shards
from earmark.batch.totals import Totals
from earmark.errors import ManifestError

ASK = "rows may be added behind the others, no more: give another --output, or --restart to begin anew"


@dataclass
class Listed:
    """How often each list was given."""

    own: int = 0  # rows that have no list of their own
    files: Counter[str] = field(default_factory=Counter)  # rows by path or URL of their list, as given
    entries: Counter[str] = field(default_factory=Counter)  # rows by entry of lists in the manifest

    def add(self, row: Row) -> None:
        """Count the list of a row."""
        if row.words is None:
            self.own += 1
        elif isinstance(row.words, str):
            self.files[row.words] += 1
        else:
            self.entries.update(set(entries_of(row.words)))


@dataclass
class Survey:
    """What there is to do. Holds 8 bytes for each row while it is made, and nothing of rows afterwards."""

    rows: int = 0
    complete: set[int] = field(default_factory=set)  # shards that stay as they are
    done: Totals = field(default_factory=Totals)  # rows of those
    listed: Listed = field(default_factory=Listed)

    @property
    def left(self) -> int:
        """Rows to be transcribed, where no shard is begun."""
        return self.rows - self.done.rows


def survey(
    manifest: Manifest,
    shards: Shards,
    digests: ListDigests,
    marked: frozenset[int],
    retry_failed: bool = False,
) -> Survey:
    """Read every row: check ids, count lists, compare the rows of shards that are done.

    Args:
        manifest: all rows.
        shards: of the output.
        digests: of the lists of rows.
        marked: shards that have a mark.
        retry_failed: shards with failed rows are not complete.

    Raises:
        ManifestError: a row cannot be used, an id stands twice, or a shard was made of other rows.
    """
    found = Survey()
    ids = array("q")
    for shard, rows in by_shard(manifest, shards.rows):
        mark = shards.mark(shard) if shard in marked else None
        count = 0
        for row in rows:
            ids.append(hash(row.id))
            found.listed.add(row)
            if mark is not None and count < mark.rows:
                _compare(row, mark, count, digests, shards, shard, retry_failed)
            count += 1
        found.rows += count
        if mark is not None:
            _check_count(mark, count, shards, shard)
            if mark.rows == count and not (retry_failed and mark.failed):
                found.complete.add(shard)
                found.done.add(mark.totals)
    beyond = [shard for shard in marked if shard * shards.rows >= max(found.rows, 1)]
    if beyond:
        raise ManifestError(
            f"the manifest has {found.rows} rows, fewer than the output in {shards.folder.location}: {ASK}"
        )
    _check_ids(manifest, ids)
    return found


def by_shard(manifest: Manifest, size: int) -> Iterator[tuple[int, Iterator[Row]]]:
    """(number, rows) of every shard; the rows of one are read before the next."""
    yield from groupby(manifest, key=lambda row: row.number // size)


def _compare(
    row: Row, mark: Mark, place: int, digests: ListDigests, shards: Shards, shard: int, retry_failed: bool
) -> None:
    """Refuse a row that differs from the one that the shard was made of.

    A row that failed and is tried again may have another list or transcript: a missing one may be the reason.
    """
    if row.digest(digests(row)) == mark.digests[place]:
        return
    record = shards.read(shard, mark)[place]
    now = {"id": row.id, "audio_filepath": row.audio, "offset": row.offset, "duration": row.duration}
    differing = [key for key, value in now.items() if record[key] != value]
    if retry_failed and record["error_class"] is not None and not differing:
        return
    what = ", ".join(f"{key} was {record[key]!r}, is {now[key]!r}" for key in differing)
    what = what or "its word list or its transcript has changed"
    raise ManifestError(f"row {row.number + 1}, {row.id!r}, was transcribed as another one: {what}; {ASK}")


def _check_count(mark: Mark, count: int, shards: Shards, shard: int) -> None:
    if mark.rows > count:
        raise ManifestError(
            f"the manifest has {count} rows where {shards.name(shard)} in {shards.folder.location} has "
            f"{mark.rows}: {ASK}"
        )


def _check_ids(manifest: Manifest, ids: array[int]) -> None:
    """Refuse an id that stands twice; rows of equal hashes are read again to be sure."""
    ordered = np.sort(np.frombuffer(ids, np.int64)) if ids else np.zeros(0, np.int64)
    double = frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    if not double:
        return
    first: dict[str, int] = {}
    for row in manifest:
        if hash(row.id) in double:
            if row.id in first:
                raise ManifestError(
                    f"rows {first[row.id] + 1} and {row.number + 1} of {manifest.location} have the same id "
                    f"{row.id!r}: ids must differ; rows without one are known by audio_filepath and offset"
                )
            first[row.id] = row.number

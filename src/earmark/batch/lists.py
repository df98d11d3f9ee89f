"""Lists of rows: read from paths, URLs or entries, known again by their content."""

from __future__ import annotations

import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath

from earmark.batch.locations import is_url, joined, local_path, read_location
from earmark.batch.row import Items, Row, digest_of
from earmark.biasing import WordList
from earmark.checks import cause
from earmark.errors import WordListError

KNOWN = 10_000  # files of lists whose digests are remembered
KEPT = 64  # lists of URLs that a worker keeps

Given = str | Items | WordList | None


def list_given(row: Row) -> str | Items | None:
    """The row's list: its location, its entries, or None."""
    return joined(row.folder, row.words) if isinstance(row.words, str) else row.words


def read_list(location: str) -> WordList:
    """The list that a path or a URL names.

    Raises:
        WordListError: it is missing, empty or has lines that cannot be used.
    """
    if not is_url(location):
        return WordList.load(local_path(location))
    try:
        content = read_location(location)
    except OSError as error:
        raise WordListError(f"the word list {location!r} cannot be read ({cause(error)})") from None
    name = PurePosixPath(location).name
    with tempfile.TemporaryDirectory(prefix="earmark-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            found = WordList.load(path)
        except WordListError as error:
            raise WordListError(str(error).replace(str(path), location)) from None
    return WordList(found.words, location, found.places, found.notes)


def entries_of(items: Items) -> Iterable[str]:
    """The texts of entries in JSON."""
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield str(item.get("phrase") or item.get("text"))


class ListReader:
    """Reads the lists of rows; those of URLs are kept while others are read."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, WordList] = OrderedDict()

    def __call__(self, row: Row) -> Given:
        """What the recognizer takes as the row's list.

        Raises:
            WordListError: the list of a URL cannot be read.
        """
        given = list_given(row)
        if not isinstance(given, str):
            return given
        if not is_url(given):
            return str(local_path(given))
        if given not in self._kept:
            self._kept[given] = read_list(given)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(given)
        return self._kept[given]


class ListDigests:
    """Digests of the lists of rows; those of files are remembered for one run."""

    def __init__(self) -> None:
        self._of_file = lru_cache(KNOWN)(_digest_of_file)

    def __call__(self, row: Row) -> str | None:
        """The digest of the row's list; None for the run's own."""
        given = list_given(row)
        if isinstance(given, str):
            return self._of_file(given)
        return None if given is None else digest_of(given)


def _digest_of_file(location: str) -> str:
    try:
        content = read_location(location)
    except OSError:
        return "missing"  # its rows fail, each with a sentence
    return hashlib.blake2b(content, digest_size=8).hexdigest()

"""Row: one audio of a manifest, with its list and its transcript."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from earmark.batch.locations import joined
from earmark.checks import is_number, is_whole, shown
from earmark.errors import ManifestError

AUDIO_FIELDS = ("audio_filepath", "audio")  # NeMo's name, and that of evaluation manifests
Items: TypeAlias = list[Any] | dict[str, Any]  # entries, as word lists in JSON have them
Place: TypeAlias = Callable[[int], str]  # says where a row stands, for messages
LISTS = (str, list, dict)  # what lists and transcripts are given as; a million rows are checked, so a tuple


@dataclass(frozen=True, slots=True)
class Row:
    """One audio to be transcribed, or corrected where a transcript is given."""

    number: int  # from 0, in the order of the input
    id: str
    audio: str  # path or URL, as given
    folder: str  # that relative paths and URLs of the row begin at
    offset: float | None = None  # seconds, where the row begins in its audio; None for the beginning
    duration: float | None = None  # seconds; None for all that follows
    words: str | Items | None = None  # path or URL of a list, its entries, or None for the run's own list
    transcript: str | Items | None = None  # of another recognizer: text, path, URL or parsed JSON

    @property
    def location(self) -> str:
        """The path or URL of the audio."""
        return joined(self.folder, self.audio)

    def digest(self, words: str | None) -> str:
        """Hash of all that the row says; ``words`` is the digest of its list."""
        said = [self.id, self.audio, self.offset, self.duration, words, self.transcript]
        return digest_of(said)


def digest_of(value: Any) -> str:
    """Hash of what JSON can hold, 16 hexadecimal digits."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def row_of(fields: Mapping[str, Any], number: int, folder: str, place: Place, line: int) -> tuple[Row, bool]:
    """The row that a mapping describes, and whether it has an id of its own.

    Args:
        fields: audio_filepath, and where they are given id, offset, duration, words and transcript.
        number: of the row, from 0.
        folder: that relative paths begin at.
        place: says where a line or a row of the file stands.
        line: of the row.

    Raises:
        ManifestError: a field is missing or of another kind.
    """
    audio = fields.get("audio_filepath") or fields.get("audio")
    if not isinstance(audio, str):
        raise ManifestError(
            f"{place(line)} has audio_filepath={shown(audio)}, expected the path or URL of a sound file"
        )
    offset, duration = fields.get("offset"), fields.get("duration")
    if offset is not None or duration is not None:
        offset, duration = _span(offset, duration, place, line)
    given = fields.get("id")
    if given is None or given == "":
        own, identity = False, audio if offset is None else f"{audio}#{offset:g}"
    elif type(given) is str or is_whole(given):
        own, identity = True, str(given)
    else:
        raise ManifestError(f"{place(line)} has id={shown(given)}, expected a text or a whole number")
    words, transcript = fields.get("words"), fields.get("transcript")
    if words is not None and not isinstance(words, LISTS):
        raise ManifestError(
            f"{place(line)} has words={shown(words)}, expected entries, or the path or URL of a list"
        )
    if transcript is not None and not isinstance(transcript, LISTS):
        raise ManifestError(f"{place(line)} has transcript={shown(transcript)}, expected text or an object")
    found = Row(number, identity, audio, folder, offset, duration, words or None, transcript)
    return found, own


def _span(offset: Any, duration: Any, place: Place, line: int) -> tuple[float | None, float | None]:
    for name, value, least in (("offset", offset, 0.0), ("duration", duration, 1e-3)):
        if value is not None and not ((type(value) is float or is_number(value)) and value >= least):
            raise ManifestError(f"{place(line)} has {name}={shown(value)}, expected seconds from {least:g}")
    # Rows of whole recordings often say "offset": 0 and the length; the length is kept as a limit.
    return (float(offset) if offset else None), (None if duration is None else float(duration))

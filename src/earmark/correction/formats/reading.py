"""Reading of transcripts: find out what was given and in which format it is."""

from __future__ import annotations

import codecs
import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from earmark.checks import meant
from earmark.correction.formats import (
    amazon,
    assemblyai,
    ctm,
    deepgram,
    plain,
    subtitles,
    transformers,
    vosk,
    whisper,
    whisper_cpp,
)
from earmark.correction.formats.documents import Document, JsonText, Parsed, Text
from earmark.correction.formats.layout import Format
from earmark.correction.formats.transcript import DocumentTranscript
from earmark.correction.given import GivenTranscript
from earmark.errors import TranscriptError

# In the order in which they are tried: the more particular first.
_ALL = (
    Format("whisper.cpp", True, whisper_cpp.read, whisper_cpp.recognize),
    Format("deepgram", True, deepgram.read, deepgram.recognize),
    Format("amazon", True, amazon.read, amazon.recognize),
    Format("transformers", True, transformers.read, transformers.recognize),
    Format("vosk", True, vosk.read, vosk.recognize),
    Format("assemblyai", True, assemblyai.read, assemblyai.recognize),
    Format("whisperx", True, whisper.read, whisper.is_whisperx),
    Format("openai", True, whisper.read, whisper.is_openai),
    Format("whisper", True, whisper.read, whisper.is_whisper),
    Format("faster-whisper", True, whisper.read, whisper.is_faster_whisper),
    Format("vtt", False, subtitles.read_vtt, subtitles.recognize_vtt),
    Format("srt", False, subtitles.read_srt, subtitles.recognize_srt),
    Format("ctm", False, ctm.read, ctm.recognize),
    Format("text", False, plain.read, plain.recognize),
)
FORMATS = tuple(sorted(kind.name for kind in _ALL))
SUFFIXES = {".json": None, ".jsonl": None, ".srt": "srt", ".vtt": "vtt", ".ctm": "ctm", ".txt": "text"}

LONGEST_PATH = 1024  # characters; longer strings are texts, of which the file system need not be asked
MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-8"))
BYTE_ORDER_MARK = "\ufeff"


def read_transcript(
    source: str | Path | Mapping[str, Any] | list[Any], format: str | None = None
) -> GivenTranscript:
    """Read another recognizer's transcript.

    Args:
        source: a file, a text, or a parsed JSON. A str is a file's path where it has no line break and ends
            as such files do (.json, .jsonl, .srt, .vtt, .ctm, .txt), or is the path of a file that exists.
        format: one of FORMATS; None finds it out by the content and the file's name.

    Raises:
        TranscriptError: it cannot be read, or is not of this format.
    """
    kind = None if format is None else _named(format)
    if isinstance(source, Mapping | list | tuple):
        value = source if isinstance(source, dict | list | tuple) else dict(source)
        return _opened(_kind_of_json(value, kind), Parsed(copy.deepcopy(value)))
    if not isinstance(source, str | Path):
        raise TranscriptError(
            f"a transcript is a path, a text, or a parsed JSON; this is a {type(source).__name__}"
        )
    if isinstance(source, Path) or _is_path(source):
        path = Path(source)
        try:
            return _from_text(*_decoded(_content(path)), path.suffix.lower(), kind)
        except TranscriptError as e:
            raise TranscriptError(f"{path}: {e}") from None
    return _from_text(source, "utf-8", "", kind)


def parse_transcript(content: bytes, format: str | None = None, name: str = "") -> GivenTranscript:
    """Read a transcript from the bytes of a file, such as one that was uploaded; nothing is opened.

    Args:
        content: the whole file.
        format: as for :func:`read_transcript`.
        name: of the file, whose ending counts where the content has no sign of a format.

    Raises:
        TranscriptError: as for :func:`read_transcript`.
    """
    kind = None if format is None else _named(format)
    return _from_text(*_decoded(content), Path(name).suffix.lower(), kind)


def _named(name: str) -> Format:
    kind = next((kind for kind in _ALL if kind.name == name), None)
    if kind is None:
        raise TranscriptError(f"there is no format {name!r}; the formats are {', '.join(FORMATS)}")
    return kind


def _is_path(source: str) -> bool:
    if "\n" in source or "\r" in source or "\0" in source or len(source) > LONGEST_PATH:
        return False
    try:
        return Path(source).suffix.lower() in SUFFIXES or Path(source).is_file()
    except OSError:
        return False


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        likely = meant(path) if isinstance(e, FileNotFoundError) else ""
        raise TranscriptError(
            f"there is no such file{likely}" if likely else
            f"the file cannot be read ({e.strerror}); a text that only looks like a path is given with a "
            "line break at its end"
        ) from None


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text of a file, a byte order mark included, and its encoding."""
    encoding = next(encoding for mark, encoding in MARKS if content.startswith(mark))
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as e:
        raise TranscriptError(
            f"byte {e.start} is not {encoding.upper()}; save the transcript as UTF-8, or as UTF-16 with a "
            "byte order mark"
        ) from None


def _from_text(text: str, encoding: str, suffix: str, kind: Format | None) -> GivenTranscript:
    prefix = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text[len(prefix) :]
    if "\0" in text:
        raise TranscriptError(
            f"character {text.index(chr(0))} is NUL, which no transcript has: is it a recording, or UTF-16 "
            "without a byte order mark?"
        )
    if kind.is_json if kind else (suffix in (".json", ".jsonl") or _begins_as_json(text)):
        document: Document = JsonText(text, prefix)
        return _opened(_kind_of_json(document.value, kind), document, encoding)
    return _opened(kind or _kind_of_text(text, suffix), Text(text, prefix), encoding)


def _begins_as_json(text: str) -> bool:
    """Whether a text begins as JSON of objects; [MUSIC] is a text."""
    start = "".join(text[:1000].split())[:2]
    return start in ('{"', "{}", "[{", "[]") or (start == "{" and len(text.strip()) == 1)


def _kind_of_json(value: Any, asked: Format | None) -> Format:
    if asked is not None:
        if not asked.is_json:
            raise TranscriptError(f"the transcript is JSON, and the format {asked.name} is not")
        return asked
    kind = next((kind for kind in _ALL if kind.is_json and kind.recognize(value)), None)
    if kind is None:
        fields = (
            f" with the fields {', '.join(map(str, list(value)[:8]))}" if isinstance(value, Mapping) else ""
        )
        raise TranscriptError(
            f"this JSON{fields} is of no known format; say format= if it is one of "
            f"{', '.join(name for name in FORMATS if _named(name).is_json)}"
        )
    return kind


def _kind_of_text(text: str, suffix: str) -> Format:
    """Find the format by the content; where it has no sign of one, by the file's name."""
    named = SUFFIXES.get(suffix)
    kind = next(kind for kind in _ALL if not kind.is_json and kind.recognize(text))
    return kind if named is None or kind.name != "text" else _named(named)


def _opened(kind: Format, document: Document, encoding: str = "utf-8") -> GivenTranscript:
    transcript = DocumentTranscript(kind, document, encoding)
    transcript.words  # noqa: B018 - reads the document, so that its errors are raised here
    return transcript

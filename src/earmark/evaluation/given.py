"""Another recognizer's transcripts of a manifest: read them, and write the lists' entries into them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from earmark.biasing import WordList
from earmark.checks import cause
from earmark.correction import GivenTranscript, read_transcript
from earmark.errors import EarmarkError, ManifestError, TranscriptError
from earmark.evaluation.correcting import CorrectedText, CorrectionReport, score_corrections
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Timing
from earmark.evaluation.run import scoring_of
from earmark.evaluation.score import Protocol
from earmark.recognizer import Recognizer

Document = str | Mapping[str, Any] | list[Any]
Reader = Callable[[], GivenTranscript]


def load_transcripts(path: str | Path, utterances: Sequence[Utterance]) -> list[GivenTranscript]:
    """Read a transcript of every utterance.

    Args:
        path: a folder with a file for each utterance, called by the utterance's id or its audio's name and
            with the ending of any format; or JSONL with ``id`` or ``audio``, and ``transcript``: text, or a
            document of any format.
        utterances: rows of a manifest.

    Raises:
        TranscriptError: a transcript is missing, stands there twice or cannot be read.
    """
    path = Path(path)
    found = _from_folder(path) if path.is_dir() else _from_lines(path)
    missing = [row for row in utterances if found.keys().isdisjoint(_names_of(row))]
    if missing:
        raise TranscriptError(
            f"{str(path)!r} has no transcript of {len(missing)} of {len(utterances)} utterances, first "
            f"{missing[0].id!r}: call each by the id or by the audio's name, as {missing[0].audio.stem}.json"
        )
    return [next(found[name] for name in _names_of(row) if name in found)() for row in utterances]


def _names_of(row: Utterance) -> tuple[str, ...]:
    """What a transcript of a row may be called, the row's id first."""
    written = str((row.fields or {}).get("audio", row.audio))
    return (row.id, written, str(row.audio), row.audio.stem)


def _from_folder(folder: Path) -> dict[str, Reader]:
    """A reader for every file, by its name without the last ending."""
    found: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or not file.is_file():
            continue
        if file.stem in found:
            raise TranscriptError(
                f"{str(folder)!r} has two transcripts of {file.stem!r}, {found[file.stem].name} and "
                f"{file.name}: keep the one to score"
            )
        found[file.stem] = file
    return {name: partial(read_transcript, file) for name, file in found.items()}


def _from_lines(path: Path) -> dict[str, Reader]:
    """A reader for every line, by its id or its audio."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(
            f"transcripts {str(path)!r} cannot be read ({cause(error)}): give a folder, or JSONL"
        ) from None
    found: dict[str, Reader] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        name, source = _named_transcript(line, where)
        if name in found:
            raise TranscriptError(f"{where} repeats the transcript of {name!r}: keep the one to score")
        found[name] = partial(_read, source, where)
    return found


def _named_transcript(line: str, where: str) -> tuple[str, Document]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TranscriptError(f"{where} is not JSON ({error}): write one JSON object a line") from None
    named = isinstance(row, dict) and [row[key] for key in ("id", "audio") if isinstance(row.get(key), str)]
    if not named or not isinstance(row.get("transcript"), str | dict | list):
        raise TranscriptError(
            f"{where} needs an 'id' or an 'audio', and a 'transcript' that is a text or a document"
        )
    return named[0], row["transcript"]


def _read(source: Document, where: str) -> GivenTranscript:
    try:
        # A line break keeps a text that looks like a path from being read as a file.
        return read_transcript(source + "\n" if isinstance(source, str) and "\n" not in source else source)
    except TranscriptError as error:
        raise TranscriptError(f"{where}: {error}") from None


def evaluate_transcripts(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    lists: Sequence[WordList | None],
    given: Sequence[GivenTranscript],
    *,
    settings: dict[str, Any] | None = None,
    protocol: Protocol = "usual",
    group: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> CorrectionReport:
    """Correct every transcript with its list, and count what is right before and after.

    Args:
        recognizer: without a list of its own.
        utterances: rows of a manifest.
        lists: one for each utterance, None for no list.
        given: the transcripts, one for each utterance.
        settings: kept in the report as they are.
        protocol: which words are biased and what edits cost, see :class:`Scoring`.
        group: field of the rows by whose values the figures are stated once more.
        progress: called with utterances done and their number.

    Raises:
        ManifestError: an utterance's audio cannot be used; the message names the row.
    """
    texts, timings = correct_all(recognizer, utterances, lists, given, progress)
    scoring = scoring_of(recognizer, utterances, protocol, group)
    return score_corrections(utterances, lists, texts, scoring, timings, settings)


def correct_all(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    lists: Sequence[WordList | None],
    given: Sequence[GivenTranscript],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[CorrectedText], list[Timing]]:
    """Correct every transcript with its list; return the texts and what each took, compiling left out.

    Raises:
        ManifestError: an utterance's audio cannot be used; the message names the row.
    """
    texts, timings = [], []
    for row, words, transcript in zip(utterances, lists, given, strict=True):
        compiled = recognizer.compile(
            words
        )  # outside the clock: a list is compiled once, not once an utterance
        begin = time.perf_counter()
        try:
            corrected = recognizer.correct(row.audio, transcript, compiled)
        except EarmarkError as error:
            raise ManifestError(f"line {row.line} of the manifest ({row.id!r}): {error}") from error
        timings.append(Timing(corrected.seconds, time.perf_counter() - begin, None))
        same = corrected.output == transcript.output()
        texts.append(CorrectedText(transcript.text, corrected.text, corrected.seconds, same))
        progress(len(texts), len(utterances))
    return texts, timings

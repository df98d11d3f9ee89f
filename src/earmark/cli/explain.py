"""``earmark explain``: why each entry of a list was written, and what became of the others."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from earmark.cli.main import fail
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, report_diagnostics
from earmark.cli.transcribe import as_json
from earmark.errors import EarmarkError, WordListError
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript, WrittenEntry
from earmark.usage import EntryUse, list_use


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "explain",
        help="say why each list entry was written, and what became of the others",
        description="Transcribe audio with a word list and say, for every entry that was written or taken "
        "out again, what spoke for it and what would stand there without the list; then, for the list, which "
        "entries can be reached, were tried, and were used in place of what.",
    )
    parser.add_argument("audio", nargs="+", metavar="AUDIO", help="sound files, as for `earmark transcribe`")
    parser.add_argument(
        "--words", required=True, metavar="FILE", help="word list: text, CSV, TSV, JSON or vCard"
    )
    parser.add_argument("--all", action="store_true", help="list entries that were never tried, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object in all")
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe every audio and explain; a bad one is reported and the others go on."""
    recognizer = Recognizer(
        arguments.model, decode_settings(arguments), words=arguments.words, **chosen_resources(arguments)
    )
    words = recognizer.words
    if words is None:
        raise WordListError("there is no list to explain: give --words FILE")
    report_diagnostics(words)
    code, done = 0, []
    for name, result in zip(arguments.audio, recognizer.transcribe_each(arguments.audio), strict=True):
        if isinstance(result, EarmarkError):
            code = fail(result)
            continue
        done.append((name, result))
        if not arguments.json:
            print("\n".join(_about(name, result)), flush=True)
    uses = list_use(words, [transcript for _, transcript in done])
    shown = [use for use in uses if arguments.all or use.tried or use.written or use.problem is not None]
    if arguments.json:
        print(json.dumps(_as_json(done, shown), ensure_ascii=False))
    else:
        print("\n".join(_report(uses, shown)))
    return code


def _about(name: str, transcript: Transcript) -> Iterator[str]:
    yield f"{name}: {transcript.text}"
    for entry in transcript.entries:
        yield f"  {entry.start:7.2f}-{entry.end:.2f} s  wrote {entry.text!r}{_spelt(entry)}"
        yield from _reasons(entry)
    for entry in transcript.undone:
        now = f"{entry.instead!r} stands there" if entry.instead else "nothing stands there"
        yield f"  {entry.start:7.2f}-{entry.end:.2f} s  took out {entry.text!r}, {now}"
        yield from _reasons(entry)
    if not transcript.entries and not transcript.undone:
        yield "  no entry of the list was written"


def _spelt(entry: WrittenEntry) -> str:
    spelt = f", heard as {entry.spoken!r}" if entry.spoken and entry.spoken != entry.entry.lower() else ""
    return spelt + (f" instead of {entry.instead!r}" if entry.instead else "")


def _reasons(entry: WrittenEntry) -> Iterator[str]:
    """What was for and against it, in nats."""
    indent = " " * 10
    if entry.boost == 0 and entry.lm == 0:
        yield f"{indent}it would stand there without the list"
    else:
        yield f"{indent}paid by the list: {entry.boost:.1f} for its tokens, {entry.lm:.1f} as a listed one"
    if entry.acoustic is not None and entry.words is not None:
        phones = "" if entry.phones is None else f", phones {entry.phones:+.1f}"
        yield (
            f"{indent}against {entry.instead or 'nothing'!r} without the list: "
            f"sub-words {entry.acoustic:+.1f}{phones}, language model {entry.words:+.1f}"
        )
    far = 0.0 if entry.heard is None else max(0.0, -entry.heard)
    sounds = "" if entry.heard is None else f"its phones are {far:.1f} from what was heard; "
    looked = "" if entry.attention is None else f"the adapter looked at it {100 * entry.attention:.0f} %; "
    odds = "not weighed" if entry.odds is None else f"odds that it was said: {entry.odds:+.1f}"
    yield f"{indent}{sounds}{looked}{odds}{', by ' + ', '.join(entry.techniques) if entry.techniques else ''}"


def _report(uses: Sequence[EntryUse], shown: Sequence[EntryUse]) -> Iterator[str]:
    lost = sum(use.problem is not None for use in uses)
    yield (
        f"list: {len(uses)} entr{'y' if len(uses) == 1 else 'ies'}, {len(uses) - lost} can be written; "
        f"tried {sum(use.tried > 0 for use in uses)}, written {sum(use.written > 0 for use in uses)}, "
        f"taken out {sum(use.undone for use in uses)} times"
    )
    for use in shown:
        if use.problem is not None:
            yield f"  {use.entry}: cannot be written, {use.problem}"
            continue
        said = f" [{' | '.join(use.pronunciations)}]" if use.pronunciations else ""
        places = ", ".join(f"{text or 'nothing'!r} ({count})" for text, count in use.instead)
        instead = f", instead of {places}" if places else ""
        counts = f"tried {use.tried}, written {use.written}, taken out {use.undone}"
        yield f"  {use.entry}{said}: {counts}{instead}"


def _as_json(done: Sequence[tuple[str, Transcript]], shown: Sequence[EntryUse]) -> dict[str, Any]:
    audios = [as_json(name, transcript) | {"tried": list(transcript.tried)} for name, transcript in done]
    return {"audio": audios, "list": [asdict(use) for use in shown]}

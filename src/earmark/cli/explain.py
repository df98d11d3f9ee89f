"""``earmark explain``: evidence for every entry written or rejected, and the use of the list."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from earmark.cli.main import fail
from earmark.cli.options import add_decoding, chosen_resources, decode_settings, report_diagnostics, words_of
from earmark.cli.transcript_text import as_json
from earmark.errors import EarmarkError, OptionsError, WordListError
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript, WrittenEntry
from earmark.usage import EntryUse, list_use


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "explain",
        help="print the evidence for each list entry that was written or rejected",
        description="Transcribe audio with a word list. Print the evidence for every entry that was written "
        "or rejected and the text that would stand there without the list; then, for the list, which "
        "entries can be written, were considered and were written, and instead of what.",
    )
    parser.add_argument("audio", nargs="+", metavar="AUDIO", help="sound files, as for `earmark transcribe`")
    parser.add_argument(
        "--words", required=True, metavar="FILE", help="word list: text, CSV, TSV, JSON or vCard"
    )
    parser.add_argument(
        "--transcript",
        action="append",
        metavar="FILE",
        help="explain the correction of another recognizer's transcript, one for each audio in order",
    )
    parser.add_argument("--all", action="store_true", help="print entries that were never considered, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object in all")
    add_decoding(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Transcribe every audio and explain; a bad one is reported and the others go on."""
    recognizer = Recognizer(
        arguments.model,
        decode_settings(arguments),
        words=words_of(arguments),
        **chosen_resources(arguments),
        verbatim=True,
    )
    words = recognizer.words
    if words is None:
        raise WordListError("there is no list to explain: give --words FILE")
    report_diagnostics(recognizer, words)
    code, done = 0, []
    for name, result in zip(arguments.audio, _results(recognizer, arguments), strict=True):
        if isinstance(result, EarmarkError):
            code = fail(result)
            continue
        done.append((name, result))
        if not arguments.json:
            print("\n".join(_about(name, result)), flush=True)
    uses = list_use(words, [transcript for _, transcript in done])
    shown = [use for use in uses if arguments.all or use.considered or use.written or use.problem is not None]
    if arguments.json:
        print(json.dumps(_as_json(done, shown), ensure_ascii=False))
    else:
        print("\n".join(_report(uses, shown)))
    return code


def _results(recognizer: Recognizer, arguments: argparse.Namespace) -> Iterator[Transcript | EarmarkError]:
    """The transcript of each audio: the recognizer's own, or another's that it has corrected."""
    if arguments.transcript is None:
        yield from recognizer.transcribe_each(arguments.audio)
        return
    if len(arguments.transcript) != len(arguments.audio):
        raise OptionsError(
            f"--transcript was given {len(arguments.transcript)} times for {len(arguments.audio)} audios: "
            "give one for each, in the same order"
        )
    for audio, path in zip(arguments.audio, arguments.transcript, strict=True):
        try:
            yield recognizer.correct(audio, Path(path)).as_transcript()
        except EarmarkError as error:
            yield error


def _about(name: str, transcript: Transcript) -> Iterator[str]:
    yield f"{name}: {transcript.text}"
    for entry in transcript.entries:
        instead = f" instead of {entry.alternative!r}" if entry.alternative else ""
        yield f"  {_times(entry)}  wrote {entry.text!r}{_spelt(entry)}{instead}"
        yield from _reasons(entry, "accepted")
    for entry in transcript.rejected:
        yield f"  {_times(entry)}  rejected {entry.text!r} for {entry.alternative or 'nothing'!r}"
        yield from _reasons(entry, "rejected")
    if not transcript.entries and not transcript.rejected:
        yield "  no entry of the list was written"


def _times(entry: WrittenEntry) -> str:
    return f"{entry.start:7.2f}-{entry.end:.2f} s"


def _spelt(entry: WrittenEntry) -> str:
    return f", spelt {entry.spoken!r}" if entry.spoken and entry.spoken != entry.entry.lower() else ""


def _reasons(entry: WrittenEntry, verdict: str) -> Iterator[str]:
    """Scores for and against an entry, in nats."""
    indent = " " * 10
    if entry.boost == 0 and entry.lm == 0:
        scores = ["it would stand there without the list"]
    else:
        scores = [f"boost {entry.boost:+.1f}", f"class LM {entry.lm:+.1f}"]
    if entry.phone_match is not None:
        scores.append(f"phone match {entry.phone_match:+.1f}")
    if entry.attention is not None:
        scores.append(f"attention {entry.attention:.2f}")
    if entry.context is not None:
        scores.append(f"context {entry.context:+.1f}")
    if entry.rarity is not None:
        scores.append(f"rarity {entry.rarity:+.1f}")
    decision = "not verified" if entry.log_odds is None else f"{verdict}, log-odds {entry.log_odds:+.1f}"
    if entry.verifier == "portable":
        decision += " by weights that fit any model"
    if entry.confidence is not None:
        decision += f", confidence {entry.confidence:.2f}"
    yield f"{indent}{', '.join(scores)}: {decision}"
    if entry.acoustic is not None and entry.words is not None:
        phones = "" if entry.phones is None else f", phones {entry.phones:+.1f}"
        yield (
            f"{indent}against {entry.alternative or 'nothing'!r} without the list: "
            f"acoustic {entry.acoustic:+.1f}{phones}, LM {entry.words:+.1f}"
        )
    if entry.techniques:
        yield f"{indent}techniques: {', '.join(entry.techniques)}"


def _report(uses: Sequence[EntryUse], shown: Sequence[EntryUse]) -> Iterator[str]:
    lost = sum(use.problem is not None for use in uses)
    yield (
        f"list: {len(uses)} entr{'y' if len(uses) == 1 else 'ies'}, {len(uses) - lost} can be written; "
        f"considered {sum(use.considered > 0 for use in uses)}, "
        f"written {sum(use.written > 0 for use in uses)}, "
        f"rejected {sum(use.rejected for use in uses)} times"
    )
    for use in shown:
        if use.problem is not None:
            yield f"  {use.entry}: cannot be written, {use.problem}"
            continue
        pronounced = f" [{' | '.join(use.pronunciations)}]" if use.pronunciations else ""
        places = ", ".join(f"{text or 'nothing'!r} ({count})" for text, count in use.alternatives)
        instead = f", instead of {places}" if places else ""
        counts = f"considered {use.considered}, written {use.written}, rejected {use.rejected}"
        yield f"  {use.entry}{pronounced}: {counts}{instead}"


def _as_json(done: Sequence[tuple[str, Transcript]], shown: Sequence[EntryUse]) -> dict[str, Any]:
    audios = [
        as_json(name, transcript) | {"considered": list(transcript.considered)} for name, transcript in done
    ]
    return {"audio": audios, "list": [asdict(use) for use in shown]}

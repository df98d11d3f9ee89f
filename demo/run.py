"""Transcribe the clips beside this file without and with their word list, and show what differs.

Usage: python demo/run.py [--model NAME_OR_PATH] [--words FILE] [--color]
"""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from pathlib import Path

from earmark import EarmarkError, Recognizer, Transcript, WordList
from earmark.evaluation.alignment import align
from earmark.language import DEFAULT

HERE = Path(__file__).parent
RED, GREEN, GREY, PLAIN = "\033[31m", "\033[1;32m", "\033[90m", "\033[0m"


def paint(transcript: Transcript, reference: list[str], color: bool) -> str:
    """The words of a transcript: entries from the list in green, words that nobody said in red."""
    words = [(w, DEFAULT.normalize(w.entry or w.spoken or w.text).split()) for w in transcript.words]
    spoken = [part for _, parts in words for part in parts]
    right = set(align(reference, spoken).matches.values())
    painted, at = [], 0
    for word, parts in words:
        said = all(at + i in right for i in range(len(parts)))
        at += len(parts)
        code = RED if not said else GREEN if word.entry is not None else ""
        painted.append(f"{code}{word.text}{PLAIN}" if color and code else word.text)
    return " ".join(painted)


def wrong_words(reference: list[str], spoken: list[str]) -> int:
    """Words of the reference that are missing or wrong, and words too many."""
    alignment = align(reference, spoken)
    return len(reference) - len(alignment.matches) + len(alignment.insertions)


def main() -> int:
    """Print every clip as it is, without the list, with it, and as the writer has it if it is installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="english", help="bundled model or model folder")
    parser.add_argument("--words", default=HERE / "words.csv", help="the word list")
    parser.add_argument("--color", action="store_true", help="colours even where the output is no terminal")
    arguments = parser.parse_args()
    color = arguments.color or sys.stdout.isatty()
    rows = [json.loads(line) for line in (HERE / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    clips = [HERE / row["audio"] for row in rows]
    try:
        words = WordList.load(arguments.words)
        recognizer = Recognizer(arguments.model)
        without = recognizer.transcribe_batch(clips)
        listed = recognizer.transcribe_batch(clips, words=words)
        writer = Recognizer(arguments.model, transcriber="auto" if arguments.model == "english" else None)
        written = writer.transcribe_batch(clips, words=words) if writer.transcriber is not None else None
    except EarmarkError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2
    print(f"The list: {', '.join(word.display for word in words)}\n")
    errors = [0, 0, 0]
    for number, (row, clip, before, after) in enumerate(zip(rows, clips, without, listed, strict=True)):
        reference = DEFAULT.normalize(row["text"]).split()
        print(f"{GREY if color else ''}{clip.relative_to(HERE.parent)}{PLAIN if color else ''}")
        print(f"  said          {row['text']}")
        print(f"  without list  {paint(before, reference, color)}")
        print(f"  with list     {paint(after, reference, color)}")
        print("" if written is None else f"  writer, list  {written[number].text}\n")
        for index, transcript in enumerate((before, after)):
            said = " ".join(word.entry or word.spoken or word.text for word in transcript.words)
            errors[index] += wrong_words(reference, DEFAULT.normalize(said).split())
        if written is not None:
            errors[2] += wrong_words(reference, DEFAULT.normalize(written[number].text).split())
    total = sum(len(DEFAULT.normalize(row["text"]).split()) for row in rows)
    print(f"Wrong words: {errors[0]} of {total} without the list, {errors[1]} of {total} with it.")
    if written is not None:
        print(f"Written by the bundled writer, with the list's entries: {errors[2]} of {total}.")
    return 0


if __name__ == "__main__":
    warnings.showwarning = lambda message, *_, **__: print(f"demo: warning: {message}", file=sys.stderr)
    sys.exit(main())

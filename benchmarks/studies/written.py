"""Measure the written form: marks and capitals on held-out text and on recognised speech, figures, cost.

    python -m benchmarks.studies.written --data ../shared/data [--every N]

Writes docs/figures/written.md.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import page, percent, section, table, write_page
from benchmarks.common.sets import NAMES, PUNCTUATED_TRAINING
from earmark.evaluation.alignment import align
from earmark.evaluation.manifest import Utterance
from earmark.language import DEFAULT
from earmark.output.written import WrittenForm, load_written
from earmark.output.written.form import pauses_of
from earmark.training.written.score import Scores, score, scores_of
from earmark.training.written.text import Spoken, sentences, tag_sentence, tag_text
from earmark.training.written.train import split
from earmark.transcript import Transcript

STUDY = "studies.written"
HEAD = ("text", "words", "marks F1", "comma", "stop", "question mark", "capitals F1")
TEXTS = ("books", "parliament", "un_debates", "encyclopedia", "medical")  # of text/lm
SCORED = 100_000  # words a text
SENTENCES = 10_000  # without numbers
FIGURE = re.compile(r"\d")
NUMBER = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven"
    r"|eigh|nine)ty|hundred|thousand|\w+illion|\w+teenth|\w+ieth|tenth|eleventh|twelfth|dozen|first|second|third)\w*\b|\d"
)


def main() -> None:
    """Measure every row and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth clip only (1)")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    form = load_written(bench.own.model)
    if form is None:
        sys.exit(f"model {arguments.model!r} has no tagger")
    folder = arguments.data / "text" / "lm"
    rows = [cells(name, held_out(form, folder / f"{name}.txt.xz")) for name in TEXTS]
    spoken, share = [], []
    for name in (NAMES, *PUNCTUATED_TRAINING):
        found, cost = recognised(bench, form, bench.utterances(name, None)[:: arguments.every])
        spoken.append(cells(name, found))
        share.append((name, percent(cost)))
    changed, counted = unchanged(folder)
    text = page(
        "Written form", STUDY, HELD_OUT, table(HEAD, rows),
        section("Recognised speech", SPEECH, table(HEAD, spoken)),
        section("Cost", "Share of the time of transcription, same clips.", table(("set", "share"), share)),
        section("Figures", f"The rules changed {changed} of {counted:,} sentences without a number.", ""),
    )  # fmt: skip
    print(text)
    if arguments.limit is None:
        write_page("written", text)


HELD_OUT = (
    "Capitals and marks of words without either, on the last fiftieth of each text, which the tagger was not "
    "trained on: other books, sitting days and articles."
)
SPEECH = (
    "Transcripts without a list, recognition errors and all, beside the transcripts' own case and marks; a "
    "word that was not recognised has lost its mark and its capital."
)


def cells(name: str, scores: Scores) -> tuple[str, ...]:
    """One row."""
    figures = (scores.marks, scores.comma, scores.stop, scores.question, scores.capitals)
    return (name, f"{scores.words:,}", *(f"{figure:.3f}" for figure in figures))


def held_out(form: WrittenForm, path: Path) -> Scores:
    """Score the part of a text that the tagger was not trained on."""
    _, held = split(tag_text(sentences(path)))
    return score(form.tagger, held, SCORED)


def recognised(bench: Bench, form: WrittenForm, utterances: Sequence[Utterance]) -> tuple[Scores, float]:
    """Score what is recognised of some clips, each alone; the share of time that the written form took."""
    recognizer = bench.own.as_spoken()
    tags: list[tuple[int, int, int, int]] = []
    heard = written = 0.0
    for utterance in utterances:
        began = time.perf_counter()
        transcript = recognizer.transcribe(utterance.audio)
        between = time.perf_counter()
        form.write(transcript)
        heard, written = heard + between - began, written + time.perf_counter() - between
        tags += compared(form, transcript, tag_sentence(utterance.text))
    return scores_of(*zip(*tags, strict=True)), written / (heard + written)


def compared(
    form: WrittenForm, transcript: Transcript, reference: Sequence[Spoken]
) -> Iterator[tuple[int, int, int, int]]:
    """Mark, right mark, case, right case of every word; 0 on the side that does not have it."""
    said = [word for token in reference for word in token.words]
    marks = [mark for token in reference for mark in (*[0] * (len(token.words) - 1), token.mark)]
    cases = [token.case for token in reference for _ in token.words]
    words: list[str] = []
    pauses: list[float] = []
    for word, pause in zip(transcript.words, pauses_of(transcript.words), strict=True):
        parts = DEFAULT.normalize(word.text).split()
        words += parts
        pauses += [*[0.0] * (len(parts) - 1), pause][: len(parts)]
    tags = form.tagger.tag(words)
    common = [word in DEFAULT.common_words for word in words]
    found = tags.best_marks(pauses)[0].tolist(), tags.best_cases(common).tolist()
    matches = align(said, words).matches
    for place in range(len(said)):
        at = matches.get(place)
        own = (0, 0) if at is None else (found[0][at], found[1][at])
        yield own[0], marks[place], own[1], cases[place]
    for at in set(range(len(words))) - set(matches.values()):
        yield found[0][at], 0, found[1][at], 0


def unchanged(folder: Path) -> tuple[int, int]:
    """Sentences without a number that the rules for figures change, and how many were tried."""
    changed = counted = 0
    for name in TEXTS:
        said = (DEFAULT.normalize(line) for line in sentences(folder / f"{name}.txt.xz"))
        for sentence in islice((s for s in said if s and not NUMBER.search(s)), SENTENCES // len(TEXTS)):
            counted += 1
            changed += any(FIGURE.search(number.text) for number in DEFAULT.write_numbers(sentence.split()))
    return changed, counted


if __name__ == "__main__":
    main()

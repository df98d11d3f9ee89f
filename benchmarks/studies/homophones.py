"""Measure names that sound like words, said as names and as words, in synthesised sentences.

    python -m benchmarks.studies.homophones --data ../shared/data --write-text FOLDER
    python -m benchmarks.studies.homophones --data ../shared/data --set FOLDER

The first command writes the texts and prints how to synthesise them; the second writes
docs/figures/homophones.md. The held-out half is for the page: settings are tried on the other one, with
--half dev, which writes no page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN, encoded_copy
from benchmarks.common.page import page, section, table, write_page
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import phrase_files
from benchmarks.common.synthesised import set_arguments, utterances
from benchmarks.studies.homophone_sentences import HALVES, Half, Sentence, entries, sentences, write_texts
from earmark.biasing import WordList
from earmark.evaluation.damage import Damage, damage_of
from earmark.evaluation.lists import draw_distractors
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.spoken import spoken_hypothesis
from earmark.offline import EncodedAudio
from earmark.transcript import Transcript

STUDY = "studies.homophones"
OTHERS = 1000  # entries that are not said
ALONE, WHOLE, AMONG = "the name alone", "all names", f"all names and {OTHERS:,} others"
PLAIN = "no list"


@dataclass(frozen=True)
class Found:
    """What one list did in one half."""

    right: int = 0  # names written where they were said
    said: int = 0  # names said
    wrong: int = 0  # entries written in place of other words
    capitals: int = 0  # words written as names
    clips: int = 0
    worse: int = 0  # clips with more word errors than without a list
    errors: int = 0  # of words
    words: int = 0

    @property
    def precision(self) -> float:
        """Of what was written from the list, the share that was said; 0 where nothing was."""
        written = self.right + self.wrong + self.capitals
        return self.right / written if written else 0.0

    @property
    def recall(self) -> float:
        """Share of the names that were written as entries."""
        return self.right / self.said

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def plus(self, sentence: Sentence, transcript: Transcript, damage: Damage) -> Found:
        """Add one sentence."""
        faults = len(damage.wrong) + len(damage.capitals)
        return Found(
            self.right + len(transcript.entries) - faults,
            self.said + len(sentence.names),
            self.wrong + len(damage.wrong),
            self.capitals + len(damage.capitals),
            self.clips + 1,
            self.worse + damage.worse,
            self.errors + damage.errors,
            self.words + len(sentence.text.split()),
        )


def main() -> None:
    """Write the texts, or measure and write the page."""
    arguments = set_arguments(__doc__, HALVES, write_texts)
    if arguments is None:
        return
    bench = Bench.of(arguments)
    halves = [arguments.half] if arguments.half else list(HALVES)
    parts = [half_section(bench, half, arguments.set) for half in halves]
    text = page("Names that sound like words", STUDY + " --set FOLDER", DATA, TOP, *parts)
    print(text)
    if arguments.half is None and arguments.limit is None:
        write_page("homophones", text)


def half_section(bench: Bench, half: Half, folder: Path) -> str:
    """Measure one half."""
    measured = HalfSet(bench, half, folder)
    lines = []
    for name, found in measured.measure():
        about = [
            name, f"{100 * found.precision:.1f}", f"{100 * found.recall:.1f}", f"{100 * found.f1:.1f}",
            found.wrong, found.capitals, f"{100 * found.worse / found.clips:.1f}",
            f"{100 * found.errors / found.words:.1f}",
        ]  # fmt: skip
        lines.append(about if name != PLAIN else [name, "-", "-", "-", "-", "-", "-", about[-1]])
    said = sum(len(one.names) for one in measured.chosen)
    title = {"dev": "Development half", "held-out": "Held-out half"}[half]
    return section(title, f"{len(measured.chosen)} sentences, {said} names said.", table(HEAD, lines))


class HalfSet:
    """One half, encoded and decoded without a list when it is first needed."""

    def __init__(self, bench: Bench, half: Half, folder: Path) -> None:
        self.bench, self.half = bench, half
        self.chosen = sentences(half)[:: 1 if bench.limit is None else -(-200 // bench.limit)]
        self.rows = utterances(self.chosen, folder / half)

    @cached_property
    def encoded(self) -> list[EncodedAudio]:
        """Emissions of the sentences."""
        return encoded_copy(self.bench, f"homophones-{self.half}", self.rows, CLEAN)

    @cached_property
    def plain(self) -> list[Transcript]:
        """Transcripts without a list."""
        return self.bench.own.decode(self.encoded)

    def measure(self) -> Iterator[tuple[str, Found]]:
        """Counts without a list and with each; measured once for each state of the code."""
        state = [self.bench.own.model.digest, fingerprint()]
        for name, lists in lists_of(self.bench, self.chosen, self.rows).items():
            key = [STUDY, self.half, name, [one.text for one in self.chosen], state]
            row = cached(self.bench.work / "homophones", key, lambda lists=lists: vars(self._counts(lists)))
            assert row is not None  # what is measured here always is
            yield name, Found(**row)

    def _counts(self, lists: Sequence[WordList | None]) -> Found:
        decode = self.bench.own.decode
        transcripts = decode(self.encoded, words_each=lists) if any(lists) else self.plain
        total = Found()
        for sentence, row, transcript, plain in zip(
            self.chosen, self.rows, transcripts, self.plain, strict=True
        ):
            damage = damage_of(row, transcript, spoken_hypothesis(plain))
            total = total.plus(sentence, transcript, damage)
        return total


def lists_of(
    bench: Bench, chosen: Sequence[Sentence], rows: Sequence[Utterance]
) -> dict[str, list[WordList | None]]:
    """The list of each sentence, by the name of the kind of list."""
    others = draw_distractors(phrase_files(bench.data, ["ent_person"]), OTHERS, rows)
    one = [WordList.of(sentence.names or [sentence.listed]) for sentence in chosen]
    whole = WordList.of(entries())
    among = WordList.of([*entries(), *others])
    count = len(chosen)
    return {PLAIN: [None] * count, ALONE: [*one], WHOLE: [whole] * count, AMONG: [among] * count}


DATA = "Synthesised from benchmarks/studies/homophone_text: the halves share no name, sentence or voice."
HEAD = ("list", "precision", "recall", "F1", "wrong", "capitals", "clips worse, %", "WER")
TOP = f"""Half of the sentences have a name (*Mister Wright called at noon*), half a word that it sounds like
(*that is the right answer*). A name is right where the list's entry stands in its place; *wrong* are
entries in place of other words, *capitals* words written as a name that is spelled like them. Lists:
*{ALONE}*: of each sentence the name that it says, or the one that its word sounds like; *{WHOLE}*: the
{len(entries())} names of both halves; with {OTHERS:,} others: full names that are not said.
"""


if __name__ == "__main__":
    main()

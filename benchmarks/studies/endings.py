"""Measure endings of entries: possessives and plurals of names and terms, and the same ones without.

    python -m benchmarks.studies.endings --data ../shared/data --write-text FOLDER
    python -m benchmarks.studies.endings --data ../shared/data --set FOLDER

The first command writes the texts and prints how to synthesise them; the second writes
docs/figures/endings.md. Settings are chosen on the other half, with --half dev, which writes no page.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN, encoded_copy
from benchmarks.common.page import page, section, table, write_page
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import phrase_files
from benchmarks.common.synthesised import set_arguments, utterances
from benchmarks.studies.ending_sentences import HALVES, KINDS, Half, Sentence, entries, sentences, write_texts
from earmark.biasing import WordList
from earmark.decoding import DecodeOptions
from earmark.evaluation.lists import draw_distractors
from earmark.language import DEFAULT
from earmark.transcript import Transcript

STUDY = "studies.endings"
OTHERS = 1000  # entries that are not said
HEAD = (
    "list", "endings written", "right", "precision", "said", "recall", "recall of entries written",
    "bare entries with an ending", "words taken for an entry",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Endings of one list in one half."""

    written: int = 0  # with an ending
    right: int = 0  # of them, with the ending that was said
    said: int = 0  # entries with an ending
    kept: int = 0  # of them, written as entries, whatever the ending
    bare: int = 0  # entries without an ending that were written
    wrong: int = 0  # of them, with an ending
    taken: int = 0  # entries in sentences that say none

    def plus(self, sentence: Sentence, transcript: Transcript) -> Found:
        """Add one sentence."""
        ending = ending_said(sentence)
        own = [word.ending for word in transcript.words if word.entry == sentence.entry]
        endings = sum(bool(word.ending) for word in transcript.words if word.entry is not None)
        said = sentence.kind in ("possessive", "plural")
        bare = sentence.kind == "bare"
        return self.added(
            written=endings,
            right=int(said and ending in own),
            said=int(said),
            kept=int(said and bool(own)),
            bare=int(bare and bool(own)),
            wrong=int(bare and any(own)),
            taken=sum(word.entry is not None for word in transcript.words) * (sentence.kind == "word"),
        )

    def added(self, **counts: int) -> Found:
        """The sums with more."""
        return Found(*(getattr(self, f.name) + counts[f.name] for f in fields(self)))

    def cells(self) -> list[str]:
        """A row of the table."""
        shares = [(self.right, self.written), (self.right, self.said), (self.right, self.kept)]
        precision, recall, of_kept = (f"{100 * a / b:.1f}" if b else "-" for a, b in shares)
        return [
            str(self.written), str(self.right), precision, str(self.said), recall, of_kept,
            f"{self.wrong} of {self.bare}", str(self.taken),
        ]  # fmt: skip


def main() -> None:
    """Write the texts, or measure and write the page."""
    arguments = set_arguments(__doc__, HALVES, write_texts)
    if arguments is None:
        return
    bench = Bench.of(arguments)
    halves = [arguments.half] if arguments.half else list(HALVES)
    parts = [half_section(bench, half, arguments.set / half) for half in halves]
    text = page("Endings of entries", STUDY + " --set FOLDER", DATA, TOP, *parts)
    print(text)
    if arguments.half is None and arguments.limit is None:
        write_page("endings", text)


def half_section(bench: Bench, half: Half, folder: Path) -> str:
    """Measure one half with each list, and without endings."""
    chosen = sentences(half)
    rows = utterances(chosen, folder)
    others = draw_distractors(phrase_files(bench.data, ["ent_person"]), OTHERS, rows)
    lists = {"all entries": WordList.of(entries(half))}
    lists[f"and {OTHERS:,} others"] = WordList.of([*entries(half), *others])
    lines = []
    for name, words in lists.items():
        for switched, changes in ((name, {}), (f"{name}, endings off", {"endings.enabled": False})):
            key = [STUDY, half, switched, [one.text for one in chosen], bench.own.model.digest, fingerprint()]

            def measure(words: WordList = words, changes: dict[str, bool] = changes) -> dict[str, int]:
                own = bench.own.with_options(DecodeOptions.of(changes)) if changes else bench.own
                encoded = encoded_copy(bench, f"endings-{half}", rows, CLEAN)
                total = Found()
                for sentence, transcript in zip(chosen, own.decode(encoded, words=words), strict=True):
                    total = total.plus(sentence, transcript)
                return vars(total)

            row = cached(bench.work / "endings", key, measure)
            assert row is not None  # what is measured here always is
            lines.append([switched, *Found(**row).cells()])
    title = {"dev": "Development half", "held-out": "Held-out half"}[half]
    counts = ", ".join(f"{sum(one.kind == kind for one in chosen)} {kind}" for kind in KINDS)
    return section(title, f"{len(chosen)} sentences: {counts}.", table(HEAD, lines))


def ending_said(sentence: Sentence) -> str:
    """What the sentence puts behind its entry."""
    if sentence.kind not in ("possessive", "plural"):
        return ""
    ending = next(ending for ending in DEFAULT.endings if ending.name == sentence.kind)
    return ending.after(sentence.entry)


DATA = "Synthesised from benchmarks/studies/ending_sentences: the halves share no name, sentence or voice."
TOP = f"""Precision: of the endings written, the share that was said; recall: of those said, also of the ones
whose entry was written at all. Bare entries stand mostly before words that begin with s (*Okonkwo said no*);
*words taken for an entry* are entries in sentences that say none but a word like one with an ending (*hearts*
for `Hart`). Lists: all entries of the half, then with {OTHERS:,} full names that are not said.
"""


if __name__ == "__main__":
    main()

"""Count what a word list made worse and better, compared with the transcript without a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earmark.evaluation.alignment import Alignment, align
from earmark.evaluation.entities import find_mentions, said_at
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.spoken import place_words
from earmark.evaluation.wer import count_errors
from earmark.transcript import Transcript


@dataclass(frozen=True)
class Damage:
    """One utterance with its list beside the same utterance without a list."""

    without: str  # spoken form of the transcript without a list
    errors_without: int  # word errors, every edit at cost 1
    errors: int  # likewise, with the list
    wrong: tuple[str, ...] = ()  # entries written where they were not said, as displayed
    capitals: tuple[str, ...] = ()  # ordinary words that entries gave other capitals, as displayed

    @property
    def worse(self) -> bool:
        """Whether the list added word errors."""
        return self.errors > self.errors_without

    @property
    def better(self) -> bool:
        """Whether the list removed word errors."""
        return self.errors < self.errors_without


def damage_of(utterance: Utterance, transcript: Transcript, without: str) -> Damage:
    """Compare a transcript with the same utterance's without a list, ``without`` in spoken form.

    An entry that is written where the aligned words of the reference differ in more than an ending is wrong.
    One that is written where its words were said changes capitals if they were said as ordinary words, see
    :func:`changes_capitals`. Entries compare by their text, whatever their display form.
    """
    language = utterance.language
    reference = language.normalize(utterance.text).split()
    spoken, placed = place_words(transcript, language)
    alignment = align(reference, spoken)
    wrong, capitals = [], []
    for word, first, count in placed:
        if word.entry is None:
            continue
        said = alignment.said_at(first, count)
        if said is None:
            if said_at(alignment, first, count, language) is None:
                wrong.append(word.text)
        elif changes_capitals(utterance, alignment, said, count, word.text):
            capitals.append(word.text)
    return Damage(
        without=without,
        errors_without=count_errors(align(reference, without.split())).errors,
        errors=count_errors(alignment).errors,
        wrong=tuple(wrong),
        capitals=tuple(capitals),
    )


def changes_capitals(
    utterance: Utterance, alignment: Alignment, first: int, count: int, display: str
) -> bool:
    """Whether ``display`` gives other capitals to words that were said as ordinary ones.

    Words of the row's entities or rare words are names and may have any. Others are compared with the
    reference as it is written. A reference in small letters or in capitals alone does not say which of its
    words are names: without entities or rare words in the row nothing is counted there.

    Args:
        utterance: row of the manifest.
        alignment: of the spoken forms of reference and hypothesis.
        first: of the reference's words where the entry was said.
        count: of these words.
        display: the entry as the transcript shows it.
    """
    names = [*(utterance.entities or ()), *(utterance.rare or ())]
    mentions = find_mentions(alignment, map(utterance.language.normalize, names), utterance.language)
    if any(start < first + count and first < start + length for start, length in mentions):
        return False
    letters = _letters(display)
    if _has_both_cases(utterance.text):
        written = _letters("".join(_as_written(utterance, first, count)))
    elif utterance.entities is None and utterance.rare is None:
        return False
    else:
        written = _letters("".join(alignment.reference[first : first + count]))
    return letters != written and letters.casefold() == written.casefold()


def _as_written(utterance: Utterance, first: int, count: int) -> Iterator[str]:
    """Tokens of the reference text whose spoken form has the words from ``first`` on."""
    place = 0
    for token in utterance.text.split():
        words = len(utterance.language.normalize(token).split())
        if place < first + count and first < place + words:
            yield token
        place += words


def _has_both_cases(text: str) -> bool:
    return text not in (text.lower(), text.upper())


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))

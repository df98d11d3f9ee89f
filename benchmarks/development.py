"""The development sets as lists are tried on them: what was heard, and what is written with a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from accuracy import DISTRACTORS, unpacked

from earmark import Recognizer
from earmark.biasing import BiasList, Word, WordList
from earmark.decoding import BeamDecoder
from earmark.evaluation.alignment import align
from earmark.evaluation.cache import EmissionsCache
from earmark.evaluation.entities import Inventory, find_invented
from earmark.evaluation.lists import draw_distractors, entity_words, row_list
from earmark.evaluation.manifest import Utterance, load_manifest
from earmark.language import DEFAULT
from earmark.models import Emissions
from earmark.models.alphabet import Alphabet
from earmark.offline import Heard
from earmark.transcript import Hypothesis

WAKE = (Word("athena"), Word("chatterbox"))


class DevelopmentSet:
    """Utterances, what the acoustic model hears in them, and the entries that they hold."""

    def __init__(self, name: str, data: Path, work: Path, recognizer: Recognizer) -> None:
        """Read the set; its emissions are computed once and kept."""
        self.name = name
        self._distractors = [data / "words" / f"{file}.txt.xz" for file in DISTRACTORS]
        self.utterances = load_manifest(unpacked(name, data, work))
        folder = work / "emissions" / f"{name}-{recognizer.model.digest[:8]}"
        self.heard = _heard(self.utterances, folder, recognizer)
        self.hours = sum(h.seconds for h in self.heard) / 3600

    def never(self, size: int) -> list[WordList]:
        """A list that nobody says, for every utterance."""
        return [WordList.of(draw_distractors(self._distractors, size, self.utterances))] * len(
            self.utterances
        )

    def own(self, size: int) -> list[WordList]:
        """A list with the entries that the utterances hold among so many others; none if they hold none."""
        if self.name.startswith("wakewords"):
            return [WordList.of(WAKE)] * len(self.utterances)
        if self.name.startswith("librispeech"):
            return [WordList.of(row_list(one, f"words_{size}")) for one in self.utterances]
        entities = entity_words(self.utterances)
        if not entities:
            return []
        others = draw_distractors(self._distractors, size, self.utterances)
        return [WordList.of(entities + others)] * len(self.utterances)

    def hypotheses(self, recognizer: Recognizer, lists: Sequence[BiasList | None]) -> list[list[Hypothesis]]:
        """The best of every piece of every utterance."""
        return [[best for best, _ in pieces] for pieces in self.searched(recognizer, lists)]

    def searched(
        self, recognizer: Recognizer, lists: Sequence[BiasList | None]
    ) -> list[list[tuple[Hypothesis, Emissions]]]:
        """The best of every piece of every utterance, and the emissions that were searched."""
        heard = [(i, e) for i, heard in enumerate(self.heard) for e in heard.segments]
        ready = recognizer._ready([e for _, e in heard], [lists[i] for i, _ in heard])
        pieces = [(i, e) for (i, _), e in zip(heard, ready, strict=True)]
        search: BeamDecoder = recognizer._search
        found = search.decode_emissions([e for _, e in pieces], [lists[i] for i, _ in pieces], 1)
        best: list[list[tuple[Hypothesis, Emissions]]] = [[] for _ in self.heard]
        for (i, emissions), hypotheses in zip(pieces, found, strict=True):
            best[i].append((hypotheses[0], emissions))
        return best

    def texts(self, recognizer: Recognizer, lists: Sequence[WordList]) -> list[str]:
        """What is written with each list, none where there are no lists; entries as they are spoken."""
        compiled = [recognizer.compile(one) for one in lists] or [None] * len(self.utterances)
        vocabulary = recognizer.model.alphabet
        found = zip(self.hypotheses(recognizer, compiled), compiled, strict=True)
        return [
            " ".join(word for h in best for word in said(h, words, vocabulary)[0]) for best, words in found
        ]

    def alarms(self, recognizer: Recognizer, words: WordList, *, listed: bool = True) -> int:
        """Entries of the list in transcripts where nobody says them; unless ``listed``, of no list."""
        inventory = Inventory(word.text for word in words)
        texts = self.texts(recognizer, [words] * len(self.utterances) if listed else [])
        alignments = (
            align(DEFAULT.normalize(u.text).split(), t.split())
            for u, t in zip(self.utterances, texts, strict=True)
        )
        return sum(1 for alignment in alignments for _ in find_invented(alignment, inventory))


def said(
    hypothesis: Hypothesis, words: BiasList | None, alphabet: Alphabet
) -> tuple[list[str], list[tuple[int, int]]]:
    """The words of a hypothesis, entries by their plain spoken form, and (first, count) of each hit."""
    text: list[str] = []
    spans = []
    at = 0
    for hit in hypothesis.hits:
        text += alphabet.text(hypothesis.tokens[at : hit.first_token]).split()
        at = hit.last_token + 1
        entry = None if words is None else words.entries[hit.entry]
        own = alphabet.text(hypothesis.tokens[hit.first_token : at]) if entry is None else entry.spoken[0]
        spans.append((len(text), len(own.split())))
        text += own.split()
    return text + alphabet.text(hypothesis.tokens[at:]).split(), spans


def _heard(utterances: Sequence[Utterance], folder: Path, recognizer: Recognizer) -> list[Heard]:
    if not (folder / "index.json").is_file():
        cache = EmissionsCache(folder, recognizer.model)
        for utterance in utterances:
            cache.store(utterance.id, recognizer.hear(utterance.audio))
        cache.close()
    stored = EmissionsCache.open(folder, recognizer.model)
    return [stored.load(utterance.id) for utterance in utterances]

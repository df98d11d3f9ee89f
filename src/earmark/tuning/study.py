"""A development set ready to be searched again and again: emissions, compiled lists, references."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from earmark.biasing import WordList
from earmark.errors import OptionsError
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore, inventories, score
from earmark.offline import EncodedAudio
from earmark.recognizer import Recognizer


class Study:
    """Utterances with their lists and emissions; any part of them can be scored with any settings."""

    def __init__(
        self,
        recognizer: Recognizer,
        utterances: Sequence[Utterance],
        lists: Sequence[WordList | None],
        encoded: Sequence[EncodedAudio],
    ) -> None:
        """``lists`` and ``encoded`` hold one item for each utterance."""
        self._recognizer = recognizer
        self._utterances = list(utterances)
        self._encoded = list(encoded)
        self._words = [recognizer.compile(one) for one in lists]  # once, not once a candidate
        self._inventories = inventories(utterances, lists)

    def __len__(self) -> int:
        return len(self._utterances)

    def scores(self, settings: Mapping[str, Any], first: int, last: int) -> list[UtteranceScore]:
        """Scores of utterances ``first`` to ``last - 1``, searched with ``settings``."""
        part = slice(first, last)
        recognizer = self._recognizer.with_options(settings)
        transcripts = recognizer.decode(self._encoded[part], words_each=self._words[part])
        rows = zip(self._utterances[part], transcripts, self._inventories[part], strict=True)
        return [score(utterance, transcript, inventory) for utterance, transcript, inventory in rows]


def split(utterances: Sequence[Utterance], held_out: float, seed: int) -> tuple[list[int], list[int]]:
    """Numbers of the utterances to tune on and of those held out, each in random order.

    Speakers stay whole where every row names one, or the held-out part would know the voices.

    Raises:
        OptionsError: the share is outside 0..1, or leaves one of the parts empty.
    """
    if not 0 <= held_out < 1:
        raise OptionsError(f"--held-out is {held_out:g}, expected a share from 0 up to 1")
    rng = random.Random(seed)
    speakers = [(utterance.fields or {}).get("speaker") for utterance in utterances]
    names = range(len(utterances)) if None in speakers else speakers
    groups: dict[Any, list[int]] = {}
    for number, name in enumerate(names):
        groups.setdefault(name, []).append(number)
    kept_out: list[int] = []
    for name in rng.sample(list(groups), len(groups)):
        if len(kept_out) + len(groups[name]) / 2 > held_out * len(utterances):
            continue
        kept_out += groups[name]
    tuned = sorted(set(range(len(utterances))) - set(kept_out))
    if not tuned or (held_out and not kept_out):
        raise OptionsError(
            f"--held-out {held_out:g} of {len(utterances)} utterances by {len(groups)} speakers leaves one "
            "side empty: choose another share or give more data"
        )
    return rng.sample(tuned, len(tuned)), kept_out

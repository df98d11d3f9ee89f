"""Phonetic rescoring: add the distance between a hypothesis and the phone emissions to its score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from earmark._core import PhoneDistance, PhoneEvidence
from earmark.decoding.options import PhoneOptions, RescoringForm
from earmark.decoding.phonetic.phone_emissions import DEFAULTS, PhoneEmissions
from earmark.decoding.phonetic.readings import Sounds, as_table, readings_of
from earmark.language import DEFAULT, PhoneSet
from earmark.lexicon.phone_features import phone_costs
from earmark.transcript import Hypothesis

Words = tuple[str, ...]

UNKNOWN = 1.0  # cost of edits of a word without a pronunciation; options.phones.unknown_word has the nats
WIDTH = 6.0  # cost above a row's least cell that is followed; from 4 on no distance of an n-best list differs
WINDOW = 25.0  # nats below its best frame that a word's end is followed


class PhoneticRescorer:
    """Ranks hypotheses by ``total - weight * cost``. Immutable: any number of threads may share one.

    The cost of a hypothesis, over all readings of its words, is

    - ``alignment``: minus the log-likelihood, in nats, that the phone emissions read as its phones, against
      that of the emissions' own best path (``core/phones/phone_evidence.h``);
    - ``distance``: the articulatory edit distance to the emissions' best phones
      (``core/phones/phone_distance.h``);
    - ``expected``: the same distance in expectation over the posteriors of each best phone.

    In each form, common beginnings of hypotheses are computed once.
    """

    def __init__(
        self,
        columns: NDArray[np.int32],
        has_boundary: bool,
        form: RescoringForm,
        weight: float,
        phone_set: PhoneSet = DEFAULT.phone_set,
        options: PhoneOptions = DEFAULTS,
    ) -> None:
        """Prepare.

        Args:
            columns: (C,) the phone each column of the head counts for (:meth:`PhoneSet.columns`).
            has_boundary: the head emits boundaries between words.
            form: of the cost.
            weight: nats that one nat (alignment) or one substitution of unlike phones costs.
            phone_set: of the columns.
            options: of the search.
        """
        self.options = options
        self.columns = columns
        self.phone_set = phone_set
        self.has_boundary = has_boundary
        self.form = form
        self.weight = weight

    def costs(
        self, sequences: Sequence[Words], phones: NDArray[np.float32], sounds: Iterable[Sounds]
    ) -> list[float]:
        """Compute the cost of each word sequence, nats or costs of edits; infinite where none fits.

        Args:
            sequences: words in lower case.
            phones: (T, C) natural-log phone emissions.
            sounds: where words' readings come from; the first that knows a word counts.
        """
        numbers = {word: i for i, word in enumerate(sorted({w for words in sequences for w in words}))}
        known = list(sounds)
        table = as_table([readings_of(word, known) for word in numbers])
        numbered = [[numbers[word] for word in words] for words in sequences]
        if self.form == "alignment":
            evidence = PhoneEvidence(
                np.ascontiguousarray(phones, dtype=np.float32), self.columns, self.phone_set.size, table,
                blank=self.phone_set.blank,
                boundary=self.phone_set.boundary if self.has_boundary else None,
                boundary_skip=self.options.boundary_skip, floor=self.options.floor,
                unknown_word=self.options.unknown_word, window=WINDOW,
            )  # fmt: skip
            return [-final for _, final in evidence.score_all(numbered)]
        string = PhoneEmissions.of(phones, self.columns, self.phone_set, self.options).string
        own = phone_costs(self.phone_set)
        plain = self.form == "distance"
        costs = own.edit_costs(string.ids.tolist()) if plain else own.expected_costs(string.posteriors)
        return PhoneDistance(costs, UNKNOWN, WIDTH).of_all(numbered, table)

    def rescore(
        self,
        hypotheses: Sequence[Hypothesis],
        phones: NDArray[np.float32],
        sounds: Iterable[Sounds],
        spell: Callable[[list[int]], str],
    ) -> list[Hypothesis]:
        """Sort ``hypotheses`` anew, with the weighted cost taken off ``scores.phones``.

        Args:
            hypotheses: of one utterance.
            phones: as for :meth:`costs`.
            sounds: as for :meth:`costs`.
            spell: the words of tokens, one space between, such as ``Alphabet.text``.
        """
        sequences = [tuple(spell(list(h.tokens)).lower().split()) for h in hypotheses]
        costs = self.costs(sequences, phones, sounds)
        weighed = [
            h.replace(scores=h.scores.replace(phones=h.scores.phones - self.weight * cost))
            for h, cost in zip(hypotheses, costs, strict=True)
        ]
        return sorted(weighed, key=lambda h: -h.scores.total)

"""Rescore hypotheses by their phones, then look entries up in the best one."""

from __future__ import annotations

from collections.abc import Sequence

from earmark.biasing import BiasList
from earmark.decoding.options import DecodeOptions
from earmark.decoding.phone_lexicon import PhoneLexicon
from earmark.decoding.phonetic.lookup import PronunciationLookup
from earmark.decoding.phonetic.phrases import ListedPhrases
from earmark.decoding.phonetic.readings import Sounds
from earmark.decoding.phonetic.rescorer import PhoneticRescorer
from earmark.decoding.word_lm import WordLm
from earmark.language import BOUNDARY_SYMBOL
from earmark.models import Emissions
from earmark.models.alphabet import Alphabet
from earmark.transcript import Hypothesis


class Phonetics:
    """Rescoring and lookup for one model. Any number of threads may share one; each list is prepared once."""

    def __init__(
        self,
        alphabet: Alphabet,
        pronouncer: PhoneLexicon,
        sounds: Sequence[Sounds],
        lm: WordLm | None,
        options: DecodeOptions,
    ) -> None:
        """Prepare.

        Args:
            alphabet: the acoustic model's tokens.
            pronouncer: of the search.
            sounds: where words' readings come from, after the list's own; the first that knows a word counts.
            lm: gives the lookup the probabilities of words.
            options: switches and parameters of both.
        """
        phone_set = pronouncer.lexicon.phone_set
        heads = phone_set.columns(pronouncer.symbols, pronouncer.blank)
        has_boundary = BOUNDARY_SYMBOL in pronouncer.symbols
        self.options = options
        self._vocabulary = alphabet
        self._sounds = tuple(sounds)
        self._phone_set = phone_set
        self._rescorer = (
            None
            if not options.rescoring.enabled
            else PhoneticRescorer(
                heads,
                has_boundary,
                options.rescoring.form,
                options.rescoring.weight,
                phone_set,
                options.phones,
            )
        )
        self._lookup = (
            None
            if not options.lookup.enabled
            else PronunciationLookup(
                alphabet, heads, has_boundary, sounds, lm, options.lookup, phone_set, options.phones
            )
        )

    def nbest(self, wanted: int) -> int:
        """Return how many hypotheses the search must find for ``wanted`` to be returned."""
        return wanted if self._rescorer is None else max(wanted, self.options.rescoring.nbest)

    def apply(
        self, hypotheses: Sequence[Hypothesis], emissions: Emissions, words: BiasList | None, wanted: int
    ) -> list[Hypothesis]:
        """Return the ``wanted`` best hypotheses, best first, with entries looked up in the best one."""
        phones = emissions.phone_log_probs
        found = list(hypotheses)
        if phones is None or not found:
            return found[:wanted]
        if self._rescorer is not None:
            own = None if words is None else words.word_pronunciations
            listed = [] if own is None else [own]
            sounds: list[Sounds] = [*listed, *self._sounds]
            found = self._rescorer.rescore(found, phones, sounds, self._vocabulary.text)
        if self._lookup is not None and words is not None:
            phrases = self._of_list(words)
            found[0] = self._lookup.look_up(found[0], emissions.log_probs, phones, phrases).hypothesis
        return found[:wanted]

    def _of_list(self, words: BiasList) -> ListedPhrases:
        return words.once(self._listed_phrases)

    def _listed_phrases(self, words: BiasList) -> ListedPhrases:
        return ListedPhrases(words, phone_set=self._phone_set)

"""Turn emissions into hypotheses: non-speech, adapter, search or greedy decoding, rescoring and lookup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.assemble import Decoded, written_words
from earmark.biasing import BiasList
from earmark.decoding import BeamDecoder, DecodeOptions, greedy_decode
from earmark.decoding.confidence import Confidence
from earmark.decoding.non_speech import suppress_non_speech
from earmark.decoding.phonetic.phonetics import Phonetics
from earmark.errors import OptionsError
from earmark.models import Emissions, companions_of, phone_head_of
from earmark.models.emissions_check import check_emissions
from earmark.pronouncing import language_of
from earmark.resources import Resources
from earmark.transcript import Hypothesis, TranscribedWord

ENTRIES_ALONE = {  # no say for the language model: it is there for what is known of words
    "lm.weight": 0.0,
    "lm.word_bonus": 0.0,
    "lm.unknown_word": 0.0,
    "lm.unknown_letter": 0.0,
    "second_pass.lm_weight": 0.0,
    "second_pass.word_bonus": 0.0,
    "boosting.scale_with_lm": 1.0,
}


@dataclass(frozen=True, eq=False)
class Stages:
    """All stages after the acoustic model. Immutable: any number of threads may share one."""

    resources: Resources
    options: DecodeOptions
    search: BeamDecoder
    phonetics: Phonetics | None
    confidence: Confidence | None  # None without weights

    @classmethod
    def of(cls, resources: Resources, options: DecodeOptions) -> Stages:
        """Prepare the search.

        Raises:
            PhoneError: the phone head lacks phones of the lexicon.
            OptionsError: rescoring or lookup without phones.
        """
        r = resources
        searched, ordinary = options, None
        if r.evidence is not None:
            searched, ordinary = options.with_(ENTRIES_ALONE), BeamDecoder(r.model.alphabet, options)
        search = BeamDecoder(
            r.model.alphabet, searched, r.lm or r.evidence, r.pronouncer, r.verifier, r.names,
            language_of(r.model), r.endings, ordinary,
        )  # fmt: skip
        return cls(r, options, search, r.phonetics(options), _confidence(r, options))

    def nbest(self, asked: int | None) -> int:
        """The number of hypotheses to return, that of the options when a call does not say.

        Raises:
            OptionsError: out of range, or several of greedy decoding.
        """
        options = self.options if asked is None else self.options.with_({"search.nbest": asked})
        if options.search.nbest > 1 and self.resources.decoder == "greedy":
            raise OptionsError(
                f"greedy decoding has one text, nbest is {options.search.nbest}: use decoder='beam'"
            )
        return options.search.nbest

    def decode(
        self, emissions: Sequence[Emissions], lists: Sequence[BiasList | None], nbest: int
    ) -> list[Decoded]:
        """Best hypotheses of each piece of audio, with a list for each."""
        ready = self.prepare(emissions, lists)
        found = self._rescore(self._search(ready, lists, nbest), ready, lists, nbest)
        return [
            Decoded(
                tuple(hypotheses), e.start, e.frame_shift, e.attention, self.confidence, self.verifier_of(e)
            )
            for hypotheses, e in zip(found, ready, strict=True)
        ]

    def verifier_of(self, emissions: Emissions) -> str | None:
        """Whose weights verify entries; None where there are none, or nothing that they could weigh."""
        r = self.resources
        if r.verifier is None or (r.evidence is not None and emissions.phone_log_probs is None):
            return None
        own = companions_of(r.model)
        return "portable" if own is None or own.verifier == own.portable_verifier else "fitted"

    def words(self, hypothesis: Hypothesis, words: BiasList | None = None) -> tuple[TranscribedWord, ...]:
        """The words of one hypothesis, such as what a session has so far; times begin at its first frame."""
        shift = self.resources.model.frame_shift
        found = Decoded((hypothesis,), 0.0, shift, confidence=self.confidence)
        return written_words(found, self.resources.model.alphabet, words)

    def prepare(self, emissions: Sequence[Emissions], lists: Sequence[BiasList | None]) -> list[Emissions]:
        """Suppress non-speech frames and apply the adapter."""
        head = phone_head_of(self.resources.model)
        tokens, phones = len(self.resources.model.alphabet), None if head is None else len(head.symbols)
        checked = [check_emissions(e, tokens, phones) for e in emissions]
        return self._bias(self._suppress(checked), lists)

    def _suppress(self, emissions: Sequence[Emissions]) -> Sequence[Emissions]:
        if self.resources.decoder == "greedy":  # the best token of a frame needs no such help
            return emissions
        least, blank = self.options.calibration.suppress_non_speech, self.resources.model.alphabet.blank
        return [suppress_non_speech(e, least, blank) for e in emissions]

    def _bias(self, emissions: Sequence[Emissions], lists: Sequence[BiasList | None]) -> list[Emissions]:
        adapter = self.resources.adapter
        if adapter is None or not self.options.adapter.enabled:
            return list(emissions)
        return adapter.bias_batch(emissions, lists, self.options.search.threads)

    def _search(
        self, emissions: Sequence[Emissions], lists: Sequence[BiasList | None], nbest: int
    ) -> list[list[Hypothesis]]:
        if self.resources.decoder == "greedy":
            blank = self.resources.model.alphabet.blank
            return [[greedy_decode(e.log_probs, blank)] for e in emissions]
        searched = nbest if self.phonetics is None else self.phonetics.nbest(nbest)
        return self.search.decode_emissions(emissions, lists, searched)

    def _rescore(
        self,
        found: list[list[Hypothesis]],
        emissions: Sequence[Emissions],
        lists: Sequence[BiasList | None],
        nbest: int,
    ) -> list[list[Hypothesis]]:
        phonetics = self.phonetics
        if phonetics is None:
            return found
        rows = zip(found, emissions, lists, strict=True)
        return [phonetics.apply(hypotheses, e, words, nbest) for hypotheses, e, words in rows]


def _confidence(resources: Resources, options: DecodeOptions) -> Confidence | None:
    weights, verifier = resources.confidence, resources.verifier
    if weights is None:
        return None
    shift = 0.0 if verifier is None else verifier.shift(options.verification.max_false_alarms_per_hour)
    return Confidence(weights, resources.lm is not None, verifier is not None, shift)

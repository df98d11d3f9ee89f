"""Decode emissions by beam search with a word list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from earmark import _core
from earmark.checks import check_kind, check_sequence, refuse
from earmark.decoding.bias_index import HasBiasIndex
from earmark.decoding.endings import core_endings
from earmark.decoding.name_context import NameContext
from earmark.decoding.options import DecodeOptions
from earmark.decoding.options.core import core_options
from earmark.decoding.phone_lexicon import PhoneLexicon
from earmark.decoding.search_input import LogProbs, SearchInput
from earmark.decoding.session import SearchSession, checked_nbest
from earmark.decoding.verifier import VerifierWeights
from earmark.decoding.word_lm import WordLm
from earmark.errors import EmissionsError, ModelError, OptionsError, WordListError
from earmark.language import Language
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Attention, Emissions
from earmark.models.emissions_check import check_lengths
from earmark.pickling import SharedByCopies
from earmark.transcript import Hypothesis


class BeamDecoder(SharedByCopies):
    """CTC prefix beam search. Immutable: any number of threads may share one.

    Ranks token sequences ``y`` by ``log p_ctc(y | audio) + boost(y) + lm(y) + phones(y)``; only entries that
    stand complete in ``y``, as whole words, earn a boost (``core/decode/search.h`` has the formula).
    """

    _holds = "a search in the core"
    _advice = "make one in each process"

    def __init__(
        self,
        alphabet: Alphabet,
        options: DecodeOptions | None = None,
        lm: WordLm | None = None,
        pronouncer: PhoneLexicon | None = None,
        verifier: VerifierWeights | None = None,
        names: NameContext | None = None,
        language: Language | None = None,
        endings: Mapping[str, NameContext] | None = None,
        ordinary: BeamDecoder | None = None,
    ) -> None:
        """Prepare the search.

        Args:
            alphabet: the acoustic model's tokens.
            options: the defaults when not given.
            lm: a language model over the words that the tokens spell.
            pronouncer: how words sound to the model's phone head; only used with ``lm``.
            verifier: weights of the evidence for entries; without them all entries stay.
            names: where names stand in sentences; evidence of the verifier.
            language: of the model, whose endings entries may have; without it they have none.
            endings: what stands around words with an ending, by the ending's name.
            ordinary: a search of the same tokens that finds ordinary words, while this one decides on entries
                alone; None for this one.

        Raises:
            PhoneError: the phone head lacks phones of the inventory.
            OptionsError: the alphabet has more tokens than the second pass can spell words in.
        """
        _check_parts(alphabet, options, lm, pronouncer, verifier)
        if ordinary is not None and ordinary.alphabet != alphabet:
            raise OptionsError("the search for ordinary words is of other tokens: make it for this alphabet")
        self.alphabet: Alphabet = alphabet
        self.lm = lm
        self.pronouncer = pronouncer
        self.options = DecodeOptions() if options is None else options
        self._input = SearchInput.of(len(alphabet), self.options, None if lm is None else pronouncer)
        ngrams = None if lm is None else lm.core
        phone_lexicon = None if pronouncer is None else pronouncer.core
        phone_set = None if pronouncer is None else pronouncer.lexicon.phone_set
        said_with = core_endings(language, phone_set, endings or {})
        chosen = core_options(self.options, VerifierWeights() if verifier is None else verifier)
        try:
            self._search: _core.Search = _core.Search(
                alphabet.table, ngrams, phone_lexicon, None if names is None else names.core, said_with,
                chosen, None if ordinary is None else ordinary._search,
            )  # fmt: skip
        except ValueError as error:
            raise OptionsError(str(error)) from error

    def decode(
        self,
        log_probs: LogProbs,
        words: HasBiasIndex | None = None,
        nbest: int | None = None,
        phones: LogProbs | None = None,
    ) -> list[Hypothesis]:
        """Search one utterance; return one to ``nbest`` hypotheses, best first.

        Args:
            log_probs: (T, V) natural-log probabilities. T may be 0.
            words: compiled word list, made with this model's tokenizer.
            nbest: how many; ``options.search.nbest`` when not given.
            phones: (T', P) natural-log probabilities of the phone head, for a search with a pronouncer.

        Raises:
            EmissionsError: wrong shape, NaN, or not log-probabilities.
            WordListError: the list was compiled for another model.
        """
        return self._run([log_probs], [words], nbest, [phones], [None], [None], threads=1)[0]

    def session(self, words: HasBiasIndex | None = None) -> SearchSession:
        """Begin an utterance whose frames come block by block.

        Raises:
            WordListError: the list was compiled for another model.
        """
        index = self._index(words)
        try:
            core = _core.SearchSession(self._search, index)
        except _core.ListError as error:
            raise WordListError(str(error)) from error
        return SearchSession(core, self._input, self.options.search.nbest)

    def decode_batch(
        self,
        log_probs: Sequence[LogProbs],
        words: HasBiasIndex | Sequence[HasBiasIndex | None] | None = None,
        nbest: int | None = None,
        phones: Sequence[LogProbs | None] | None = None,
    ) -> list[list[Hypothesis]]:
        """Search several utterances, on ``options.search.threads`` threads; each gives what it gives alone.

        ``words`` is one list for all of them, or a sequence of one per utterance; ``phones`` are the phone
        emissions of each, or None.

        Raises:
            EmissionsError: as for :meth:`decode`; the message names the utterance.
            WordListError: as for :meth:`decode`, or not as many lists as utterances.
        """
        check_kind("log_probs", log_probs, (list, tuple, np.ndarray), "a list of arrays", EmissionsError)
        if phones is not None:
            check_sequence("phones", phones, "a list with an array or None for each", EmissionsError)
        phone_rows = [None] * len(log_probs) if phones is None else list(phones)
        if len(phone_rows) != len(log_probs):
            raise EmissionsError(
                f"{len(log_probs)} utterances came with {len(phone_rows)} phone emissions: "
                "pass one (or None) for each, or none at all"
            )
        plain: list[None] = [None] * len(log_probs)
        lists, threads = self._lists(len(log_probs), words), self.options.search.threads
        return self._run(log_probs, lists, nbest, phone_rows, plain, plain, threads)

    def decode_emissions(
        self,
        emissions: Sequence[Emissions],
        words: HasBiasIndex | Sequence[HasBiasIndex | None] | None = None,
        nbest: int | None = None,
    ) -> list[list[Hypothesis]]:
        """Search emissions together with their phones, unbiased rows and attention.

        Where an adapter has biased the emissions, confidences and verification use the unbiased ones, and
        verification the adapter's attention.

        Raises:
            EmissionsError: as for :meth:`decode_batch`.
            WordListError: as for :meth:`decode_batch`.
        """
        check_sequence("emissions", emissions, "a list of Emissions", EmissionsError)
        for item in emissions:
            check_kind("one of emissions", item, Emissions, "Emissions", EmissionsError)
            check_lengths(item)
        return self._run(
            [e.log_probs for e in emissions],
            self._lists(len(emissions), words),
            nbest,
            [e.phone_log_probs for e in emissions],
            [e.unbiased for e in emissions],
            [e.attention for e in emissions],
            self.options.search.threads,
        )

    def correct_emissions(
        self,
        emissions: Sequence[Emissions],
        given: Sequence[Sequence[int]],
        words: Sequence[HasBiasIndex | None],
        threshold: float,
    ) -> list[_core.Corrected | None]:
        """Search for list entries among given words, which are not changed otherwise.

        Args:
            emissions: as for :meth:`decode_emissions`.
            given: tokens of the words of each utterance.
            words: a list, or None, for each.
            threshold: nats of log-odds from which an entry stays.

        Returns:
            The words and entries of each; None where the audio has no room for its words.

        Raises:
            EmissionsError: as for :meth:`decode_batch`.
            WordListError: a list was compiled for another model.
        """
        for item in emissions:
            check_lengths(item)
        rows = zip(emissions, words, strict=True)
        utterances = [
            self._utterance(e.log_probs, index, e.phone_log_probs, e.unbiased, e.attention)
            for e, index in rows
        ]
        try:
            return self._search.correct_batch(utterances, given, threshold, self.options.search.threads)
        except _core.ListError as error:
            raise WordListError(str(error)) from error
        except ValueError as error:
            raise EmissionsError(str(error)) from error

    @staticmethod
    def _lists(
        count: int, words: HasBiasIndex | Sequence[HasBiasIndex | None] | None
    ) -> list[HasBiasIndex | None]:
        lists = list(words) if isinstance(words, Sequence) else [words] * count
        if len(lists) != count:
            raise WordListError(
                f"{count} utterances came with {len(lists)} word lists: "
                "pass one list for all of them, or one per utterance"
            )
        return lists

    def _run(
        self,
        batch: Sequence[LogProbs],
        lists: Sequence[HasBiasIndex | None],
        nbest: int | None,
        phones: Sequence[LogProbs | None],
        unbiased: Sequence[LogProbs | None],
        attention: Sequence[Attention | None],
        threads: int,
    ) -> list[list[Hypothesis]]:
        count = self.options.search.nbest if nbest is None else checked_nbest(nbest)
        each = zip(batch, lists, phones, unbiased, attention, strict=True)
        utterances = []
        for number, arrays in enumerate(each):
            try:
                utterances.append(self._utterance(*arrays))
            except EmissionsError as error:
                where = f"utterance {number} of {len(batch)}: " if len(batch) > 1 else ""
                raise EmissionsError(f"{where}{error}") from error
        try:
            return self._search.search_batch(utterances, count, threads)
        except _core.ListError as error:
            raise WordListError(str(error)) from error
        except ValueError as error:  # arrays of an utterance that do not fit each other
            raise EmissionsError(str(error)) from error

    def _index(self, words: HasBiasIndex | None) -> _core.BiasIndex | None:
        """Return the part of a list that the search reads."""
        if words is None:
            return None
        if not hasattr(words, "index_for"):
            raise refuse(
                "words", words, "a compiled list, as Recognizer.compile and WordCompiler.compile return it",
                WordListError,
            )  # fmt: skip
        return words.index_for(self.alphabet)

    def _utterance(
        self,
        log_probs: LogProbs,
        words: HasBiasIndex | None,
        phones: LogProbs | None,
        unbiased: LogProbs | None,
        attention: Attention | None,
    ) -> _core.Utterance:
        rows, phone_rows = self._input.rows(log_probs), self._input.phone_rows(phones)
        if phone_rows is not None:
            self._input.same_audio(len(rows), len(phone_rows))
        return _core.Utterance(
            rows,
            unbiased=self._input.unbiased(unbiased),
            phones=phone_rows,
            attention=self._input.attention(attention),
            index=self._index(words),
        )


def _check_parts(alphabet: object, options: object, lm: object, pronouncer: object, verifier: object) -> None:
    """Refuse parts of another kind."""
    check_kind("alphabet", alphabet, Alphabet, "an Alphabet: make one with Alphabet.guess", ModelError)
    if options is not None:
        check_kind("options", options, DecodeOptions, "DecodeOptions, as DecodeOptions.of({...}) makes them")
    if lm is not None:
        check_kind("lm", lm, WordLm, "a WordLm, as WordLm.load(path) reads it")
    if pronouncer is not None:
        check_kind("pronouncer", pronouncer, PhoneLexicon, "a PhoneLexicon")
    if verifier is not None:
        check_kind("verifier", verifier, VerifierWeights, "VerifierWeights")

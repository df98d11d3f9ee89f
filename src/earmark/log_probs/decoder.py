"""Decoder: log-probabilities of any CTC model and a word list in, a transcript out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earmark.biasing import BiasList, BiasStore
from earmark.call_lists import Words
from earmark.checks import is_switch, refuse
from earmark.decoding import DecodeOptions, WordLm
from earmark.decoding.options import Changes
from earmark.errors import EarmarkError, EmissionsError, OptionsError
from earmark.log_probs.labels_model import LabelsModel
from earmark.log_probs.session import DecoderSession
from earmark.models import Alphabet, AlphabetTokenizer, Emissions, Tokenizer
from earmark.models.label_list import Labels, given_alphabet, language_code
from earmark.models.labels import BLANK
from earmark.models.rows import Batch, Rows, rows_of, utterances
from earmark.offline import EncodedAudio
from earmark.pickling import SharedByCopies
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript

FRAMES = 1.0  # frame shift where none is given: times count rows
NON_SPEECH = "calibration.suppress_non_speech"  # the option that looks at half a second


class Decoder(SharedByCopies):
    """Decodes the output of any CTC model. Immutable: any number of threads may share one.

    A recognizer without a network: lists, options, results and errors are those of
    :class:`earmark.Recognizer`.
    """

    _holds = "a search in the core"
    _advice = "make one in each process, and send compiled lists, which can be"

    def __init__(
        self,
        labels: Labels,
        options: Changes | None = None,
        words: Words = None,
        *,
        lm: str | Path | WordLm | None = None,
        frame_shift: float | None = None,
        logits: bool = False,
        blank: int | str | None = None,
        language: str | None = None,
        tokenizer: Tokenizer | None = None,
        strict: bool = False,
        store: BiasStore | None = None,
    ) -> None:
        """Prepare the search.

        Args:
            labels: of the V columns: a list, a vocabulary, a file (tokens.txt, vocab.json, one a line), a
                tokenizer with get_vocab, or an :class:`earmark.models.Alphabet`. Where they leave the blank
                out, it is the last column.
            options: changes of the defaults, as for a recognizer.
            words: list for every call that gives none of its own.
            lm: language model of the search: a file, one that is loaded, or None.
            frame_shift: seconds from one row to the next; None: the times of transcripts are rows.
            logits: whether calls give logits in place of log-probabilities.
            blank: its column or its label; found by its name when None.
            language: ISO 639 code, which chooses how lists are read; "generic" for what Unicode knows of any.
                None: English where the labels have no letter but a to z, else "generic".
            tokenizer: of the model; words are cut into the fewest labels when None.
            strict: refuse a list with an entry that cannot be written.
            store: keeps compiled lists; one store may serve any number of decoders.

        Raises:
            ModelError: the labels cannot be read or leave something open.
            LanguageModelError: the language model is missing, of another kind or damaged.
            OptionsError: an option is unknown or out of range.
            WordListError: the list is unusable, or ``strict`` and an entry cannot be written.
        """
        if not is_switch(logits):
            raise refuse("logits", logits, "True or False")
        self.logits, self.frame_shift = bool(logits), frame_shift
        alphabet = given_alphabet(labels, blank)
        self._model = LabelsModel(
            alphabet,
            AlphabetTokenizer(alphabet) if tokenizer is None else tokenizer,
            language_code(alphabet, language),
            FRAMES if frame_shift is None else frame_shift,
        )
        # A recognizer takes the text "bundled" for what comes along with a model.
        given_lm = Path(lm) if isinstance(lm, str) else lm
        chosen = _timed(options, frame_shift)
        self._recognizer = Recognizer(
            self._model, chosen, words, lm=given_lm, phones=None, strict=strict, store=store
        )

    @property
    def alphabet(self) -> Alphabet:
        """The labels and how they make words."""
        return self._model.alphabet

    @property
    def language(self) -> str:
        """ISO 639 code; "und" for no language in particular."""
        return self._model.language

    @property
    def options(self) -> DecodeOptions:
        """The options of the search."""
        return self._recognizer.options

    @property
    def words(self) -> BiasList | None:
        """The list for every call that gives none of its own."""
        return self._recognizer.words

    @property
    def lm(self) -> WordLm | None:
        """The language model of the search."""
        return self._recognizer.lm

    @property
    def store(self) -> BiasStore:
        """The compiled lists that are kept."""
        return self._recognizer.store

    def with_options(self, changes: Changes) -> Decoder:
        """The same decoder with other options; the language model and compiled lists are shared.

        Raises:
            OptionsError: an unknown option, or a value outside its range.
        """
        other = copy.copy(self)
        other._recognizer = self._recognizer.with_options(_timed(changes, self.frame_shift))
        return other

    def compile(self, words: Words) -> BiasList | None:
        """Compile a list; one that the store keeps costs nothing.

        Entries that cannot be written are skipped: ``diagnostics`` of the result name them.

        Raises:
            WordListError: the list is unusable or compiled for another model or other options, or ``strict``
                and an entry cannot be written.
        """
        return self._recognizer.compile(words)

    def decode(self, log_probs: Rows, words: Words = None, nbest: int | None = None) -> Transcript:
        """Decode one utterance.

        Args:
            log_probs: (T, V) natural-log probabilities, or logits where the decoder takes those: a NumPy
                array of any float, a tensor on any device, or nested lists. T may be 0.
            words: the list for this utterance, in place of the decoder's own.
            nbest: alternative texts to keep in the transcript; as in the options when None.

        Raises:
            EmissionsError: another shape, NaN, or not log-probabilities.
            WordListError: the list is unusable.
        """
        return self._recognizer.decode([self._encoded(log_probs)], words, nbest)[0]

    def decode_batch(
        self,
        log_probs: Batch,
        words: Words = None,
        nbest: int | None = None,
        *,
        lengths: Sequence[int] | None = None,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Decode several utterances, each as it comes out alone, on ``search.threads`` threads.

        Args:
            log_probs: a list of (T, V) of any lengths, or (B, T, V).
            words: one list for all of them.
            nbest: alternative texts to keep in each.
            lengths: rows that count of each; all when None.
            words_each: a list for each utterance instead.

        Raises:
            EmissionsError: as for :meth:`decode`; the message names the utterance.
            OptionsError: not as many lists as utterances.
            WordListError: a list is unusable.
        """
        given = utterances(log_probs, lengths)
        encoded = []
        for number, result in enumerate(map(self._try, given)):
            if isinstance(result, EmissionsError):
                where = f"utterance {number} of {len(given)}: " if len(given) > 1 else ""
                raise EmissionsError(f"{where}{result}") from result
            encoded.append(result)
        return self._recognizer.decode(encoded, words, nbest, words_each=words_each)

    def decode_each(
        self, log_probs: Batch, words: Words = None, nbest: int | None = None
    ) -> Iterator[Transcript | EarmarkError]:
        """As :meth:`decode_batch`, in order; a bad utterance yields its error.

        Args:
            log_probs: a list of (T, V) of any lengths, or (B, T, V).
            words: one list for all of them.
            nbest: alternative texts to keep in each.
        """
        tried = [self._try(rows) for rows in utterances(log_probs)]
        good = [result for result in tried if isinstance(result, EncodedAudio)]
        found = iter(self._recognizer.decode(good, words, nbest))
        for result in tried:
            yield result if isinstance(result, EmissionsError) else next(found)

    def session(self, words: Words = None) -> DecoderSession:
        """Begin an utterance whose rows come block by block.

        Args:
            words: the list for this utterance, in place of the decoder's own.

        Raises:
            WordListError: the list is unusable.
        """
        listed = self.words if words is None else self.compile(words)
        return DecoderSession(self._recognizer.stages, self._rows, listed, self._model.frame_shift)

    def _rows(self, given: Rows) -> NDArray[np.float32]:
        labels = len(self.alphabet)
        behind = self.alphabet.blank == labels - 1 and self.alphabet.tokens[-1] == BLANK
        if behind and tuple(getattr(given, "shape", ()))[1:] == (labels - 1,):
            raise EmissionsError(
                f"log_probs have {labels - 1} columns, the labels with a blank behind them are {labels}: say "
                "which of the labels is the blank with blank=, or --blank"
            )
        return rows_of(given, labels, self.logits)

    def _encoded(self, given: Rows) -> EncodedAudio:
        rows, shift = self._rows(given), self._model.frame_shift
        return EncodedAudio((Emissions(rows, shift),), len(rows) * shift)

    def _try(self, given: Rows) -> EncodedAudio | EmissionsError:
        try:
            return self._encoded(given)
        except EmissionsError as error:
            return error


def decode(
    log_probs: Rows,
    labels: Labels,
    words: Words = None,
    *,
    lm: str | Path | WordLm | None = None,
    frame_shift: float | None = None,
    logits: bool = False,
    blank: int | str | None = None,
    language: str | None = None,
    options: Changes | None = None,
    nbest: int | None = None,
) -> Transcript:
    """Decode one utterance; a :class:`Decoder` prepares the search and the list once for many.

    Args:
        log_probs: (T, V), as for :meth:`Decoder.decode`.
        labels: of its columns; this and the others as for :class:`Decoder`.
        words: list for the utterance.
        lm: language model of the search.
        frame_shift: seconds from one row to the next; None: the times of the transcript are rows.
        logits: whether ``log_probs`` are logits.
        blank: its column or its label.
        language: ISO 639 code, or "generic".
        options: changes of the defaults.
        nbest: alternative texts to keep in the transcript.

    Raises:
        EarmarkError: as for :class:`Decoder` and :meth:`Decoder.decode`.
    """
    decoder = Decoder(
        labels, options, lm=lm, frame_shift=frame_shift, logits=logits, blank=blank, language=language
    )
    return decoder.decode(log_probs, words, nbest)


def _timed(changes: Changes | None, frame_shift: float | None) -> DecodeOptions:
    """The changes; without a frame shift nothing is taken for silence by the clock.

    Raises:
        OptionsError: an option needs the frame shift, or is unknown or out of range.
    """
    chosen = DecodeOptions.of({} if changes is None else changes)
    if frame_shift is not None:
        return chosen
    if chosen.given().get(NON_SPEECH, 0.0) > 0:
        raise OptionsError(f"{NON_SPEECH} looks at half a second: give frame_shift too, or leave it out")
    return chosen.with_({NON_SPEECH: 0.0})

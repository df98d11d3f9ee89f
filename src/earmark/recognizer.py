"""Recognizer: audio and a word list in, a transcript out."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from earmark.assemble import Decoded, assemble
from earmark.biasing import BiasList, BiasStore
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.call_lists import CallLists, Words
from earmark.checks import check_kind, check_sequence
from earmark.correction import Correction, Corrector, GivenTranscript, Source, read_transcript
from earmark.decoding import PhoneLexicon, WordLm
from earmark.decoding.options import Changes
from earmark.decoding.techniques import AUTO, OFF, choose
from earmark.errors import EarmarkError, OptionsError
from earmark.models import CtcModel
from earmark.models.huggingface import load_pretrained
from earmark.offline import (
    Audio,
    EncodedAudio,
    Work,
    check_audios,
    cutter,
    encode_audio,
    encode_chunks,
    transcripts,
)
from earmark.pickling import SharedByCopies
from earmark.pronouncing import BUNDLED, DecoderKind, Pronunciations
from earmark.resources import Adapter, Lm, Phones, load_model, load_resources, wants_phones, with_threads
from earmark.stages import Stages
from earmark.transcript import Transcript

GROUP = 8  # segments (<= 24 s each) in memory at once: fills the cores, and an hour stays a few megabytes


class Recognizer(SharedByCopies):
    """Acoustic model, language model and decoder. Immutable; any method may be called from several threads.

    The same audio with the same list gives the same transcript, alone or among others, on one
    thread or on eight: every segment is computed and searched on its own.
    """

    _holds = "a loaded network"
    _advice = "make one in each process, and send compiled lists, which can be"

    def __init__(
        self,
        model: str | Path | CtcModel = "english",
        options: Changes | None = None,
        words: Words = None,
        *,
        biasing: str = AUTO,
        lm: Lm = BUNDLED,
        lexicon: Pronunciations = BUNDLED,
        decoder: DecoderKind = "beam",
        adapter: Adapter = BUNDLED,
        phones: Phones = BUNDLED,
        strict: bool = False,
        store: BiasStore | None = None,
    ) -> None:
        """Load a model and prepare the search.

        Args:
            model: a bundled name; the folder of a model; an ONNX export, its folder or the TOML file that
                describes it; or anything with :class:`CtcModel`'s methods.
            options: changes of the model's own options: a DecodeOptions, of which the fields given count,
                or a mapping, nested or with keys like "search.beam".
            words: list for every call that gives none of its own.
            biasing: techniques to bias transcripts with. "auto": all that the model has and the options have
                on; "decoder": those of the search; "adapter": the adapter alone; "off": none, lists are not
                used; or names joined by "+", of :data:`earmark.decoding.techniques.TECHNIQUES`.
            lm: language model of the search: "bundled" for the one in the model's folder, if there is one;
                else a file, the name of a bundled model for its own, a :class:`earmark.decoding.WordLm`, or
                None for none.
            lexicon: pronunciations in the phones of the model's phone head, used beside a language model:
                "bundled" as for ``lm``; else a file, a :class:`earmark.lexicon.Lexicon`, or None.
            decoder: "beam", or "greedy" for the best token of each frame, which uses a list with an adapter
                only.
            adapter: the contextual adapter that biases emissions towards the list before the search:
                "bundled" as for ``lm``; else its folder, one that is loaded, or None.
            phones: "bundled" for the model's phone head, or where it has none, for the bundled phones of its
                language, which run beside it: without a language model they decide on entries alone, and
                ordinary words stay as the model has them. None for none.
            strict: refuse a list with an entry that cannot be reached or a pronunciation that cannot be
                read, instead of doing without.
            store: keeps compiled lists; one store may serve any number of recognizers.

        Raises:
            ModelError: the model is missing, incomplete or inconsistent.
            LanguageModelError: the language model is missing, of another kind or damaged.
            PhoneError: the lexicon is missing or damaged, or the phone head lacks phones.
            OptionsError: an option is unknown or out of range, or ``biasing`` names what is not there.
            WordListError: the list is unusable, or ``strict`` and an entry cannot be reached.
        """
        if decoder not in ("beam", "greedy"):
            raise OptionsError(f"decoder is {decoder!r}, expected 'beam' or 'greedy'")
        loaded, self._own = load_model(model, options, wants_phones(phones, decoder))
        self._resources = load_resources(loaded, decoder, lm, lexicon, adapter, phones)
        self.decoder, self.strict = decoder, strict
        check_kind("store", store, (BiasStore, type(None)), "a BiasStore or None")
        self.store = BiasStore() if store is None else store
        self._choose(biasing)
        self._words = self.compile(words)

    @classmethod
    def from_pretrained(cls, name_or_path: str | Path, words: Words = None, **arguments: Any) -> Recognizer:
        """A recognizer on a CTC model of transformers; needs ``pip install 'earmark[hf]'``.

        Args:
            name_or_path: folder of a checkpoint, or its name on the Hugging Face Hub.
            words: list for every call that gives none of its own.
            arguments: those of :meth:`earmark.models.huggingface.HuggingFaceModel.from_pretrained`, such as
                ``device`` and ``dtype``, and any others of the constructor.

        Raises:
            ModelError: the model is missing or incomplete, or the extra is not installed.
        """
        model, others = load_pretrained(name_or_path, arguments)
        return cls(model, words=words, **others)

    def _choose(self, biasing: str) -> None:
        """Prepare everything that depends on the options and on the techniques."""
        self.biasing = biasing
        self.options = choose(biasing, self._own, self._resources.adapter is not None)
        threads = self.options.search.threads
        self.model = with_threads(self._resources.model, threads)
        self.stages = Stages.of(self._resources, self.options)
        self._cut = cutter(self.model, self.options.segmentation.detector)
        usable = self.decoder == "beam" or biasing == OFF or self.options.adapter.enabled
        compiler = self._resources.word_compiler(self.options)
        self._lists = CallLists(self.store, compiler, self.strict, biasing != OFF, usable)
        self._group = max(GROUP, 2 * (threads or os.cpu_count() or 1))

    def with_options(self, changes: Changes) -> Recognizer:
        """The same recognizer with other options; model, biasing and compiled lists are shared.

        Raises:
            OptionsError: an unknown option, a value outside its range, or a technique of ``biasing`` that is
                off then.
        """
        other = copy.copy(self)
        other._own = self._own.with_(changes)
        other._choose(self.biasing)
        own, others = self.options, other.options
        if own.spellings == others.spellings and own.adapter == others.adapter:
            other._lists = replace(
                other._lists, compiler=self._lists.compiler.with_threads(others.search.threads)
            )
        elif self._words is not None:
            other._words = other.compile(self._words.word_list)
        return other

    def compile(self, words: Words) -> BiasList | None:
        """Compile a list for this recognizer; a list that its store keeps costs nothing.

        Entries that cannot be written are skipped: ``diagnostics`` of the result name them.

        Raises:
            WordListError: the list is unusable or compiled for another model or other options, or ``strict``
                and an entry cannot be written, or one of its pronunciations cannot be read.
            OptionsError: greedy decoding without an adapter cannot use a list.
        """
        return self._lists.compile(words)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found beside the model: files that are not used, and what is lent to it, and why."""
        return self._resources.notes

    @property
    def words(self) -> BiasList | None:
        """The list for every call that gives none of its own."""
        return self._words

    @property
    def lm(self) -> WordLm | None:
        """The language model of the search."""
        return self._resources.lm

    @property
    def pronouncer(self) -> PhoneLexicon | None:
        """The pronunciations of the search."""
        return self._resources.pronouncer

    @property
    def adapter(self) -> ContextualAdapter | None:
        """The contextual adapter."""
        return self._resources.adapter

    def transcribe(self, audio: Audio, words: Words = None, nbest: int | None = None) -> Transcript:
        """Transcribe an audio.

        Args:
            audio: path of a sound file of any length, (samples, rate), or samples at 16 kHz.
            words: the list for this audio, in place of the recognizer's own.
            nbest: alternative texts to keep in the transcript; as in the options when None.

        Raises:
            AudioError: the audio is missing, unreadable, empty or not finite.
            EmissionsError: the acoustic model failed on it.
            WordListError: the list is unusable.
        """
        return self.transcribe_batch([audio], words, nbest)[0]

    def transcribe_batch(
        self,
        audios: Iterable[Audio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Transcripts of several audios, each as it comes out alone; the first bad one raises.

        Args:
            audios: as for :meth:`transcribe`.
            words: one list for all of them.
            nbest: alternative texts to keep in each.
            words_each: a list for each audio instead.
        """
        found = []
        for result in self.transcribe_each(audios, words, nbest, words_each=words_each):
            if isinstance(result, EarmarkError):
                raise result
            found.append(result)
        return found

    def transcribe_each(
        self,
        audios: Iterable[Audio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> Iterator[Transcript | EarmarkError]:
        """As :meth:`transcribe_batch`, in order as they are done; a bad audio yields its error.

        Memory stays flat whatever the number and the length of the audios.
        """
        check_audios(audios)
        audios, wanted = list(audios), self.stages.nbest(nbest)
        lists = self._lists.of_call(len(audios), self._words, words, words_each)

        def decode(batch: Sequence[Work]) -> list[Decoded]:
            emissions = encode_chunks(self.model, [work.chunk for work in batch])
            return self.stages.decode(emissions, [lists[work.audio] for work in batch], wanted)

        yield from transcripts(audios, lists, self._cut, self._group, self.model.alphabet, decode, wanted)

    def correct(
        self,
        audio: Audio,
        transcript: Source | GivenTranscript,
        words: Words = None,
        *,
        format: str | None = None,
    ) -> Correction:
        """Write the list's entries into a transcript of another recognizer; nothing else of it changes.

        Args:
            audio: as for :meth:`transcribe`.
            transcript: text, a path, or a parsed document, in one of ``earmark.correction.FORMATS``.
            words: the list for this audio, in place of the recognizer's own.
            format: of the transcript; found by its content when None.

        Raises:
            TranscriptError: the transcript cannot be read.
            AudioError, EmissionsError, WordListError: as for :meth:`transcribe`.
        """
        given = transcript if isinstance(transcript, GivenTranscript) else read_transcript(transcript, format)
        (listed,) = self._lists.of_call(1, self._words, words, None)
        return Corrector.of(self.stages, self._cut, self._group).correct(audio, given, listed)

    def encode(self, audio: Audio) -> EncodedAudio:
        """Emissions of a whole audio, to be decoded later, with other lists or options.

        Everything is kept in memory: about 50 MB for each 10 minutes.
        """
        return encode_audio(self.model, audio, self._cut, self._group)

    def decode(
        self,
        encoded: Sequence[EncodedAudio],
        words: Words = None,
        nbest: int | None = None,
        *,
        words_each: Sequence[Words] | None = None,
    ) -> list[Transcript]:
        """Decode what :meth:`encode` returned; together they are :meth:`transcribe_batch`."""
        check_sequence("encoded", encoded, "a list of what encode returned")
        for one in encoded:
            check_kind("one of encoded", one, EncodedAudio, "what encode returned")
        wanted = self.stages.nbest(nbest)
        lists = self._lists.of_call(len(encoded), self._words, words, words_each)
        pieces = [(e, words) for one, words in zip(encoded, lists, strict=True) for e in one.segments]
        found = iter(self.stages.decode([e for e, _ in pieces], [words for _, words in pieces], wanted))
        return [
            assemble(
                [next(found) for _ in one.segments], self.model.alphabet, words,
                round(one.seconds, 3), wanted, one.audio, one.remarks,
            )
            for one, words in zip(encoded, lists, strict=True)
        ]  # fmt: skip

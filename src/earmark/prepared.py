"""PreparedModel: what a recognizer is made of, loaded and made ready for its options and lists."""

from __future__ import annotations

import copy
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from earmark.biasing import BiasList, BiasStore, WordCompiler
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.call_lists import CallLists, Words
from earmark.checks import check_kind
from earmark.correction import Corrector
from earmark.correction.pairing import chosen_transcriber
from earmark.correction.transcribers import Transcriber
from earmark.decoding import PhoneLexicon, WordLm
from earmark.decoding.options import Changes
from earmark.decoding.techniques import AUTO, OFF, choose
from earmark.errors import OptionsError
from earmark.models import CtcModel
from earmark.models.huggingface import load_pretrained
from earmark.offline import cutter
from earmark.output.written import load_written
from earmark.pickling import SharedByCopies
from earmark.pronouncing import BUNDLED, DecoderKind, Pronunciations, language_of
from earmark.resources import Adapter, Lm, Phones, load_model, load_resources, wants_phones, with_threads
from earmark.stages import Stages

GROUP = 8  # segments (<= 24 s each) in memory at once: fills the cores, and an hour stays a few megabytes


class PreparedModel(SharedByCopies):
    """Acoustic model, language model, decoder and lists, ready for calls. Immutable."""

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
        transcriber: str | Transcriber | None = None,
        strict: bool = False,
        store: BiasStore | None = None,
        verbatim: bool = False,
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
            transcriber: another recognizer that writes the sentences, in which the list's entries are put:
                what :func:`earmark.correction.open_transcriber` takes, "auto" for the bundled writer where it
                is installed, or an object with its methods. None: the acoustic model and the search write.
            strict: refuse a list with an entry that cannot be reached or a pronunciation that cannot be
                read, instead of doing without.
            store: keeps compiled lists; one store may serve any number of recognizers.
            verbatim: write words as they are said, in the model's own letters. Otherwise transcripts of a
                model that brings a tagger, as the bundled one does, have capitals, punctuation and figures.

        Raises:
            ModelError: the model is missing, incomplete or inconsistent.
            LanguageModelError: the language model is missing, of another kind or damaged.
            PhoneError: the lexicon is missing or damaged, or the phone head lacks phones.
            OptionsError: an option is unknown or out of range, or ``biasing`` names what is not there.
            WordListError: the list is unusable, or ``strict`` and an entry cannot be reached.
            TranscriberError: the transcriber is not installed or cannot be loaded.
        """
        if decoder not in ("beam", "greedy"):
            raise OptionsError(f"decoder is {decoder!r}, expected 'beam' or 'greedy'")
        loaded, self._own = load_model(model, options, wants_phones(phones, decoder))
        self._resources = load_resources(loaded, decoder, lm, lexicon, adapter, phones)
        self.decoder, self.strict = decoder, strict
        check_kind("verbatim", verbatim, bool, "True or False")
        self.verbatim = verbatim
        self._written = None if verbatim else load_written(loaded)
        check_kind("store", store, (BiasStore, type(None)), "a BiasStore or None")
        self.store = BiasStore() if store is None else store
        threads = self._own.search.threads
        self.transcriber = chosen_transcriber(transcriber, language_of(loaded).code, threads)
        self._choose(biasing)
        self._words = self.compile(words)

    @classmethod
    def from_pretrained(cls, name_or_path: str | Path, words: Words = None, **arguments: Any) -> Self:
        """A recognizer on a CTC model of transformers; needs torch, transformers and tokenizers.

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
        self._corrector = Corrector.of(self.stages, self._cut, self._group)

    def with_options(self, changes: Changes) -> Self:
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

    def as_spoken(self) -> Self:
        """The same recognizer, writing words as they are said; all else is shared."""
        other = copy.copy(self)
        other.verbatim, other._written = True, None
        return other

    def with_transcriber(self, transcriber: str | Transcriber | None) -> Self:
        """The same recognizer with another one that writes the sentences; all else is shared.

        Args:
            transcriber: as for the constructor.

        Raises:
            TranscriberError: it is not installed or cannot be loaded.
        """
        other = copy.copy(self)
        language, threads = language_of(self._resources.model).code, self.options.search.threads
        other.transcriber = chosen_transcriber(transcriber, language, threads)
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
    def compiler(self) -> WordCompiler:
        """Compiles lists for this recognizer."""
        return self._lists.compiler

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

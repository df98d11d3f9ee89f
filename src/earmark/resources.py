"""What a recognizer is made of, found and checked: acoustic model, options of the search, language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import TypeAlias

from earmark.biasing import WordCompiler
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.checks import check_kind
from earmark.decoding import DecodeOptions, NameContext, PhoneLexicon, VerifierWeights, WordLm
from earmark.decoding.confidence import ConfidenceWeights
from earmark.decoding.lm_fit import warn_of_misfit
from earmark.decoding.options import Changes
from earmark.decoding.phone_lexicon import unused_lexicon
from earmark.decoding.phonetic.phonetics import Phonetics
from earmark.decoding.phonetic.readings import Pronounced
from earmark.errors import OptionsError
from earmark.lexicon import Pronouncer
from earmark.model_options import confidence_of, load_endings, load_names, options_of, verifier_of
from earmark.models import CtcModel, bundled_models, companions_of
from earmark.models.check import check_model
from earmark.models.folder import ModelFolder
from earmark.models.onnx import OnnxModel
from earmark.models.opening import open_model
from earmark.models.phones_beside import ModelWithPhones, lender_of
from earmark.pronouncing import (
    BUNDLED,
    DecoderKind,
    Pronunciations,
    language_of,
    load_graphones,
    load_pronouncer,
    word_compiler,
)

Lm: TypeAlias = str | Path | WordLm | None  # BUNDLED, a file, one that is loaded, or none
Adapter: TypeAlias = str | Path | ContextualAdapter | None  # BUNDLED, another one's folder, one loaded, none
Phones: TypeAlias = str | None  # BUNDLED or none


@dataclass(frozen=True, eq=False)
class Resources:
    """All that a recognizer loads; immutable and shared by recognizers that differ in options."""

    model: CtcModel
    decoder: DecoderKind
    lm: WordLm | None
    pronouncer: PhoneLexicon | None
    adapter: ContextualAdapter | None
    verifier: VerifierWeights | None
    names: NameContext | None = None
    endings: Mapping[str, NameContext] = field(default_factory=dict)  # what stands around each, by its name
    notes: tuple[str, ...] = ()  # files that came with the model and are not used, and why
    confidence: ConfidenceWeights | None = None
    evidence: WordLm | None = None  # for entries alone: of the model whose phones run beside it

    def word_compiler(self, options: DecodeOptions) -> WordCompiler:
        """Compiles lists for these options; without spellings for greedy decoding."""
        variants = options.spellings.variants if self.decoder == "beam" else 0
        adapter = self.adapter if options.adapter.enabled else None
        return word_compiler(
            self.model, self.pronouncer, self.lm or self.evidence, variants, adapter, options.search.threads
        )

    def phonetics(self, options: DecodeOptions) -> Phonetics | None:
        """Rescoring and lookup; None where the options have both off.

        Raises:
            OptionsError: one is on, and there are no phones.
            PhoneError: the model's graphones are damaged.
        """
        if not options.rescoring.enabled and not options.lookup.enabled:
            return None
        if self.pronouncer is None or self.lm is None:
            raise OptionsError(
                "rescoring and lookup need beam search with a phone head, a lexicon and a language model: "
                "give those, or leave both off"
            )
        graphones, language = load_graphones(self.model), language_of(self.model)
        sounds = [Pronounced(Pronouncer(self.pronouncer.lexicon, graphones, language=language))]
        return Phonetics(self.model.alphabet, self.pronouncer, sounds, self.lm, options)


def load_resources(
    model: CtcModel,
    decoder: DecoderKind,
    lm: Lm,
    lexicon: Pronunciations,
    adapter: Adapter,
    phones: Phones = BUNDLED,
) -> Resources:
    """Load all that goes with a model; without ``phones`` its phone head is not used.

    Raises:
        ModelError: the adapter is missing or damaged or of another model, or weights are damaged.
        LanguageModelError: the language model is missing, of another kind or damaged.
        PhoneError: the lexicon is unreadable, or the phone head lacks phones.
        OptionsError: something was given that the decoder or the model cannot use.
    """
    word_lm = load_lm(lm, model, decoder)
    lexicon = None if phones is None and lexicon == BUNDLED else lexicon
    chosen = decoder == "greedy" or lexicon != BUNDLED or lm is None  # to do without
    lent = model if isinstance(model, ModelWithPhones) else None
    evidence = _evidence(lent) if lent is not None and word_lm is None and lexicon is not None else None
    known = word_lm or evidence
    notes = () if lent is None else (lent.note,)
    return Resources(
        model, decoder, word_lm, load_pronouncer(lexicon, model, decoder, known),
        load_adapter(adapter, model, decoder), verifier_of(model), load_names(model, known),
        load_endings(model, known), notes if chosen else notes + unused_lexicon(model, known),
        confidence_of(model), evidence,
    )  # fmt: skip


def _evidence(model: ModelWithPhones) -> WordLm | None:
    path = model.lender.lm
    return None if path is None else WordLm.load(path)


def with_threads(model: CtcModel, threads: int) -> CtcModel:
    """The model bound to so many cores, where it can be bound; as it is for 0."""
    bind = getattr(model, "with_threads", None)
    return model if bind is None or threads == 0 else bind(threads)


def load_model(
    model: str | Path | CtcModel, changes: Changes | None, phones: bool
) -> tuple[CtcModel, DecodeOptions]:
    """The acoustic model, and its own options with ``changes``.

    Args:
        model: a name, a folder, or an object with :class:`CtcModel`'s methods.
        changes: of its options.
        phones: whether bundled phones run beside a model that has none, if there are any for its language.

    Raises:
        ModelError: the model is missing, incomplete or inconsistent.
        OptionsError: an option is unknown or out of range.
    """
    loaded = open_model(model) if isinstance(model, str | Path) else check_model(model)
    lender = lender_of(loaded) if phones else None
    if lender is not None:
        loaded = ModelWithPhones(loaded, OnnxModel(lender))
    return loaded, options_of(companions_of(loaded), changes)


def wants_phones(phones: Phones, decoder: DecoderKind) -> bool:
    """Whether the search makes anything of phones: beam search does.

    Raises:
        OptionsError: ``phones`` is neither "bundled" nor None.
    """
    if phones not in (BUNDLED, None):
        raise OptionsError(f"phones is {phones!r}, expected {BUNDLED!r} or None")
    return phones is not None and decoder == "beam"


def load_lm(lm: Lm, model: CtcModel, decoder: DecoderKind) -> WordLm | None:
    """The language model asked for; greedy decoding goes without the bundled one.

    Raises:
        LanguageModelError: the file is missing, of another kind or damaged.
        OptionsError: a language model was given to greedy decoding, or something else was given.
    """
    expected = f"{BUNDLED!r}, the path of a file, a WordLm, or None"
    check_kind("lm", lm, (str, Path, WordLm, NoneType), expected)
    if lm is None or isinstance(lm, WordLm):
        found = lm
    elif lm != BUNDLED:
        found = read_lm(lm)
    else:
        own = companions_of(model)
        if own is None or own.lm is None or decoder == "greedy":
            return None
        return WordLm.load(own.lm)
    if found is not None and decoder == "greedy":
        raise OptionsError("greedy decoding cannot use a language model: leave it out or use decoder='beam'")
    return warn_of_misfit(found, model.alphabet)


def read_lm(lm: str | Path) -> WordLm:
    """The language model of a bundled model, given by the model's name, or of a file.

    Raises:
        LanguageModelError: the file is missing, of another kind or damaged.
    """
    folder = bundled_models().get(str(lm))
    return WordLm.load((None if folder is None else ModelFolder.load(folder).lm) or lm)


def load_adapter(adapter: Adapter, model: CtcModel, decoder: DecoderKind) -> ContextualAdapter | None:
    """The contextual adapter asked for; None also where the model comes without one.

    Raises:
        ModelError: there is none in the folder, or it is damaged or of another model.
        OptionsError: anything else was given.
    """
    expected = f"{BUNDLED!r}, an adapter's folder, or None"
    check_kind("adapter", adapter, (str, Path, ContextualAdapter, NoneType), expected)
    itself = model.model if isinstance(model, ModelWithPhones) else model
    if adapter is None or isinstance(adapter, ContextualAdapter):
        return adapter and adapter.checked_for(itself)
    own = companions_of(model)
    if adapter != BUNDLED:
        folder = Path(adapter)
    elif own is not None and own.adapter is not None:
        folder = own.adapter
    else:
        return None
    return ContextualAdapter(folder, len(model.alphabet), searched=decoder == "beam").checked_for(itself)

"""What a recognizer is made of, found and checked: acoustic model, options of the search, language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Literal, TypeAlias

from earmark.biasing import WordCompiler
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.common_words import CommonWords
from earmark.checks import check_kind
from earmark.decoding import DecodeOptions, NameContext, PhoneLexicon, VerifierWeights, WordLm
from earmark.decoding.confidence import ConfidenceWeights
from earmark.decoding.lm_fit import warn_of_misfit
from earmark.decoding.options import Changes
from earmark.decoding.phone_lexicon import unused_lexicon
from earmark.decoding.phonetic.phonetics import Phonetics
from earmark.decoding.phonetic.readings import Pronounced
from earmark.errors import OptionsError
from earmark.language import Language, PhoneSet
from earmark.language import load as load_language
from earmark.lexicon import Graphones, Lexicon, Pronouncer
from earmark.model_options import confidence_of, load_endings, load_names, options_of, verifier_of
from earmark.models import CtcModel, companions_of, phone_head_of
from earmark.models.check import check_model
from earmark.models.opening import Described, describe_model, open_model
from earmark.models.protocol import name_of

DecoderKind: TypeAlias = Literal["beam", "greedy"]
Lm: TypeAlias = str | Path | WordLm | None  # BUNDLED, a file, one that is loaded, or none
Pronunciations: TypeAlias = str | Path | Lexicon | None  # likewise
Adapter: TypeAlias = str | Path | ContextualAdapter | None  # BUNDLED, another one's folder, one loaded, none

BUNDLED = "bundled"  # what lies in the acoustic model's folder, if it has one


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

    def word_compiler(self, options: DecodeOptions) -> WordCompiler:
        """Compiles lists for these options; without spellings for greedy decoding."""
        variants = options.spellings.variants if self.decoder == "beam" else 0
        adapter = self.adapter if options.adapter.enabled else None
        return word_compiler(
            self.model, self.pronouncer, self.lm, variants, adapter, options.search.threads
        )

    def phonetics(self, options: DecodeOptions) -> Phonetics | None:
        """Rescoring and lookup; None where the options have both off.

        Raises:
            OptionsError: one is on, and there are no phones.
            PhoneError: the model's graphones are damaged.
        """
        if not options.rescoring.enabled and not options.lookup.enabled:
            return None
        if self.pronouncer is None:
            raise OptionsError(
                "rescoring and lookup need beam search with a phone head, a lexicon and a language model: "
                "give those, or leave both off"
            )
        graphones, language = load_graphones(self.model), language_of(self.model)
        sounds = [Pronounced(Pronouncer(self.pronouncer.lexicon, graphones, language=language))]
        return Phonetics(self.model.alphabet, self.pronouncer, sounds, self.lm, options)


def load_resources(
    model: CtcModel, decoder: DecoderKind, lm: Lm, lexicon: Pronunciations, adapter: Adapter
) -> Resources:
    """Load all that goes with a model.

    Raises:
        ModelError: the adapter is missing or damaged or of another model, or weights are damaged.
        LanguageModelError: the language model is missing, of another kind or damaged.
        PhoneError: the lexicon is unreadable, or the phone head lacks phones.
        OptionsError: something was given that the decoder or the model cannot use.
    """
    word_lm = load_lm(lm, model, decoder)
    chosen = decoder == "greedy" or lexicon != BUNDLED or lm is None  # to do without
    notes = () if chosen else unused_lexicon(model, word_lm)
    return Resources(
        model, decoder, word_lm, load_pronouncer(lexicon, model, decoder, word_lm),
        load_adapter(adapter, model, decoder), verifier_of(model), load_names(model, word_lm),
        load_endings(model, word_lm), notes, confidence_of(model),
    )  # fmt: skip


def with_threads(model: CtcModel, threads: int) -> CtcModel:
    """The model bound to so many cores, where it can be bound; as it is for 0."""
    bind = getattr(model, "with_threads", None)
    return model if bind is None or threads == 0 else bind(threads)


def load_model(model: str | Path | CtcModel, changes: Changes | None) -> tuple[CtcModel, DecodeOptions]:
    """The acoustic model, and its own options with ``changes``.

    Raises:
        ModelError: the model is missing, incomplete or inconsistent.
        OptionsError: an option is unknown or out of range.
    """
    if isinstance(model, str | Path):
        opened = open_model(model)
        return opened, options_of(companions_of(opened), changes)
    return check_model(model), options_of(companions_of(model), changes)


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
        found = WordLm.load(lm)
    else:
        own = companions_of(model)
        if own is None or own.lm is None or decoder == "greedy":
            return None
        return WordLm.load(own.lm)
    if found is not None and decoder == "greedy":
        raise OptionsError("greedy decoding cannot use a language model: leave it out or use decoder='beam'")
    return warn_of_misfit(found, model.alphabet)


def load_pronouncer(
    lexicon: Pronunciations, model: CtcModel, decoder: DecoderKind, lm: WordLm | None
) -> PhoneLexicon | None:
    """How words sound to the model's phone head; None where there is no head, lexicon or language model.

    Raises:
        PhoneError: the lexicon is unreadable, or the phone head lacks phones.
        OptionsError: a lexicon was given to greedy decoding, to a search without a language model or to a
            model without a phone head.
    """
    expected = f"{BUNDLED!r}, the path of a file, a Lexicon, or None"
    check_kind("lexicon", lexicon, (str, Path, Lexicon, NoneType), expected)
    own, head = companions_of(model), phone_head_of(model)
    if lexicon == BUNDLED:
        if own is None or own.lexicon is None or head is None or decoder == "greedy" or lm is None:
            return None
        lexicon = own.lexicon
    if lexicon is None:
        return None
    if head is None or decoder == "greedy":
        raise OptionsError("a lexicon is for beam search with a model that has a phone head: leave it out")
    if lm is None:
        raise OptionsError("a lexicon is of use beside a language model only: give one too, or leave it out")
    found = lexicon if isinstance(lexicon, Lexicon) else Lexicon.load(lexicon, phones_of(model))
    return PhoneLexicon(found, head.symbols, head.blank, model.frame_shift / head.frame_shift)


def word_compiler(
    model: CtcModel | Described,
    pronouncer: PhoneLexicon | None,
    lm: WordLm | None,
    variants: int,
    adapter: ContextualAdapter | None = None,
    threads: int = 0,
) -> WordCompiler:
    """What spells and pronounces lists; without pronunciations where the search hears no phones anyway.

    Raises:
        OptionsError: ``variants`` of a model that cannot spell.
        PhoneError: the model's graphones are damaged.
    """
    graphones, own, language = load_graphones(model), companions_of(model), language_of(model)
    if pronouncer is not None:
        lexicon = pronouncer.lexicon
    elif variants and own is not None and own.lexicon is not None:
        lexicon = Lexicon.load(own.lexicon, phones_of(model))
    else:
        lexicon = None
    if variants and (graphones is None or lexicon is None):
        raise OptionsError(
            f"variants is {variants}, but the model has no lexicon, or no graphones to spell with: leave it "
            "at 0, or add what `earmark train g2p` writes to the model's folder"
        )
    if lexicon is None:
        return WordCompiler(
            model.tokenizer, model.alphabet, language=language, adapter=adapter, threads=threads
        )
    return WordCompiler(
        model.tokenizer,
        model.alphabet,
        pronouncer=Pronouncer(lexicon, graphones, language=language),
        common=CommonWords(lexicon, lm, language),
        variants=variants,
        boundary=-1 if pronouncer is None else pronouncer.boundary,
        language=language,
        adapter=adapter,
        threads=threads,
    )


def bundle_compiler(bundle: Described, variants: int | None = None) -> WordCompiler:
    """What a recognizer of this model makes of lists, without loading its network.

    Raises:
        LanguageModelError: its language model is damaged.
        PhoneError: its lexicon or its graphones are.
    """
    own, head, pronouncer = companions_of(bundle), phone_head_of(bundle), None
    lm = WordLm.load(own.lm) if own is not None and own.lm is not None else None
    if own is not None and own.lexicon is not None and head is not None and lm is not None:
        pronouncer = PhoneLexicon(Lexicon.load(own.lexicon, phones_of(bundle)), head.symbols, head.blank)
    options = options_of(own, {} if variants is None else {"spellings.variants": variants})
    return word_compiler(bundle, pronouncer, lm, options.spellings.variants)


def load_graphones(model: CtcModel | Described) -> Graphones | None:
    """How words that no lexicon has are said, if it comes along with the model; read when first asked for.

    Raises:
        PhoneError: the file is damaged.
    """
    own = companions_of(model)
    return None if own is None or own.g2p is None else _graphones(own.g2p, language_of(model))


@lru_cache(maxsize=4)
def _graphones(path: Path, language: Language) -> Graphones:
    return Graphones.load(path, language)


def load_adapter(adapter: Adapter, model: CtcModel, decoder: DecoderKind) -> ContextualAdapter | None:
    """The contextual adapter asked for; None also where the model comes without one.

    Raises:
        ModelError: there is none in the folder, or it is damaged or of another model.
        OptionsError: anything else was given.
    """
    expected = f"{BUNDLED!r}, an adapter's folder, or None"
    check_kind("adapter", adapter, (str, Path, ContextualAdapter, NoneType), expected)
    if adapter is None or isinstance(adapter, ContextualAdapter):
        return adapter and adapter.checked_for(model)
    own = companions_of(model)
    if adapter != BUNDLED:
        folder = Path(adapter)
    elif own is not None and own.adapter is not None:
        folder = own.adapter
    else:
        return None
    return ContextualAdapter(folder, len(model.alphabet), searched=decoder == "beam").checked_for(model)


def language_of(model: CtcModel | Described) -> Language:
    """The language that a model names, with the phones of its head.

    Raises:
        OptionsError: it names no language.
    """
    head = phone_head_of(model)
    return load_language(model.language, () if head is None else head.symbols)


def named_language(model: str | Path) -> Language:
    """The language of a model given by bundled name or path.

    Raises:
        ModelError: there is no such model, or it is incomplete.
    """
    return language_of(describe_model(model))


def phones_of(model: CtcModel | Described) -> PhoneSet:
    """The phone set of a model's lexicon and head.

    Raises:
        OptionsError: it has a lexicon, but no phones to read it in.
    """
    phone_set = language_of(model).phone_set
    if phone_set is None:
        raise OptionsError(
            f"model {name_of(model)!r} has a lexicon and no phone head to say which phones it is in: "
            "leave the lexicon out"
        )
    return phone_set

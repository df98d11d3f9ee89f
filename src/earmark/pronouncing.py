"""How words are said and spelt for a model: language, lexicon, graphones, and the compiler of lists."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import NoneType
from typing import Literal, TypeAlias

from earmark.biasing import WordCompiler
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.common_words import CommonWords
from earmark.checks import check_kind
from earmark.decoding import PhoneLexicon, WordLm
from earmark.errors import OptionsError
from earmark.language import Language, PhoneSet
from earmark.language import load as load_language
from earmark.lexicon import Graphones, Lexicon, Pronouncer
from earmark.model_options import options_of
from earmark.models import CtcModel, companions_of, phone_head_of
from earmark.models.opening import describe_model
from earmark.models.phones_beside import Known, WithPhones, lender_of
from earmark.models.protocol import name_of

DecoderKind: TypeAlias = Literal["beam", "greedy"]
Pronunciations: TypeAlias = str | Path | Lexicon | None  # BUNDLED, a file, one that is loaded, or none

BUNDLED = "bundled"  # what lies in the acoustic model's folder, if it has one


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
    model: Known,
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


def bundle_compiler(model: Known, variants: int | None = None) -> WordCompiler:
    """What a recognizer of this model makes of lists, without loading its network.

    Raises:
        LanguageModelError: its language model is damaged.
        PhoneError: its lexicon or its graphones are.
    """
    lender = lender_of(model)
    bundle: Known = model if lender is None else WithPhones(model, lender)
    own, head, pronouncer = companions_of(bundle), phone_head_of(bundle), None
    known = own.lm if own is not None else None
    if known is None and lender is not None:
        known = lender.lm
    lm = None if known is None else WordLm.load(known)
    if own is not None and own.lexicon is not None and head is not None and lm is not None:
        pronouncer = PhoneLexicon(Lexicon.load(own.lexicon, phones_of(bundle)), head.symbols, head.blank)
    options = options_of(own, {} if variants is None else {"spellings.variants": variants})
    return word_compiler(bundle, pronouncer, lm, options.spellings.variants)


def load_graphones(model: Known) -> Graphones | None:
    """How words that no lexicon has are said, if it comes along with the model; read when first asked for.

    Raises:
        PhoneError: the file is damaged.
    """
    own = companions_of(model)
    return None if own is None or own.g2p is None else _graphones(own.g2p, language_of(model))


@lru_cache(maxsize=4)
def _graphones(path: Path, language: Language) -> Graphones:
    return Graphones.load(path, language)


def language_of(model: Known) -> Language:
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


def phones_of(model: Known) -> PhoneSet:
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

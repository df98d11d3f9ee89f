"""``earmark words add``: put a word into a list file, with how it is said."""

from __future__ import annotations

import argparse
from pathlib import Path

from earmark.audio import gain, load_audio
from earmark.biasing import Word, WordList
from earmark.biasing.check import EntryCheck, check_words
from earmark.biasing.diagnostics import IPA_ADVICE
from earmark.biasing.editor import add_word
from earmark.biasing.pronunciations import pronounce_list
from earmark.biasing.spoken_forms import list_forms
from earmark.biasing.unused import ipa_problem
from earmark.errors import EarmarkError, OptionsError, WordListError
from earmark.lexicon import Pronouncer
from earmark.lexicon.recording import PhoneCandidate, check_word, recognize_phones
from earmark.models.folder import ModelFolder
from earmark.models.onnx import OnnxModel
from earmark.models.opening import Described, describe_model
from earmark.models.protocol import phone_head_of
from earmark.pronouncing import bundle_compiler, language_of, phones_of

LONGEST = 10.0  # seconds: longer clips hold more than a word
GUESSES = 10  # readings of its spelling that a clip is compared with
SHOWN = 4  # candidates printed


def add_options(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", metavar="FILE", help="a .csv, .tsv, .json or .txt list; made if missing")
    parser.add_argument("phrase", metavar="PHRASE", help="the word or phrase as it is written")
    parser.add_argument("--ipa", metavar="IPA", help="how it is said; several parted by |")
    parser.add_argument(
        "--sounds-like", metavar="SPELLING", help="how it is said, as in zuh-LEN-skee; several parted by |"
    )
    parser.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="CLIP",
        help="sound file of somebody saying it once, alone; its phones are kept as IPA; a clip of more than "
        "the word, or of another, is refused; may be repeated",
    )
    parser.add_argument("--display-as", metavar="TEXT", help="what transcripts show (default: the phrase)")
    parser.add_argument(
        "--weight", type=float, default=1.0, metavar="W", help="factor on its boost (default: 1)"
    )
    parser.add_argument(
        "--model",
        default="english",
        metavar="NAME_OR_PATH",
        help="bundled model or model folder that recognises the clip (default: english)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Add one word and print how it will be understood."""
    word = Word(
        arguments.phrase,
        display_as=arguments.display_as,
        weight=arguments.weight,
        sounds_like=arguments.sounds_like or (),
        ipa=arguments.ipa or (),
    )
    bundle = describe_model(arguments.model)
    for ipa in word.ipa:
        problem = ipa_problem(ipa, None if phone_head_of(bundle) is None else phones_of(bundle))
        if problem is not None:
            raise WordListError(f"{problem}: {IPA_ADVICE}")
    if arguments.say:
        word = _with_clips(word, bundle, arguments.say)
    compiler = bundle_compiler(bundle)

    def check(word: Word) -> EntryCheck:
        (entry,) = check_words(WordList((word,)), compiler).entries
        if entry.problem is not None:
            raise WordListError(
                f"{word.text!r} would never be written by model {bundle.name!r}, so it was not added: "
                f"{entry.problem}; give --sounds-like or --ipa"
            )
        return entry

    word, done = add_word(arguments.file, word, check)
    print(f"{arguments.file}: {word.text!r} {done}")
    entry = check(word)
    for one in entry.pronunciations:
        print(f"  said     {one.phones} ({one.source})")
    for warning in entry.warnings:
        print(f"  note     {warning}")
    return 0


def _with_clips(word: Word, bundle: Described, clips: list[str]) -> Word:
    """Add the pronunciation recognised in each clip to the word."""
    if not isinstance(bundle, ModelFolder) or bundle.phone_head is None or bundle.lexicon is None:
        raise OptionsError(
            f"model {bundle.name!r} has no phone head, which --say needs: give --ipa or --sounds-like"
        )
    model, phone_set = OnnxModel(bundle, threads=1), phones_of(bundle)
    readings = _readings(word, bundle)
    ipa = list(word.ipa)
    for clip in clips:
        candidates = _recognize(model, clip, word.text, readings)
        print(f"{Path(clip).name}: recognised")
        for place, one in enumerate(candidates[:SHOWN]):
            kind = "a reading of its spelling" if one.known else "decoded freely"
            chosen = "*" if place == 0 else " "
            print(f"  {chosen} {phone_set.symbols_of(one.phones)}  ({kind}, {one.log_prob:.1f} nats)")
        ipa.append(phone_set.written_ipa(candidates[0].phones))
    return Word(word.text, word.display_as, word.weight, word.sounds_like, tuple(dict.fromkeys(ipa)))


def _readings(word: Word, bundle: ModelFolder) -> list[tuple[int, ...]]:
    """How the entry may be said, guesses that are seldom right included."""
    pronouncer = bundle_compiler(bundle).pronouncer
    if pronouncer is None:
        return []
    language = language_of(bundle)
    guessing = Pronouncer(pronouncer.lexicon, pronouncer.g2p, GUESSES, language=language)
    said = pronounce_list(list_forms([word], language, guessing), guessing)
    return [one.phones for one in said.entries[0]]


def _recognize(
    model: OnnxModel, clip: str, entry: str, readings: list[tuple[int, ...]]
) -> tuple[PhoneCandidate, ...]:
    """Candidates of a clip that holds the entry alone."""
    audio = load_audio(clip)
    if audio.seconds > LONGEST:
        raise OptionsError(
            f"{clip} is {audio.seconds:.1f} s long, a word said once takes less than {LONGEST:g} s: "
            "cut it out"
        )
    head = model.phone_head
    (emissions,) = model.encode([audio.samples * gain([audio.samples])])
    assert emissions.phone_log_probs is not None and head is not None  # _with_clips asked for it
    phone_set = phones_of(model.companions)
    try:
        candidates = recognize_phones(
            emissions.phone_log_probs, head.symbols, head.blank, readings, phone_set
        )
        check_word(candidates, entry, phone_set)
        return candidates
    except EarmarkError as error:
        raise type(error)(f"{clip}: {error}") from None

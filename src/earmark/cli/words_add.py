"""``earmark words add``: put a word into a list file, with how it is said."""

from __future__ import annotations

import argparse
from pathlib import Path

from earmark.biasing import Word, WordList
from earmark.biasing.check import EntryCheck, check_words
from earmark.biasing.diagnostics import IPA_ADVICE
from earmark.biasing.editor import add_word
from earmark.biasing.unused import ipa_problem
from earmark.enrolment import Enrolment
from earmark.errors import OptionsError, WordListError
from earmark.models.folder import ModelFolder
from earmark.models.onnx import OnnxModel
from earmark.models.opening import Described, describe_model
from earmark.models.protocol import phone_head_of
from earmark.pronouncing import bundle_compiler, phones_of

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
    enrolment = Enrolment(OnnxModel(bundle, threads=1))
    for clip in clips:
        enrolled = enrolment.enrol(word, clip)
        print(f"{Path(clip).name}: recognised")
        for place, one in enumerate(enrolled.candidates[:SHOWN]):
            kind = "a reading of its spelling" if one.known else "decoded freely"
            chosen = "*" if place == 0 else " "
            phones = enrolment.phone_set.symbols_of(one.phones)
            print(f"  {chosen} {phones}  ({kind}, {one.log_prob:.1f} nats)")
        word = enrolled.word
    return word

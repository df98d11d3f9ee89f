"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import soundfile

from earmark.audio import StoredAudio
from earmark.biasing import BiasList
from earmark.biasing.diagnostics import summaries
from earmark.cli.terminal import Progress, warn, watched
from earmark.decoding import DecodeOptions
from earmark.decoding.config import check_settings, read_config
from earmark.decoding.options import unknown
from earmark.decoding.techniques import AUTO, TECHNIQUES
from earmark.errors import AudioDiagnostic, OptionsError
from earmark.offline import Audio
from earmark.pronouncing import BUNDLED
from earmark.recognizer import Recognizer
from earmark.transcript import Transcript

NOTES = 3  # on how a list was read, that are printed
STANDARD_INPUT = "-"
_SWITCH = {"true": True, "on": True, "1": True, "false": False, "off": False, "0": False}


def add_decoding(parser: argparse.ArgumentParser) -> None:
    """Model and search arguments."""
    parser.add_argument(
        "--model",
        default="english",
        metavar="NAME_OR_PATH",
        help="bundled model, model folder, checkpoint folder of transformers, hf:NAME for one on the Hugging "
        "Face Hub, or ONNX export: its folder, its .onnx file, or the TOML file that describes it "
        "(default: english)",
    )
    parser.add_argument(
        "--lm",
        default=BUNDLED,
        metavar="PATH",
        help="language model: a file that `earmark train lm` wrote, an ARPA file, a binary file of KenLM, or "
        "none (default: the model's own, if it has one)",
    )
    parser.add_argument(
        "--lexicon",
        default=BUNDLED,
        metavar="PATH",
        help="pronunciations, word TAB phones a line, or none (default: the model's own, if it has them)",
    )
    parser.add_argument(
        "--adapter",
        default=BUNDLED,
        metavar="DIR",
        help="contextual adapter, which biases the emissions towards the list before the search, or none "
        "(default: the model's own, if it has one)",
    )
    parser.add_argument(
        "--phones",
        choices=(BUNDLED, "none"),
        default=BUNDLED,
        help="phones to verify entries by: the model's own, or where it has none, the bundled ones of its "
        "language beside it (default), or none",
    )
    parser.add_argument(
        "--biasing",
        default=AUTO,
        metavar="TECHNIQUES",
        help="techniques to bias transcripts with: auto (all that the model has), decoder, adapter, off, or "
        f"names joined by +, of {', '.join(one.name for one in TECHNIQUES)}",
    )
    add_settings(parser)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Arguments that change decode options."""
    parser.add_argument(
        "--config", metavar="FILE", help="decode options from a TOML file, as `earmark tune` writes it"
    )
    parser.add_argument(
        "--boosting",
        choices=("off", "static", "adaptive"),
        help="bonus of an entry's tokens: none, a fixed one, or by the gap to the frame's best (default)",
    )
    parser.add_argument("--beam", type=int, metavar="N", help="hypotheses kept at each frame")
    parser.add_argument(
        "--threads", type=int, metavar="N", help="cores to use, 0 for all; results do not change"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="any decode option, as in search.beam=32; may be given several times; these win over --config",
    )


def chosen_resources(arguments: argparse.Namespace) -> dict[str, Any]:
    """Arguments of :class:`earmark.Recognizer` from ``--lm``, ``--lexicon`` and the like."""
    given = {key: getattr(arguments, key) for key in ("lm", "lexicon", "adapter", "phones")}
    chosen = {key: None if value == "none" else value for key, value in given.items()}
    return chosen | {"biasing": arguments.biasing}


def describe_resources(recognizer: Recognizer) -> dict[str, Any]:
    """Language model and pronunciations in use, to be kept beside figures."""
    path = recognizer.lm.path if recognizer.lm is not None else None
    words = recognizer.pronouncer.lexicon.words if recognizer.pronouncer is not None else ()
    about: dict[str, Any] = {"lm": None if path is None else str(path), "lexicon_words": len(words)}
    about["adapter"], about["biasing"] = recognizer.adapter is not None, recognizer.biasing
    if path is not None:
        with path.open("rb") as file:
            about["lm_digest"] = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    return about


def decode_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """The changes of the model's decode options that the arguments of :func:`add_settings` ask for.

    Raises:
        OptionsError: a field is unknown, of the wrong type or out of range.
    """
    configured = read_config(arguments.config) if arguments.config is not None else {}
    flags = {"boosting.mode": "boosting", "search.beam": "beam", "search.threads": "threads"}
    given = {key: getattr(arguments, flag) for key, flag in flags.items()}
    chosen = {key: value for key, value in given.items() if value is not None}
    return check_settings({**configured, **parse_settings(arguments.set), **chosen})


def parse_settings(written: Sequence[str]) -> dict[str, Any]:
    """``["search.beam=16", "lm.weight=0.9"]`` -> values of the types that the options have."""
    known = DecodeOptions.fields()
    settings: dict[str, Any] = {}
    for item in written:
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals:
            raise OptionsError(f"--set {item!r} has no value: write KEY=VALUE, as in search.beam=32")
        if key not in known:
            raise OptionsError(f"--set {item!r}: {unknown(key, known)}")
        settings[key] = _convert(key, value, known[key].kind)
    return settings


def _convert(key: str, value: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return _SWITCH[value.lower()]
        return kind(value) if kind in (int, float) else value
    except (ValueError, KeyError):
        raise OptionsError(
            f"--set {key}={value} is not understood: {key} is of type {kind.__name__}"
        ) from None


def words_of(arguments: argparse.Namespace) -> Path | None:
    """The file that ``--words`` names."""
    return None if arguments.words is None else Path(arguments.words)


def audio_of(name: str) -> Audio:
    """The audio that an argument names; "-" is standard input.

    Raises:
        OptionsError: standard input is a terminal.
    """
    if name != STANDARD_INPUT:
        return name
    if sys.stdin.isatty():
        raise OptionsError("- is standard input, here a terminal: pipe audio into it, or give a file")
    return StoredAudio(sys.stdin.buffer, "standard input")


def check_standard_input(names: Sequence[str]) -> None:
    """Refuse standard input that is named more than once."""
    if names.count(STANDARD_INPUT) > 1:
        raise OptionsError("- is given more than once; standard input can be read once")


def progress_of(names: Sequence[str], passes: int) -> Progress:
    """Progress over audios, each of which is read ``passes`` times."""
    return Progress(len(names), _seconds_of(names) if watched() else 0.0, passes)


def _seconds_of(names: Sequence[str]) -> float:
    """Seconds of audio in all files, 0 where a header does not say."""
    try:
        return sum(float(soundfile.info(name).duration) for name in names)
    except (soundfile.LibsndfileError, OSError, TypeError):
        return 0.0


def report_diagnostics(recognizer: Recognizer, words: BiasList | None) -> None:
    """Say on standard error, once, what is not used of a model and of a list, or not as it was given."""
    for note in recognizer.notes:
        warn(note)
    report_list(words)


def report_list(words: BiasList | None) -> None:
    """Say on standard error what is not used of a list, or not as it was given."""
    if words is None:
        return
    notes = words.word_list.notes
    more = [f"{len(notes) - NOTES} more notes; `earmark words check FILE` shows all"] * (len(notes) > NOTES)
    for sentence in (*notes[:NOTES], *more, *summaries(words.diagnostics, len(words))):
        warn(sentence)


def report_audio(name: str, transcript: Transcript) -> None:
    """Say on standard error what is wrong with the level of an audio."""
    for one in transcript.diagnostics:
        if isinstance(one, AudioDiagnostic):
            warn(f"{name}: {one}")

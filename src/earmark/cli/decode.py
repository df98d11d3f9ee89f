"""``earmark decode``: log-probabilities or logits of any CTC model in, text or JSON out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from earmark.biasing import BiasStore
from earmark.cli.main import fail
from earmark.cli.options import add_settings, decode_settings, report_list, words_of
from earmark.cli.transcript_text import print_text, result_fields
from earmark.decoding import WordLm
from earmark.errors import EarmarkError, EmissionsError, OptionsError
from earmark.log_probs import Decoder
from earmark.models.rows_file import RowsFile
from earmark.resources import read_lm
from earmark.transcript import Transcript

GROUP = 32  # utterances in memory at once: fills the cores


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "decode",
        help="decode log-probabilities or logits of any CTC model",
        description="Decode the output of any CTC model, with the words of a list spelled as the list has "
        "them. Files are .npy or .npz with arrays (frames, tokens), or (utterances, frames, tokens) and "
        "their lengths; the names of several arrays name utterances.",
    )
    parser.add_argument("emissions", nargs="+", metavar="EMISSIONS", help=".npy or .npz files")
    parser.add_argument(
        "--tokens",
        metavar="FILE",
        help="labels of the columns: tokens.txt, vocab.json, or one a line (default: the file's own)",
    )
    parser.add_argument("--blank", metavar="COLUMN_OR_LABEL", help="the blank, where its label does not say")
    parser.add_argument("--logits", action="store_true", help="the arrays are logits")
    parser.add_argument(
        "--frame-shift",
        type=float,
        metavar="SECONDS",
        help="from one frame to the next (default: the file's own; without one, times are frames)",
    )
    parser.add_argument("--words", metavar="FILE", help="word list: text, CSV, TSV, JSON or vCard")
    parser.add_argument(
        "--lm",
        metavar="PATH",
        help="language model: a file that `earmark train lm` wrote, an ARPA file, a binary file of KenLM, a "
        "bundled model's name for its own, or none (default)",
    )
    parser.add_argument(
        "--language",
        metavar="CODE",
        help="of the list, such as en, or generic (default: en where the labels have no letter but a to z)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object an utterance, one a line")
    parser.add_argument("--nbest", type=int, metavar="N", help="also give the N best texts")
    parser.add_argument(
        "--strict", action="store_true", help="refuse a list with entries that cannot be reached"
    )
    add_settings(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Decode every file; a bad utterance or file is reported and the others go on."""
    if arguments.nbest is not None and arguments.nbest < 1:
        raise OptionsError(f"--nbest is {arguments.nbest}, expected 1 or more")
    decoders, code = _Decoders(arguments), 0
    for path in arguments.emissions:
        try:
            file = RowsFile.open(path)
            code |= _decode_file(file, decoders.of(file), arguments)
        except EmissionsError as error:
            code = fail(error)
    return code


@dataclass
class _Decoders:
    """The decoder of each file; files with the same tokens and frame shift share one."""

    arguments: argparse.Namespace
    store: BiasStore = field(default_factory=BiasStore)
    made: dict[tuple[object, float | None], Decoder] = field(default_factory=dict)
    lm: WordLm | None = None

    def of(self, file: RowsFile) -> Decoder:
        """The decoder of a file.

        Raises:
            EmissionsError: the file has no tokens, and none were given.
            EarmarkError: as for :class:`Decoder`.
        """
        given = self.arguments
        labels = given.tokens or file.tokens
        if labels is None:
            raise EmissionsError(f"{str(file.path)!r} does not name its columns: give --tokens FILE")
        shift = file.frame_shift if given.frame_shift is None else given.frame_shift
        if (labels, shift) not in self.made:
            self.made[labels, shift] = self._make(labels, shift)
        return self.made[labels, shift]

    def _make(self, labels: Any, shift: float | None) -> Decoder:
        given = self.arguments
        if given.lm not in (None, "none") and self.lm is None:
            self.lm = read_lm(given.lm)
        decoder = Decoder(
            labels,
            decode_settings(given),
            words_of(given),
            lm=self.lm,
            frame_shift=shift,
            logits=given.logits,
            blank=_blank(given.blank),
            language=given.language,
            strict=given.strict,
            store=self.store,
        )
        if not self.made:
            report_list(decoder.words)
        return decoder


def _blank(written: str | None) -> int | str | None:
    return int(written) if written is not None and written.isdecimal() else written


def _decode_file(file: RowsFile, decoder: Decoder, arguments: argparse.Namespace) -> int:
    """Decode and print the utterances of a file; return the exit code."""
    code, several = 0, len(arguments.emissions) > 1
    for name, result in _results(file, decoder, arguments.nbest):
        place = ":".join(part for part in (str(file.path) if several else "", name or "") if part)
        if isinstance(result, EarmarkError):
            code = fail(f"{place or file.path}: {result}")
        elif arguments.json:
            times = "rows" if decoder.frame_shift is None else "seconds"
            about = {"utterance": place or str(file.path), "times": times}
            print(json.dumps(about | result_fields(result, arguments.nbest), ensure_ascii=False), flush=True)
        else:
            print_text(place or None, result)
    return code


def _results(
    file: RowsFile, decoder: Decoder, nbest: int | None
) -> Iterator[tuple[str | None, Transcript | EarmarkError]]:
    """Name and transcript or error of each utterance; a group of them is in memory at once."""
    waiting = file.utterances()
    while group := list(islice(waiting, GROUP)):
        found = decoder.decode_each([rows for _, rows in group], nbest=nbest)
        yield from ((name, result) for (name, _), result in zip(group, found, strict=True))

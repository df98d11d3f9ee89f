"""The parser of every command: suggestions for mistyped names, and the names that other tools have."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from earmark.checks import nearest

# Options of Whisper, whisper.cpp and sherpa-onnx by which people mean one of ours; hyphens for underscores.
SAME = {"--output-format": "--format", "--beam-size": "--beam", "--hotwords-file": "--words"}
# Options of other tools that have no counterpart, and what to do instead.
INSTEAD = {
    "--language": "the model decides on the language: give --model, or --transcriber for another recognizer",
    "--lang": "the model decides on the language: give --model, or --transcriber for another recognizer",
    "--task": "earmark transcribes and does not translate: leave it out",
    "--hotwords": "write the words to a file, one a line, and give --words FILE",
    "--initial-prompt": "write the words to a file, one a line, and give --words FILE",
    "--prompt": "write the words to a file, one a line, and give --words FILE",
    "--word-timestamps": "JSON, CTM and TextGrid have the times of words: give --format json",
    "--vad-filter": "speech is always found first: leave it out, or give --set segmentation.detector=NAME",
    "--device": "earmark runs on the CPU: leave it out, and give --threads N for fewer cores",
    "--compute-type": "the bundled model is quantised to 8 bits: leave it out",
    "--temperature": "the search is deterministic: leave it out",
    "--max-line-width": "cues have two lines of at most 42 characters: leave it out",
    "--max-line-count": "cues have two lines of at most 42 characters: leave it out",
    "--diarize": "speakers are told apart by channel: give --channels separate for a call of two channels",
    "--output": "give --output-dir DIR for files, or > FILE for one text",
    "-f": "give --format",
    "-o": "give --output-dir DIR for files, or > FILE for one text",
    "--verbose": "progress is printed on a terminal by itself: leave it out",
}
_CHOICE = re.compile(r"argument (.+?): invalid choice: '(.*)' \(choose from (.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """An argument parser that says what was meant. Parsers of subcommands are of the same class."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take the arguments of ``argparse.ArgumentParser``."""
        super().__init__(*arguments, **{"allow_abbrev": False, **options})
        if options.get("add_help", True):
            self.add_argument(
                "--quiet", action="store_true", default=argparse.SUPPRESS,
                help="print no progress and no warnings on standard error",
            )  # fmt: skip

    def parse_known_args(
        self, args: Any = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """As argparse, with other tools' options taken for ours; unknown options are refused here."""
        given = None if args is None else [self._ours(argument) for argument in args]
        found, rest = super().parse_known_args(given, namespace)
        if rest and self._subparsers is None:
            self.error(self._unknown(rest))
        return found, rest

    def _ours(self, argument: str) -> str:
        """An option by our name where it has another tool's, or underscores."""
        name, equals, value = argument.partition("=")
        known = self._option_string_actions
        if not name.startswith("--") or name in known:
            return argument
        hyphened = name.replace("_", "-")
        ours = SAME.get(hyphened, hyphened)
        return f"{ours}{equals}{value}" if ours in known else argument

    def _unknown(self, rest: Sequence[str]) -> str:
        """The sentence for arguments that are left over."""
        options = [one.partition("=")[0] for one in rest if one.startswith("-") and one != "-"]
        if not options:
            return f"unrecognized arguments: {' '.join(rest)}"
        name = options[0]
        instead = INSTEAD.get(name.replace("_", "-"))
        if instead is not None:
            return f"there is no option {name}: {instead}"
        near = nearest(name, [one for one in self._option_string_actions if one.startswith("--")])
        advice = f"did you mean {near}?" if near else f"`{self.prog} --help` lists the options"
        return f"there is no option {name}: {advice}"

    def error(self, message: str) -> NoReturn:
        """Print one sentence, with the likely name where one was mistyped, and exit with 2; no usage."""
        choice = _CHOICE.fullmatch(message)
        if choice is not None:
            known = [name.strip().strip("'") for name in choice[3].split(",")]
            near = nearest(choice[2], known)
            if near is not None:
                message = f"{message}: did you mean '{near}'?"
        self.exit(2, f"{self.prog}: {message}\n")

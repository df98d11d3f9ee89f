"""The ``earmark`` command: one subcommand a file; bad input is answered in one sentence."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import earmark
from earmark.cli.parser import Parser
from earmark.cli.terminal import be_quiet, warn, wipe
from earmark.errors import EarmarkError

COMMANDS = (
    "transcribe", "batch", "listen", "correct", "serve", "decode", "explain", "words", "models", "evaluate",
    "tune", "train", "plot", "doctor", "completion",
)  # fmt: skip
VERBS = ("evaluate compare", "evaluate import", "serve key")  # commands of two words
EXTRAS = ("train", "batch", "serve")  # commands whose packages come with an extra of the same name
BAD_INPUT = 2  # exit code, the same as argparse's own
_OTHERS = frozenset({"torch", "transformers"})  # packages whose warnings do not concern users
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def build_parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser of the given subcommands, as far as they can be imported."""
    parser = Parser(
        prog="earmark",
        description="Speech recognition that writes the words on your list, without retraining.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands:
        try:
            importlib.import_module(f"earmark.cli.{command}").add_parser(subparsers)
        except ModuleNotFoundError as error:
            if command not in EXTRAS:
                raise  # a package that everything needs
            _add_missing(subparsers, command, error)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when all went well, 2 on bad input, 130 when interrupted.
    """
    if sys.stderr is None:  # closed by the shell, `2>&-`
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        return fail("standard output is closed: leave out `>&-`, or give > FILE")
    _write_everything()
    warnings.showwarning = _warning_printer()
    warnings.simplefilter("always", UserWarning)
    command = ""
    try:
        given = _join_verb(sys.argv[1:] if argv is None else argv)
        arguments = build_parser(_needed(given)).parse_args(given)
        command = arguments.command
        be_quiet("quiet" in arguments)
        code = int(arguments.run(arguments))
        sys.stdout.flush()  # a full disk or a closed pipe shows here, not while the interpreter ends
        return code
    except BrokenPipeError:
        _drop_output()  # the reader has closed the pipe, as `| head` does
        return 0
    except EarmarkError as error:
        return fail(error)
    except ModuleNotFoundError as error:
        extra = command.partition(" ")[0]
        if extra not in EXTRAS:
            raise
        return fail(_missing(extra, error))
    except OSError as error:
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()
        return fail(f"{error.strerror or error}{f': {error.filename!r}' if error.filename else ''}")
    except KeyboardInterrupt:
        wipe()
        print("earmark: interrupted", file=sys.stderr)
        return INTERRUPTED


def _needed(argv: Sequence[str]) -> Sequence[str]:
    """The command to run alone, since each takes a moment to import; all for help and for errors."""
    first = argv[0].partition(" ")[0] if argv else ""
    return (first,) if first in COMMANDS else COMMANDS


class _Version(argparse.Action):
    """Reads the version when it is asked for: looking it up takes a moment."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"earmark {earmark.__version__}")
        parser.exit()


def _join_verb(argv: Sequence[str]) -> list[str]:
    """Write commands of two words as argparse knows them, ``"evaluate compare"``, and help as an option."""
    if argv[:1] == ["help"]:
        argv = [*argv[1:], "--help"]
    if argv == ["version"]:
        argv = ["--version"]
    verb = " ".join(argv[:2])
    return [verb, *argv[2:]] if verb in VERBS else list(argv)


def _write_everything() -> None:
    """Write what the terminal's encoding lacks as escapes, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Discard the buffer of a broken standard output, or Python exits with 120."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def fail(error: object) -> int:
    """Print one sentence on stderr and return the exit code of bad input."""
    wipe()
    print(f"earmark: {error}", file=sys.stderr)
    return BAD_INPUT


def _missing(command: str, error: ModuleNotFoundError) -> str:
    package = str(error.name).partition(".")[0]
    return (
        f"`earmark {command}` needs the package {package!r}, which is not installed: "
        f"pip install {' '.join(packages_of(command)) or package}"
    )


def packages_of(extra: str) -> list[str]:
    """Packages that an extra of earmark stands for, as pip takes them on a command line."""
    try:
        written = metadata.requires("earmark") or ()
    except metadata.PackageNotFoundError:  # run from a source tree that was never installed
        return []
    chosen = [item for item in written if re.search(rf"extra\s*==\s*['\"]{extra}['\"]", item)]
    return [f"'{item.partition(';')[0].strip()}'" for item in chosen]


def _add_missing(
    subparsers: argparse._SubParsersAction[Parser], command: str, error: ModuleNotFoundError
) -> None:
    """List a command whose extra is not installed; it says what it needs when called."""

    def run(_: argparse.Namespace) -> int:
        raise EarmarkError(_missing(command, error))

    parser = subparsers.add_parser(
        command, help=f"needs packages that are not installed: `earmark {command}` names them",
        add_help=False, prefix_chars="\0",
    )  # fmt: skip
    parser.add_argument("rest", nargs="*")
    parser.set_defaults(run=run)


def _warning_printer() -> Callable[..., None]:
    """Print a warning as one sentence on stderr, once; those of PyTorch to its programmers are left out."""
    printed: set[str] = set()

    def show(message: Warning | str, _: type[Warning], file: str, *__: object, **___: object) -> None:
        if str(message) not in printed and not _OTHERS.intersection(Path(file).parts):
            printed.add(str(message))
            warn(message)

    return show

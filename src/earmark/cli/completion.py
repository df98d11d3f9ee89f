"""``earmark completion``: commands, options and files completed by the shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

SHELLS = ("bash", "zsh", "fish")
FILES = frozenset({"FILE", "AUDIO", "PATH", "MANIFEST", "AUDIO TRANSCRIPT", "LIST", "CLIP", "NAME_OR_PATH"})
FOLDERS = frozenset({"DIR", "FOLDER"})


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "completion",
        help="print what lets the shell complete commands and options",
        description="Print a script that completes earmark's commands, options and files. bash: earmark "
        "completion bash > ~/.local/share/bash-completion/completions/earmark; zsh: earmark completion zsh > "
        "a file _earmark in a folder of $fpath; fish: earmark completion fish > "
        "~/.config/fish/completions/earmark.fish",
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell that is to complete")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script of one shell."""
    from earmark.cli.main import build_parser

    parser = build_parser()
    for action in actions_of(parser):
        if action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, arguments.shell))
    return 0


def actions_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All arguments of a parser and of those below; commands of two words, no shell's, are taken out."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name in [name for name in action.choices if " " in name]:
                del action.choices[name]
            action._choices_actions = [one for one in action._choices_actions if " " not in one.dest]
            for below in action.choices.values():
                yield from actions_of(below)
        else:
            yield action

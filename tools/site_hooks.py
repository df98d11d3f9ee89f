"""Hooks of mkdocs: reference of commands from their parsers, links that leave docs/, roles of docstrings."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
COMMANDS = "reference/commands.md"
CHANGES = "changes.md"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:\s]+)(#[^)]*)?\)")
_ROLE = re.compile(r":(?:meth|class|func|mod|data|attr|exc):(?=<code>)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not written by hand in docs/."""
    files.append(File.generated(config, COMMANDS, content="\n".join(command_lines())))
    files.append(File.generated(config, CHANGES, content=(ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Name files of the repository that are not part of the site, in place of a link to nowhere."""
    folder = (Path(config.docs_dir) / page.file.src_uri).parent

    def outside(match: re.Match[str]) -> str:
        target = (folder / match[2]).resolve()
        if target.is_relative_to(config.docs_dir) and not target.is_dir():
            return match[0]
        return f"{match[1]} (`{target.relative_to(ROOT)}`)" if target.is_relative_to(ROOT) else match[0]

    return _LINK.sub(outside, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Leave out the names of Sphinx's roles, which Markdown does not know."""
    return _ROLE.sub("", html)


def command_lines() -> Iterator[str]:
    """The page of all commands."""
    from earmark.cli.main import build_parser

    yield "# Commands\n"
    yield "Written from the parsers: what `earmark COMMAND --help` prints. Exit codes: "
    yield "[the command line](../guides/command-line.md#exit-codes).\n"
    yield from of_parser(build_parser())


def of_parser(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Usage, description and arguments of a parser, and of those below it."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield f"## {parser.prog}\n"
        yield f"{parser.description or ''}\n".replace("%%", "%")
        yield "| argument | |\n|---|---|"
        for action in parser._actions:
            if action.help is not argparse.SUPPRESS and "--help" not in action.option_strings:
                yield f"| {_name(action)} | {_help(parser, action)} |"
        yield ""
    for action in below:
        for parsed in action.choices.values():
            yield from of_parser(parsed)


def _name(action: argparse.Action) -> str:
    value = action.metavar or ("" if action.nargs == 0 else (action.dest or "").upper())
    if action.choices is not None and action.metavar is None:
        value = ",".join(map(str, action.choices))
    shown = value if isinstance(value, str) else " ".join(value)
    names = [f"{option} {shown if action.nargs != 0 else ''}".strip() for option in action.option_strings]
    return ", ".join(f"`{name}`" for name in names or [shown])


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    text = parser._get_formatter()._expand_help(action) if action.help else ""
    return text.replace("|", "\\|").replace("<", "&lt;")

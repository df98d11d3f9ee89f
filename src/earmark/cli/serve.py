"""``earmark serve``: the server, and its keys."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from earmark.errors import EarmarkError, OptionsError

if TYPE_CHECKING:
    from earmark.serve.keys import KeyRecord
    from earmark.serve.settings import Settings
    from earmark.serve.store import Store

ADDRESS = "DATABASE_URL"  # environment variable, as hosts of programs set it


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands."""
    parser = subparsers.add_parser(
        "serve",
        help="answer over HTTP and WebSocket; `serve key` manages its keys",
        description="Transcribe and correct over HTTP and WebSocket, with lists that are stored or sent. "
        "Without an API key the server listens on this machine only; `earmark serve key create` makes one.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8765, help="port, 0 for a free one (default: 8765)")
    parser.add_argument(
        "--model", default="english", metavar="NAME_OR_PATH", help="bundled model or model folder"
    )
    parser.add_argument(
        "--transcriber", action="append", default=[], metavar="SPEC",
        help="another recognizer that requests may name, as for `earmark transcribe`, or NAME=SPEC; may be "
        "repeated (default: the bundled writer where it is installed)",
    )  # fmt: skip
    parser.add_argument(
        "--workers", type=int, metavar="N", help="requests computed at a time (default: cores)"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="cores for each request")
    parser.add_argument("--wyoming", type=int, metavar="PORT", help="serve home automation on this port too")
    parser.add_argument(
        "--wyoming-host", default="127.0.0.1", metavar="HOST",
        help="address of that port, which has no keys (default: 127.0.0.1)",
    )  # fmt: skip
    _add_store(parser)
    parser.set_defaults(run=run)
    _add_keys(subparsers)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="folder for lists and keys (default: in the home folder)"
    )
    parser.add_argument(
        "--database", metavar="URL",
        help=f"postgresql://... in place of SQLite in that folder (default: ${ADDRESS} where it is set)",
    )  # fmt: skip


def _add_keys(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve key", description="Create, list and revoke API keys.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key and print it, once")
    create.add_argument("name", metavar="NAME", help="for whom or what")
    create.add_argument("--owner", help="keys of one owner see the same lists (default: the name)")
    create.add_argument(
        "--scope", action="append", metavar="SCOPE",
        help="what it may do: transcribe, lists:read, lists:write, metrics; may be repeated (default: all "
        "but metrics)",
    )  # fmt: skip
    create.add_argument("--rate", type=int, metavar="N", help="requests a minute (default: no bound)")
    create.set_defaults(act=_create)
    actions.add_parser("list", help="print all keys without their secrets").set_defaults(act=_list)
    revoke = actions.add_parser("revoke", help="make a key useless at once")
    revoke.add_argument("id", metavar="ID", help="as `earmark serve key list` prints it")
    revoke.set_defaults(act=_revoke)
    for action in actions.choices.values():
        _add_store(action)
    parser.set_defaults(run=run_key)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal."""
    from earmark.serve.running import serve

    serve(settings_of(arguments))
    return 0


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the options ask for."""
    from earmark.serve.settings import CORES, Settings, default_data

    for name in ("port", "workers", "threads", "wyoming"):
        value = getattr(arguments, name, None)
        low, high = (0, 65535) if name in ("port", "wyoming") else (0 if name == "threads" else 1, 1024)
        if value is not None and not low <= value <= high:
            raise OptionsError(f"--{name} is {value}, expected a number from {low} to {high}")
    return Settings(
        data=arguments.data or default_data(),
        database_url=arguments.database or os.environ.get(ADDRESS) or None,
        host=arguments.host,
        port=arguments.port,
        wyoming_port=arguments.wyoming,
        wyoming_host=arguments.wyoming_host,
        model=arguments.model,
        transcribers=tuple(arguments.transcriber) or _installed(arguments.model),
        workers=arguments.workers or CORES,
        threads=arguments.threads,
    )


def _installed(model: str) -> tuple[str, ...]:
    """The bundled writer, beside the bundled model."""
    from earmark.correction.transcribers.moonshine.files import installed_folder

    return ("moonshine",) if model == "english" and installed_folder() is not None else ()


def run_key(arguments: argparse.Namespace) -> int:
    """Run one action on keys."""
    from earmark.serve.settings import Settings, default_data
    from earmark.serve.store import Store

    settings = Settings(
        data=arguments.data or default_data(),
        database_url=arguments.database or os.environ.get(ADDRESS) or None,
    )
    store = Store(settings.store_url)
    try:
        arguments.act(store, arguments)
    finally:
        store.close()
    return 0


def _create(store: Store, arguments: argparse.Namespace) -> None:
    from earmark.serve.keys import SCOPES, USUAL_SCOPES
    from earmark.serve.store import key_table

    scopes = tuple(arguments.scope or USUAL_SCOPES)
    unknown = next((scope for scope in scopes if scope not in SCOPES), None)
    if unknown is not None:
        raise OptionsError(f"there is no scope {unknown!r}: the scopes are {', '.join(SCOPES)}")
    if arguments.rate is not None and arguments.rate < 1:
        raise OptionsError(f"--rate is {arguments.rate}, expected at least 1 request a minute")
    owner = arguments.owner or arguments.name
    for value in (arguments.name, owner):
        if not value or len(value) > 200 or not value.isprintable():
            raise OptionsError(f"{value[:60]!r} is no name of 1 to 200 characters that can be printed")
    with store.database.writing() as connection:
        parts = key_table.add_key(connection, arguments.name, owner, scopes, arguments.rate)
    print(parts)


def _list(store: Store, _: argparse.Namespace) -> None:
    from earmark.serve.store import key_table

    with store.database.reading() as connection:
        keys = key_table.all_keys(connection)
    for line in map(_line, keys):
        print(line)
    if not keys:
        print("there are no keys: the server answers this machine only")


def _line(key: KeyRecord) -> str:
    rate = "" if key.rate is None else f", {key.rate} requests a minute"
    state = ", revoked" if key.revoked else ""
    owner = "" if key.owner == key.name else f" of {key.owner}"
    return f"{key.id}  {key.name}{owner}: {', '.join(key.scopes)}{rate}{state}"


def _revoke(store: Store, arguments: argparse.Namespace) -> None:
    from earmark.serve.store import key_table

    with store.database.writing() as connection:
        known = key_table.revoke_key(connection, arguments.id)
    if not known:
        raise EarmarkError(f"there is no key {arguments.id!r}: `earmark serve key list` shows the keys")
    print(f"{arguments.id} is revoked")

"""A PostgreSQL of its own for tests, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

WITHOUT = "EARMARK_WITHOUT_POSTGRESQL"  # environment variable of machines that cannot have it


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    known = shutil.which("initdb")
    if known:
        return Path(known).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


class Postgres:
    """A running server with the database "earmark"; a context manager that stops it."""

    def __init__(self) -> None:
        found = binaries()
        assert found is not None, (
            "PostgreSQL is not installed: apt-get install postgresql, or set "
            f"{WITHOUT}=1 to do without its tests"
        )
        self._bin = found
        self._folder = Path(tempfile.mkdtemp(prefix="earmark-pg-"))
        self._as = []
        if os.geteuid() == 0:  # it does not run as root
            shutil.chown(self._folder, "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._bin / program), *arguments]
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr

    def __enter__(self) -> Postgres:
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "earmark", "--auth=trust", "--no-sync", "-E", "UTF8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-D", data, "-o", options, "-w", "-l", str(self._folder / "log"), "start")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "earmark", "earmark")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"postgresql://earmark@127.0.0.1:{self.port}/earmark"

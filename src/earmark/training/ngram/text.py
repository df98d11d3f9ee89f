"""Training text: plain or compressed files, spoken form, in blocks of whole lines."""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from earmark.errors import LanguageModelError
from earmark.language import DEFAULT, Language

BLOCK = 1 << 24  # bytes handed to the core at a time


def read_blocks(paths: Iterable[Path], normalised: bool, language: Language = DEFAULT) -> Iterator[bytes]:
    """Blocks of whole lines in spoken form.

    Args:
        paths: UTF-8 text, a sentence a line; ``.gz`` and ``.xz`` are read as they are.
        normalised: the lines are in spoken form already and go to the core untouched.
        language: of the text.

    Raises:
        LanguageModelError: a file is missing, no UTF-8 or damaged.
    """
    for path in paths:
        try:
            with _open(path) as file:
                yield from _whole_lines(file) if normalised else _spoken(file, language)
        except (UnicodeDecodeError, lzma.LZMAError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise LanguageModelError(
                f"{path} cannot be read as text ({error}): give UTF-8 lines, plain, .gz or .xz"
            ) from error
        except OSError as error:
            raise LanguageModelError(f"cannot read the text {path}: {error.strerror or error}") from error


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if path.suffix == ".xz":
        return cast(IO[bytes], lzma.open(path, "rb"))
    return path.open("rb")


def _whole_lines(file: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := file.read(BLOCK):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest + b"\n"


def _spoken(file: IO[bytes], language: Language) -> Iterator[bytes]:
    lines: list[str] = []
    size = 0
    for line in file:
        lines.append(language.normalize(line.decode("utf-8")))
        size += len(lines[-1]) + 1
        if size >= BLOCK:
            yield _joined(lines)
            lines, size = [], 0
    if lines:
        yield _joined(lines)


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()

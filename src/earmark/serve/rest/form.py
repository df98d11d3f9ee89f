"""Forms: fields and files of a request, bounded in size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePath

from fastapi import Request
from starlette.datastructures import UploadFile

from earmark.serve.errors import UNSUPPORTED, RequestError
from earmark.serve.settings import Limits

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
MOST_FILES = 8  # of a form: audio, transcript, list
SHOWN = 60  # characters of a file's name in messages


@dataclass(frozen=True)
class Form:
    """A form that was read whole."""

    fields: Mapping[str, list[str]]
    files: Mapping[str, UploadFile]

    def one(self, name: str, default: str | None = None) -> str | None:
        """Return the value of a field that stands once; the default where it is missing or empty.

        Raises:
            RequestError: it stands twice.
        """
        values = self.fields.get(name, [])
        if len(values) > 1:
            raise RequestError(f"{name} is given {len(values)} times: give one", param=name)
        return values[0] if values and values[0] else default

    def several(self, name: str) -> list[str]:
        """Return the values of a field, with or without "[]" behind its name."""
        return [value for key in (name, f"{name}[]") for value in self.fields.get(key, []) if value]

    def switch(self, name: str) -> bool:
        """Return whether a field says true.

        Raises:
            RequestError: it says something else than true or false.
        """
        value = (self.one(name) or "false").strip().lower()
        if value not in ("true", "false", "1", "0"):
            raise RequestError(f"{name} is {value[:SHOWN]!r}: give true or false", param=name)
        return value in ("true", "1")

    def file(self, name: str, content: str) -> UploadFile:
        """Return a file.

        Raises:
            RequestError: it is missing, or given as text.
        """
        if name not in self.files:
            as_text = (
                " as a text field; send it as a file part, with a file name" if name in self.fields else ""
            )
            raise RequestError(
                f"{name} is missing{as_text}: send {content} as the part {name!r} of multipart/form-data",
                param=name,
            )
        return self.files[name]


def check_query(request: Request, read: Collection[str] = ()) -> None:
    """Refuse parameters in the address that are not read: a list there would be left out in silence.

    Raises:
        RequestError: there is one.
    """
    unread = next((name for name in request.query_params if name not in read), None)
    if unread is None:
        return
    where = f"the parameters are {', '.join(sorted(read))}" if read else "send fields in the form"
    raise RequestError(
        f"the parameter {unread[:SHOWN]!r} in the address is not read: {where}", param=unread[:SHOWN]
    )


@asynccontextmanager
async def read_form(request: Request, limits: Limits) -> AsyncIterator[Form]:
    """Read a form; its temporary files are removed when the block ends.

    Raises:
        RequestError: it is of another type, or too large.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in FORMS:
        raise RequestError(
            f"the content type is {kind[:SHOWN] or 'missing'!r}, expected multipart/form-data", UNSUPPORTED
        )
    most = {"max_files": MOST_FILES, "max_fields": limits.form_fields, "max_part_size": limits.list_bytes}
    async with request.form(**most) as found:
        fields: dict[str, list[str]] = {}
        files: dict[str, UploadFile] = {}
        for name, value in found.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
            elif name in files:
                raise RequestError(f"the file {name[:SHOWN]!r} is given twice: send one", param=name[:SHOWN])
            else:
                files[name] = value
        yield Form(fields, files)


def name_of(file: UploadFile) -> str:
    """Return what messages call a file: the last part of its name, without signs that do not show."""
    last = PurePath((file.filename or "").replace("\\", "/")).name
    plain = "".join(c for c in last if c.isprintable())[:SHOWN]
    return plain or "the file"

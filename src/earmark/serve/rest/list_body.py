"""List bodies: word lists of requests, as JSON, as a form with a file, or as a file alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from earmark.biasing import WordList
from earmark.serve.errors import TOO_LARGE, UNSUPPORTED, RequestError
from earmark.serve.list_content import CONTENT_TYPES, content_words
from earmark.serve.rest.form import check_query, name_of, read_form
from earmark.serve.settings import Limits
from earmark.serve.vocabulary import check_list

LONGEST_NAME = 200  # characters
FILES = frozenset(("", "application/octet-stream", *CONTENT_TYPES))  # types of a list that is a file


@dataclass(frozen=True)
class ListBody:
    """A list as it was sent."""

    words: WordList
    name: str | None = None


async def read_list(request: Request, limits: Limits) -> ListBody:
    """Read a list in any form.

    Raises:
        RequestError: it is too large or cannot be read.
        WordListError: entries cannot be used.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    check_query(request, ("name",))
    name = request.query_params.get("name")
    if kind == "multipart/form-data":
        async with read_form(request, limits) as form:
            file = form.file("file", "a word list")
            unread = {*form.fields, *form.files} - {"file", "name"}
            if unread:
                raise RequestError(f"the field {min(unread)[:60]!r} is not known: the fields are file, name")
            data, name = await file.read(), form.one("name", name_of(file))
            words = await asyncio.to_thread(content_words, data, name_of(file), file.content_type)
    elif kind == "application/json":
        fields = await asyncio.to_thread(json_object, await read_bytes(request, limits), ("name", "words"))
        if "words" not in fields:
            raise RequestError('words is missing: send {"name": "...", "words": ["Fremont"]}', param="words")
        name = fields.get("name", name)
        words = await asyncio.to_thread(words_of, fields["words"])
    elif kind not in FILES:
        raise RequestError(
            f"the content type is {kind[:60]!r}: send the list as JSON, text, CSV, TSV or vCard", UNSUPPORTED
        )
    else:
        data = await read_bytes(request, limits)
        words = await asyncio.to_thread(content_words, data, None, kind)
    check_list(words, limits.list_entries)
    return ListBody(words, check_name(name))


async def read_bytes(request: Request, limits: Limits) -> bytes:
    """Read a body that is a list.

    Raises:
        RequestError: it is too large.
    """
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > limits.list_bytes:
            raise RequestError(
                f"the list is larger than {limits.list_bytes / (1 << 20):,.0f} MiB: split it by subject",
                TOO_LARGE,
                code="word_list_too_long",
            )
    return b"".join(parts)


def json_object(data: bytes, known: tuple[str, ...]) -> Mapping[str, Any]:
    """Parse a JSON object with some fields; a list alone is its ``words``.

    Raises:
        RequestError: it is something else, or has other fields.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the body is not JSON ({str(error)[:200]})") from None
    if isinstance(found, list) and "words" in known:
        return {"words": found}
    if not isinstance(found, dict):
        raise RequestError(f"the body is one {type(found).__name__}, expected an object")
    unknown = next((name for name in found if name not in known), None)
    if unknown is not None:
        raise RequestError(
            f"the field {unknown[:60]!r} is not known: the fields are {', '.join(known)}", param=unknown[:60]
        )
    return found


def words_of(value: object) -> WordList:
    """Return a list of JSON's entries, or of a text in any list format.

    Raises:
        RequestError: it is neither.
        WordListError: entries cannot be used.
    """
    if isinstance(value, str):
        return content_words(value.encode("utf-8", "replace"))
    if not isinstance(value, list | dict):
        raise RequestError(f"words is one {type(value).__name__}, expected a list of entries", param="words")
    return WordList.of(value)


def check_name(name: object) -> str | None:
    """Return the name of a list.

    Raises:
        RequestError: it is too long, or no text.
    """
    if name is None:
        return None
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not name.isprintable():
        raise RequestError(f"name is no text of one line and at most {LONGEST_NAME} characters", param="name")
    return name

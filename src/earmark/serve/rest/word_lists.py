"""``/v1/word-lists``: lists that stay, with versions and a report on what of them can be written."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from earmark.biasing import BiasList, WordList
from earmark.biasing.check import check_words
from earmark.recognizer import Recognizer
from earmark.serve.access import Owner
from earmark.serve.errors import PRECONDITION_FAILED, RequestError
from earmark.serve.keys import READ, WRITE
from earmark.serve.rest import schemas
from earmark.serve.rest.form import check_query
from earmark.serve.rest.list_body import check_name, json_object, read_bytes, read_list, words_of
from earmark.serve.rest.list_views import as_csv, head_view, word_view
from earmark.serve.store import ListHead, Store, StoredList
from earmark.serve.vocabulary import check_list

router = APIRouter(prefix="/v1/word-lists", tags=["word lists"], responses=schemas.CHANGED)
PAGE, MOST_ON_PAGE = 100, 1000  # lists, or entries of a report, in one answer
LAST_VERSION = 2**31 - 1
UNTITLED = "untitled"
PATCHES = 50  # attempts at a change of a list that others change at the same time


async def reading(request: Request) -> Owner:
    """Return the owner of a request that reads lists."""
    owner: Owner = await request.app.state.access.authenticate(request.headers)
    owner.require(READ)
    return owner


async def writing(request: Request) -> Owner:
    """Return the owner of a request that changes lists."""
    owner: Owner = await request.app.state.access.authenticate(request.headers)
    owner.require(WRITE)
    return owner


Reader = Annotated[Owner, Depends(reading)]
Writer = Annotated[Owner, Depends(writing)]
VersionNumber = Annotated[int | None, Query(ge=1, le=LAST_VERSION)]
Limit = Annotated[int, Query(ge=1, le=MOST_ON_PAGE)]


@router.post("", status_code=201, openapi_extra=schemas.NEW_LIST)
async def create(request: Request, owner: Writer) -> Response:
    """Store a new list."""
    body = await read_list(request, request.app.state.settings.limits)
    head = await _store(request).add(owner.id, body.name or UNTITLED, body.words)
    return _headed(head, 201, {"Location": f"/v1/word-lists/{head.id}"})


@router.get("")
async def show_all(request: Request, owner: Reader, limit: Limit = PAGE, after: str = "") -> dict[str, Any]:
    """Show the lists of this key's owner, by id; ``after`` is the last id of the page before."""
    heads = await _store(request).heads(owner.id, limit + 1, _printable(after))
    return {"data": [head_view(head) for head in heads[:limit]], "has_more": len(heads) > limit}


@router.get("/{id}", responses={304: {"description": "not changed"}})
async def show(
    request: Request, owner: Reader, id: str, version: VersionNumber = None, format: str = "json"
) -> Response:
    """Show a list with its words, as JSON or as CSV."""
    if format not in ("json", "csv"):
        raise RequestError(f"format is {format[:20]!r}: give json or csv", param="format")
    head = await _store(request).head(owner.id, _printable(id), version)
    if head.etag in _tags(request, "if-none-match"):
        return Response(status_code=304, headers={"ETag": head.etag})
    stored = await _store(request).word_list(owner.id, id, head.version)
    return await asyncio.to_thread(_shown, stored, format)


@router.put("/{id}", openapi_extra=schemas.NEW_LIST)
async def put(request: Request, owner: Writer, id: str) -> Response:
    """Replace the words of a list, and its name where one is given."""
    body = await read_list(request, request.app.state.settings.limits)
    store, expected = _store(request), _expected(request)
    return _headed(await store.replace(owner.id, _printable(id), body.words, body.name, expected))


@router.patch("/{id}", openapi_extra=schemas.CHANGED_LIST)
async def patch(request: Request, owner: Writer, id: str) -> Response:
    """Rename a list, add entries to it, and remove entries by their text."""
    limits = request.app.state.settings.limits
    fields = json_object(await read_bytes(request, limits), ("name", "add", "remove"))
    name, removed = check_name(fields.get("name")), fields.get("remove", [])
    if not isinstance(removed, list) or not all(isinstance(text, str) for text in removed):
        raise RequestError("remove is no list of texts", param="remove")
    added = await asyncio.to_thread(words_of, fields.get("add", []))
    expected, attempts = _expected(request), PATCHES
    while True:
        stored = await _store(request).word_list(owner.id, _printable(id))
        words = await asyncio.to_thread(_patched, stored.words, added, frozenset(removed))
        check_list(words, limits.list_entries)
        tag = expected or (stored.etag if added or removed else None)  # so that no other change is lost
        try:
            return _headed(await _store(request).replace(owner.id, id, words, name, tag))
        except RequestError as error:
            attempts -= 1
            if expected is not None or error.status != PRECONDITION_FAILED or not attempts:
                raise


@router.delete("/{id}", status_code=204)
async def delete(request: Request, owner: Writer, id: str) -> Response:
    """Delete a list with all its versions."""
    await _store(request).delete(owner.id, _printable(id), _expected(request))
    return Response(status_code=204)


@router.get("/{id}/versions")
async def show_versions(request: Request, owner: Reader, id: str) -> dict[str, Any]:
    """Show the versions of a list that are kept, the newest first."""
    heads = await _store(request).versions(owner.id, _printable(id))
    return {"data": [head_view(head) for head in heads], "has_more": False}


@router.get("/{id}/report")
async def report(
    request: Request,
    owner: Reader,
    id: str,
    version: VersionNumber = None,
    problems: bool = False,
    limit: Limit = MOST_ON_PAGE,
) -> Response:
    """Show how each entry is spoken and spelled, whether it can be written, and what is risky about it."""
    check_query(request, ("version", "problems", "limit"))
    state = request.app.state
    stored = await _store(request).word_list(owner.id, _printable(id), version)
    words, engine = stored.words, state.engine
    compiled = await engine.compiled(words)
    found = await engine.run_on(words, _report, engine.recognizer, compiled, problems, limit)
    return JSONResponse(head_view(stored.head) | found)


def _report(recognizer: Recognizer, words: BiasList, problems: bool, limit: int) -> dict[str, Any]:
    found = check_words(words.word_list, recognizer.compiler, words)
    shown = [entry for entry in found.entries if not problems or entry.problem or entry.warnings]
    return {
        "summary": {
            "entries": len(found.entries),
            "reachable": len(found.entries) - found.unreachable,
            "unreachable": found.unreachable,
            "with_warnings": found.with_warnings,
        },
        "notes": list(found.notes),
        "entries_shown": [asdict(entry) | {"reachable": entry.problem is None} for entry in shown[:limit]],
        "has_more": len(shown) > limit,
    }


def _patched(words: WordList, added: WordList, removed: frozenset[str]) -> WordList:
    """The words without those removed, and with those added in place of others of the same text."""
    gone = removed | {word.text for word in added}
    kept = [word for word in words if word.text not in gone]
    return replace(WordList.of([*kept, *added]), notes=words.notes)


def _shown(stored: StoredList, format: str) -> Response:
    headers = {"ETag": stored.etag, "Cache-Control": "private, no-cache"}
    if format == "csv":
        media = "text/csv; charset=utf-8"
        headers["Content-Disposition"] = f'attachment; filename="{stored.head.id}.csv"'
        return PlainTextResponse(as_csv(stored.words), media_type=media, headers=headers)
    words = [word_view(word) for word in stored.words]
    body = head_view(stored.head) | {"words": words, "notes": list(stored.words.notes)}
    return JSONResponse(body, headers=headers)


def _headed(head: ListHead, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(head_view(head), status, {"ETag": head.etag} | (headers or {}))


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _tags(request: Request, header: str) -> list[str]:
    return [
        tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",") if tag.strip()
    ]


def _expected(request: Request) -> str | None:
    """The tag that a writer expects; None where it takes any."""
    tags = _tags(request, "if-match")
    return None if not tags or tags == ["*"] else tags[0]


def _printable(id: str) -> str:
    """An id without signs that databases refuse, such as NUL; such a list does not exist."""
    return id if id.isascii() and id.isprintable() else "?"

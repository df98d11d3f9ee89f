"""Routes of the page: its files, and what it asks for beside the interface for programs."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from earmark.biasing import Word
from earmark.serve.errors import NOT_FOUND, RequestError
from earmark.serve.keys import TRANSCRIBE
from earmark.serve.page.evidence import attention_shares, pronounced
from earmark.serve.rest.form import read_form
from earmark.serve.rest.lists_of_requests import request_list, with_word_file
from earmark.serve.rest.uploads import stored_upload
from earmark.serve.vocabulary import read_vocabulary

router = APIRouter(include_in_schema=False)

MEDIA = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",  # streams of the same origin included (CSP 3, section 6.7.2.8)
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@router.get("/")
async def page() -> Response:
    """Send the page."""
    return _file("index.html")


@router.get("/page/{name}")
async def file(name: str) -> Response:
    """Send a file of the page."""
    return _file(name)


@router.post("/page/pronunciation")
async def pronunciation(request: Request) -> Response:
    """Find how a word is pronounced in a clip."""
    state = request.app.state
    owner = await state.access.authenticate(request.headers)
    owner.require(TRANSCRIBE)
    async with read_form(request, state.settings.limits) as form:
        word = Word(form.one("phrase") or "")
        clip = stored_upload(form.file("file", "a clip of the word"))
        await asyncio.to_thread(clip.file)
    return JSONResponse(await state.engine.run(pronounced, state.engine.recognizer, word, clip))


@router.post("/page/attention")
async def attention(request: Request) -> Response:
    """Show where an adapter looked in a clip, by entry."""
    state = request.app.state
    owner = await state.access.authenticate(request.headers)
    owner.require(TRANSCRIBE)
    async with read_form(request, state.settings.limits) as raw:
        form, name = await with_word_file(raw)
        entries = state.settings.limits.list_entries
        vocabulary = await asyncio.to_thread(read_vocabulary, form.fields, {"file"}, entries, name)
        listed = await request_list(request, owner, vocabulary)
        clip = stored_upload(form.file("file", "a clip of at most 20 seconds"))
        await asyncio.to_thread(clip.file)
    return JSONResponse(await state.engine.run(attention_shares, state.engine.recognizer, clip, listed.words))


def _file(name: str) -> Response:
    """Return a file by its name alone: names are looked up, and never joined to a path."""
    content = _files().get(name)
    if content is None:
        raise RequestError("the page has no such file", NOT_FOUND)
    media = f"{MEDIA[PurePath(name).suffix]}; charset=utf-8"
    return Response(content, media_type=media, headers=HEADERS)


@cache
def _files() -> dict[str, bytes]:
    folder = files("earmark.serve.page") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if PurePath(item.name).suffix in MEDIA}

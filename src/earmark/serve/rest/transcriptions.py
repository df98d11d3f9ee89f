"""``POST /v1/audio/transcriptions``: OpenAI's interface, with a list for each request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from earmark.audio import StoredAudio
from earmark.biasing import BiasList
from earmark.recognizer import Recognizer
from earmark.serve.engine import Engine
from earmark.serve.keys import TRANSCRIBE
from earmark.serve.rest import schemas
from earmark.serve.rest.answers import MEDIA, Answer
from earmark.serve.rest.asked import Asked, read_asked
from earmark.serve.rest.events import Parts, events
from earmark.serve.rest.form import check_query, read_form
from earmark.serve.rest.lists_of_requests import request_list, with_word_file
from earmark.serve.rest.uploads import stored_upload
from earmark.serve.rest.work import Done, transcribe, transcribe_parts
from earmark.serve.settings import Settings

router = APIRouter(tags=["transcription"])


@router.post("/v1/audio/transcriptions", openapi_extra=schemas.TRANSCRIPTION, responses=schemas.REFUSALS)
async def transcriptions(request: Request) -> Response:
    """Transcribe a sound file, with the words of a list."""
    state = request.app.state
    owner = await state.access.authenticate(request.headers)
    owner.require(TRANSCRIBE)
    check_query(request)
    settings: Settings = state.settings
    engine: Engine = state.engine
    async with read_form(request, settings.limits) as raw:
        form, words_name = await with_word_file(raw)
        file = form.file("file", "a sound file")
        served, entries = settings.model, settings.limits.list_entries
        asked = await asyncio.to_thread(read_asked, form, served, engine.language, entries, words_name)
        recognizer = engine.chosen(asked.transcriber)
        listed = await request_list(request, owner, asked.vocabulary)
        audio = stored_upload(file)
        await asyncio.to_thread(audio.file)

    def answer(done: Done) -> Answer:
        state.metrics.finished(done.transcript)
        return Answer(done.transcript, done.words, asked.warnings, listed.version, engine.language)

    words = None if listed.words is None else await engine.compiled(listed.words)
    most = settings.limits.audio_seconds
    if asked.stream:
        return await _streamed(engine, recognizer, audio, words, most, answer)
    done = await engine.run(transcribe, recognizer, audio, words, most)
    return await asyncio.to_thread(_written, answer(done), asked)


async def _streamed(
    engine: Engine,
    recognizer: Recognizer,
    audio: StoredAudio,
    words: BiasList | None,
    most: float,
    answer: Callable[[Done], Answer],
) -> Response:
    """Answer with events; what fails before the first of them is an error of HTTP."""
    parts = Parts()
    run = engine.run(transcribe_parts, recognizer, audio, words, most, parts.put, parts.gone)
    asyncio.ensure_future(run).add_done_callback(parts.follow)
    first = await parts.next()
    if isinstance(first, BaseException):
        raise first
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(events(parts, first, answer), media_type="text/event-stream", headers=headers)


def _written(answer: Answer, asked: Asked) -> Response:
    if asked.format == "json":
        return JSONResponse(answer.json())
    if asked.format == "verbose_json":
        return JSONResponse(answer.verbose(asked.granularities))
    content = answer.written(asked.format)
    return Response(content, media_type=f"{MEDIA[asked.format]}; charset=utf-8", headers=answer.headers())

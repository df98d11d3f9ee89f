"""``POST /v1/corrections``: the entries of a list, written into another recognizer's transcript."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, fields
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from earmark.correction import Correction, GivenTranscript
from earmark.correction.formats import parse_transcript
from earmark.serve.errors import RequestError
from earmark.serve.keys import TRANSCRIBE
from earmark.serve.rest import schemas
from earmark.serve.rest.answers import Answer
from earmark.serve.rest.form import Form, check_query, name_of, read_form
from earmark.serve.rest.lists_of_requests import request_list, with_word_file
from earmark.serve.rest.uploads import stored_upload
from earmark.serve.rest.work import correct
from earmark.serve.vocabulary import read_vocabulary

router = APIRouter(tags=["correction"])
FIELDS = frozenset({"file", "transcript", "format", "response_format"})
JSON, TRANSCRIPT = "json", "transcript"


@router.post("/v1/corrections", openapi_extra=schemas.CORRECTION, responses=schemas.REFUSALS)
async def corrections(request: Request) -> Response:
    """Write the entries of a list into a transcript, where they were said; nothing else of it changes."""
    state = request.app.state
    owner = await state.access.authenticate(request.headers)
    owner.require(TRANSCRIBE)
    check_query(request)
    limits, engine = state.settings.limits, state.engine
    async with read_form(request, limits) as raw:
        form, words_name = await with_word_file(raw)
        file = form.file("file", "a sound file")
        format = form.one("response_format", JSON)
        if format not in (JSON, TRANSCRIPT):
            raise RequestError(f"response_format is {str(format)[:60]!r}: give json or transcript")
        entries = limits.list_entries
        vocabulary = await asyncio.to_thread(read_vocabulary, form.fields, FIELDS, entries, words_name)
        listed = await request_list(request, owner, vocabulary)
        if listed.words is None:
            raise RequestError(
                "a list is missing: there is nothing to write into the transcript without; give keywords[], "
                "words or word_list",
                param="words",
            )
        given = await _given(form)
        audio = stored_upload(file)
        await asyncio.to_thread(audio.file)
    words = await engine.compiled(listed.words)
    found = await engine.run(correct, engine.recognizer, audio, given, words, limits.audio_seconds)
    answer = Answer(found.as_transcript(), words, vocabulary.warnings, listed.version, engine.language)
    state.metrics.finished(answer.transcript)
    return await asyncio.to_thread(_written, found, answer, format == TRANSCRIPT, given.encoding)


async def _given(form: Form) -> GivenTranscript:
    """The transcript that is to be corrected; a text field is never taken for a path."""
    file = form.files.get("transcript")
    if file is not None:
        content, name = await file.read(), name_of(file)
    else:
        text = form.one("transcript")
        if text is None:
            raise RequestError("transcript is missing: send a text, subtitles or JSON", param="transcript")
        content, name = text.encode("utf-8", "replace"), ""
    return await asyncio.to_thread(parse_transcript, content, form.one("format"), name)


def _written(found: Correction, answer: Answer, whole: bool, encoding: str) -> Response:
    output = found.transcript.output()
    if whole:
        kind = "application/json" if output.lstrip()[:1] in ("{", "[") else "text/plain"
        media = f"{kind}; charset={encoding}"
        return Response(output.encode(encoding, "replace"), media_type=media, headers=answer.headers())
    body: dict[str, Any] = {
        "text": found.text,
        "transcript": output,
        "replacements": [
            {field.name: getattr(item, field.name) for field in fields(item)}
            | {"evidence": item.evidence.to_dict()}
            for item in found.replacements
        ],
        "confirmed": [entry.to_dict() for entry in found.confirmed],
        "rejected": [entry.to_dict() for entry in found.rejected],
        "unsaid": [asdict(text) for text in found.unsaid],
        "words": [word.to_dict() for word in found.words],
        "usage": answer.usage(),
    }
    return JSONResponse(body | answer.report())

"""Schemas: bodies of requests that are read by hand, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from earmark.correction import FORMATS as TRANSCRIPTS
from earmark.serve.rest.answers import FORMATS

TEXTS = {"type": "array", "items": {"type": "string"}}
BINARY = {"type": "string", "format": "binary"}
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "null"]},
            },
        }
    },
}
_STATUSES = {
    400: "a field, the sound or the list cannot be used",
    401: "no valid key",
    403: "the key lacks a scope, or the server has no keys and the caller is not on its machine",
    404: "there is no such list",
    408: "the request came too slowly",
    413: "the request, the sound or the list is too large",
    415: "the body is of another type",
    429: "too many requests wait, or this key sent too many; Retry-After says when to come again",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/json": {"schema": ERROR}}}
    for status, text in _STATUSES.items()
}
CHANGED = REFUSALS | {
    412: {"description": "the list was changed", "content": {"application/json": {"schema": ERROR}}}
}
VOCABULARY = {
    "keywords[]": TEXTS | {"description": "entries of the list"},
    "keywords": {"type": "string", "description": "entries as a JSON array, or with commas between them"},
    "hotwords": {"type": "string", "description": "as keywords"},
    "keyterm": TEXTS | {"description": "as keywords[]"},
    "keyterms": {"type": "string", "description": "as keywords"},
    "prompt": {"type": "string", "description": "used where it is a list"},
    "words": {"type": "string", "description": "a whole list: text, CSV, TSV, JSON or vCard; a file too"},
    "word_list": {"type": "string", "description": "id of a stored list"},
}


def form(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Describe a multipart body."""
    schema = {"type": "object", "required": required, "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


TRANSCRIPTION = form(
    {
        "file": BINARY,
        "model": {"type": "string"},
        "language": {"type": "string"},
        "response_format": {"type": "string", "enum": list(FORMATS), "default": "json"},
        "timestamp_granularities[]": {"type": "array", "items": {"enum": ["word", "segment"]}},
        "stream": {"type": "boolean", "default": False},
        "transcriber": {"type": "string"},
    }
    | VOCABULARY,
    ["file"],
)
CORRECTION = form(
    {
        "file": BINARY,
        "transcript": {"type": "string", "description": "a text, subtitles or JSON; a file too"},
        "format": {"type": "string", "enum": list(TRANSCRIPTS)},
        "response_format": {"type": "string", "enum": ["json", "transcript"], "default": "json"},
    }
    | VOCABULARY,
    ["file", "transcript"],
)
ENTRY = {
    "oneOf": [
        {"type": "string"},
        {
            "type": "object",
            "required": ["phrase"],
            "additionalProperties": False,
            "properties": {
                "phrase": {"type": "string"},
                "display_as": {"type": ["string", "null"]},
                "sounds_like": {"oneOf": [{"type": "string"}, TEXTS]},
                "ipa": {"oneOf": [{"type": "string"}, TEXTS]},
                "weight": {"type": "number", "minimum": -10, "maximum": 10},
            },
        },
    ]
}
ENTRIES = {"type": "array", "items": ENTRY}
_NAME = {"type": "string", "maxLength": 200}


def list_body(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Describe a list as JSON, or as a file of any format."""
    schema = {"type": "object", "required": required, "properties": properties, "additionalProperties": False}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if "words" in properties:
        for kind in ("text/plain", "text/csv", "text/tab-separated-values", "text/vcard"):
            content[kind] = {"schema": {"type": "string"}}
        upload = {"type": "object", "required": ["file"], "properties": {"file": BINARY, "name": _NAME}}
        content["multipart/form-data"] = {"schema": upload}
    return {"requestBody": {"required": True, "content": content}}


NEW_LIST = list_body({"name": _NAME, "words": ENTRIES}, ["words"])
CHANGED_LIST = list_body({"name": _NAME, "add": ENTRIES, "remove": TEXTS}, [])

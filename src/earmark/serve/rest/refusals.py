"""Refusals: every error of a request as one sentence, in OpenAI's shape."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from earmark.errors import EarmarkError
from earmark.serve.errors import UNAVAILABLE, RequestError

LEFT = 499  # as nginx has it: the client closed the connection
FAILED = "the server failed on this request; its log says more"
_log = logging.getLogger("earmark.serve")


def install(app: FastAPI) -> None:
    """Answer errors of all kinds."""
    app.add_exception_handler(EarmarkError, _of_earmark)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_fields)
    app.add_exception_handler(ClientDisconnect, _of_leaving)
    app.add_exception_handler(SQLAlchemyError, _of_store)
    app.add_exception_handler(Exception, _of_server)


def refuse(error: RequestError) -> JSONResponse:
    """Answer with an error."""
    return JSONResponse(error.body(), error.status, error.headers)


async def _of_earmark(_: Request, error: Exception) -> JSONResponse:
    """Errors of audio, lists and transcripts are the client's."""
    return refuse(error if isinstance(error, RequestError) else RequestError(str(error)))


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = error.detail
    if error.status_code in (404, 405):
        message = f"there is no {request.method} {request.url.path[:100]}: /openapi.json lists what there is"
    return refuse(RequestError(message, error.status_code, headers=error.headers))


async def _of_fields(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(map(str, first["loc"][1:]))[:100]
    return refuse(RequestError(f"{name}: {first['msg']}", param=name))


async def _of_leaving(_: Request, __: Exception) -> JSONResponse:
    return refuse(RequestError("the client closed the connection", LEFT))


async def _of_store(_: Request, error: Exception) -> JSONResponse:
    _log.error("the store failed: %s", type(error).__name__)  # its message holds what was to be stored
    sentence = "the store does not answer: send the request again later"
    return refuse(RequestError(sentence, UNAVAILABLE, headers={"Retry-After": "5"}))


async def _of_server(_: Request, __: Exception) -> JSONResponse:
    return refuse(RequestError(FAILED, 500))

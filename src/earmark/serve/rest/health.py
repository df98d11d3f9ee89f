"""``/healthz`` and ``/readyz``: for supervisors and load balancers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "it stops, or the store does not answer"}})
async def readyz(request: Request) -> JSONResponse:
    """Say whether requests are accepted: not while the server stops, or without its store."""
    if not request.app.state.engine.ready:
        return JSONResponse({"status": "stopping"}, 503)
    try:
        await request.app.state.store.ping()
    except SQLAlchemyError:
        return JSONResponse({"status": "the store does not answer"}, 503)
    return JSONResponse({"status": "ok"})

"""``/healthz``, ``/readyz`` and ``/metrics``: for supervisors, load balancers and Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from earmark.serve.keys import METRICS
from earmark.serve.rest import schemas

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


@router.get("/metrics", responses=schemas.REFUSALS)
async def metrics(request: Request) -> Response:
    """Show counts and times for Prometheus."""
    owner = await request.app.state.access.authenticate(request.headers)
    owner.require(METRICS)
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)

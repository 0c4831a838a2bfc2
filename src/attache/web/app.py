"""The server: REST API under /api, the explorer's pages everywhere else."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from attache.errors import AttacheError, BadQuery, ProjectBusy, UnknownRecord
from attache.store.watches import check_due
from attache.web import changing, exporting, looking
from attache.web.guard import Guard
from attache.web.jobs import Jobs
from attache.web.params import Problem
from attache.web.project import Served

PAGES = Path(str(files("attache.web"))) / "static"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WATCH_EVERY_S = 60.0

_TITLES = {
    400: "What was asked for cannot be answered",
    401: "A token is needed",
    403: "Forbidden",
    404: "There is no such thing",
    405: "It cannot be done to this",
    413: "Too large",
    415: "Of another kind than is read here",
    421: "Addressed to another host",
    422: "The request is not as it should be",
    429: "Too many tries",
    503: "The project is being written",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": title,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, title in _TITLES.items()
}


def create_app(
    project: Path, *, hosts: Sequence[str] = LOOPBACK, token: str | None = None, watch: bool = False
) -> FastAPI:
    """The application over the project file ``project``. ``hosts``: names that it answers to; ``token``: what requests must carry;
    ``watch``: look at watches that are due. Raises ProjectMissing and what opening a project raises."""
    from attache import __version__

    served = Served(project)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        if watch:
            threading.Thread(target=_keep_watch, args=(served, stop), daemon=True, name="attache-watches").start()
        yield
        stop.set()
        app.state.jobs.close()
        served.close()

    app = FastAPI(
        title="attache",
        version=__version__,
        summary="Who did what to whom, when, where, and on whose word: a project's record.",
        description="Every answer that is an error is a problem document (RFC 9457). Lists are paged with `cursor`; `total` is "
        "the true count. Counts are of happenings (stories), not of reports, unless a field says otherwise.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        responses=_RESPONSES,
        license_info={"name": "Apache-2.0"},
        # Nothing is told to anybody, whatever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.served = served
    app.state.jobs = Jobs(project, served.settings)
    for part in (looking, changing, exporting):
        app.include_router(part.router, prefix="/api")
    app.add_middleware(Guard, hosts=tuple(hosts), token=token)
    app.add_exception_handler(AttacheError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    _describe_problems(app)

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        return _page(path)

    return app


def _page(path: str) -> Response:
    """A file of the explorer; every other address is one of its views."""
    wanted = (PAGES / path).resolve()
    if path and wanted.is_relative_to(PAGES.resolve()) and wanted.is_file():
        # Names of assets hold a digest of what is in them.
        forever = {"cache-control": "public, max-age=31536000, immutable"} if path.startswith("assets/") else {}
        return FileResponse(wanted, headers=forever)
    if path.startswith("assets/") or not (PAGES / "index.html").is_file():
        raise HTTPException(404)
    return FileResponse(PAGES / "index.html", headers={"cache-control": "no-cache"})


def _keep_watch(served: Served, stop: threading.Event) -> None:
    while not stop.wait(_WATCH_EVERY_S):
        try:
            check_due(served.path, served.settings)
        except AttacheError:
            continue  # a project that is being written is looked at a minute later


def _describe_problems(app: FastAPI) -> None:
    """Put the problem document among the schema's components, which the answers refer to."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        schema = make()
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _problem(status: int, detail: str) -> JSONResponse:
    body = Problem(title=_TITLES.get(status, "Error"), status=status, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, media_type="application/problem+json")


async def _ours(request: Request, error: Exception) -> JSONResponse:
    status = 404 if isinstance(error, UnknownRecord) else 503 if isinstance(error, ProjectBusy) else 400
    return _problem(422 if isinstance(error, BadQuery) else status, str(error))


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("query", "body", "path"))
    return _problem(422, f"{where or 'body'}: {first['msg']}")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, str(error.detail))

"""The control API as a FastAPI application, with the operations of all modules."""

from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

import optinsim
from optinsim.errors import CommandError
from optinsim.files.problems import FileError, problem_json
from optinsim.server.clock import wall
from optinsim.server.control import conversations, deliveries, stream, time, worlds
from optinsim.server.control.common import PREFIX, NotFoundError
from optinsim.server.control.refusals import refuse_unknown_parameters, show_mistakes, show_refusal
from optinsim.server.hosting import Hosting, NameTakenError, UnknownWorldError
from optinsim.server.pages import metrics, operations_page

_ROUTERS = {
    "conversations": conversations.router,
    "time": time.router,
    "deliveries": deliveries.router,
    "accounts and worlds": worlds.router,
    "stream": stream.router,
}
_STATUSES = {
    CommandError: 409,
    NameTakenError: 409,
    NotFoundError: 404,
    UnknownWorldError: 404,
}


def make_api(hosting: Hosting) -> FastAPI:
    """The control API of a server's accounts."""
    api = FastAPI(
        title="optinsim's control API",
        version=optinsim.__version__,
        description="Rehearse with a running server: text it, move its clock, read its callbacks.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # they load their scripts from the internet
        redoc_url=None,
    )
    api.state.hosting = hosting
    for tag, router in _ROUTERS.items():
        api.include_router(router, tags=[tag], dependencies=[Depends(refuse_unknown_parameters)])
    api.add_route("/docs", _show_operations)
    api.add_route("/metrics", _show_metrics)
    for error, status in _STATUSES.items():
        api.add_exception_handler(error, _refuse(status))
    api.add_exception_handler(FileError, _show_problems)
    api.add_exception_handler(RequestValidationError, show_mistakes)
    api.add_exception_handler(HTTPException, show_refusal)
    return api


def openapi() -> dict[str, Any]:
    """The OpenAPI document of the control API."""
    return make_api(Hosting((), wall)).openapi()


def _refuse(status: int) -> Any:
    async def refuse(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status)

    return refuse


async def _show_operations(request: Request) -> HTMLResponse:
    headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return HTMLResponse(operations_page(request.app.openapi()), headers=headers)


async def _show_metrics(request: Request) -> PlainTextResponse:
    text = metrics(request.app.state.hosting)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


async def _show_problems(_: Request, error: Exception) -> JSONResponse:
    problems = error.problems if isinstance(error, FileError) else ()
    return JSONResponse({"problems": [problem_json(one) for one in problems]}, 400)

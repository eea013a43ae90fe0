"""Refusals of calls that are no operation, or whose parameters are wrong.

Refuses an unknown name in a path, a query or a body, and proposes the nearest known one. The known
names are those of the OpenAPI document.
"""

from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from optinsim.files.problems import nearest, one_of

_UNKNOWN = "extra_forbidden"  # pydantic's name of the mistake


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse query parameters that the operation does not have, or that come twice.

    Raises:
        RequestValidationError: there are such parameters.
    """
    given = request.query_params
    if not given:
        return
    known = _parameters(request)
    mistakes: list[dict[str, Any]] = [
        {"type": _UNKNOWN, "loc": ("query", name), "msg": "unknown parameter"}
        for name in given
        if name not in known
    ]
    mistakes += [
        {"type": "twice", "loc": ("query", name), "msg": "given more than once"}
        for name in given
        if name in known and len(given.getlist(name)) > 1
    ]
    if mistakes:
        raise RequestValidationError(mistakes)


async def show_mistakes(request: Request, error: Exception) -> Response:
    """Answer 422 with the mistakes of a request. For an unknown name, list the known ones."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  (it is registered for that)
    return JSONResponse({"detail": [_told(request, one) for one in error.errors()]}, 422)


def _told(request: Request, mistake: dict[str, Any]) -> dict[str, Any]:
    """A mistake, without the value that was sent: it may be long, or not text."""
    kind, (where, *names), message = mistake["type"], mistake["loc"], mistake["msg"]
    if kind == _UNKNOWN and len(names) == 1:
        known = _parameters(request) if where == "query" else _keys(request)
        near = nearest(str(names[0]), known)
        what = "parameter" if where == "query" else "key"
        expected = f"expected {one_of(known)}" if known else "there are none"
        message = f"unknown {what}; {expected}" + (f"; did you mean {near!r}?" if near else "")
    elif not names and where == "body":
        message = "expected a JSON object in UTF-8, as Content-Type application/json"
    return {"type": kind, "loc": mistake["loc"], "msg": message}


async def show_refusal(request: Request, error: Exception) -> Response:
    """Answer a call that reached no operation: a wrong path or method, or an unreadable body."""
    assert isinstance(error, HTTPException)  # noqa: S101  (it is registered for that)
    path, method = request.url.path, request.method
    match error.status_code:
        case 400:
            mistake = {"type": "json_invalid", "loc": ("body",), "msg": str(error.detail)}
            return await show_mistakes(request, RequestValidationError([mistake]))
        case 404:
            near = nearest(path, request.app.openapi()["paths"])
            hint = f"; did you mean {near!r}?" if near else ""
            what = f"there is no operation {path!r:.110}{hint}"
        case 405:
            what = f"{path} has no {method}"
        case _:
            what = str(error.detail)
    return JSONResponse({"error": what}, error.status_code, error.headers)


def _operation(request: Request) -> dict[str, Any]:
    path = request.app.openapi()["paths"][request.scope["route"].path_format]
    operation: dict[str, Any] = path[request.method.lower()]
    return operation


def _parameters(request: Request) -> list[str]:
    """The names that an operation's query has."""
    listed = _operation(request).get("parameters", ())
    return [parameter["name"] for parameter in listed if parameter["in"] == "query"]


def _keys(request: Request) -> list[str]:
    """The keys that an operation's body has."""
    schema = _operation(request)["requestBody"]["content"]["application/json"]["schema"]
    shapes = request.app.openapi()["components"]["schemas"]
    return list(shapes[schema["$ref"].rpartition("/")[2]]["properties"])

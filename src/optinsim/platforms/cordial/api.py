"""The Cordial API: which call goes to which route, and who is let in.

The table of routes is what we emulate (OAS2: facts/cordial.md, A2); a call that is not in it
answers 501 and says so. The JavaScript listener comes in here too, as a method of its own, because
it has the same effect and the same errors as an upsert (D4).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from optinsim.adapter import Route
from optinsim.http_api import Router, basic_token, is_signed, signed
from optinsim.platforms.cordial import routes
from optinsim.platforms.cordial.errors import ApiError, not_emulated, too_large, unauthorized
from optinsim.platforms.cordial.listener import listen
from optinsim.platforms.cordial.listing import list_contacts
from optinsim.platforms.cordial.world import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Request, Response
    from optinsim.platforms.cordial.account import Api, Assumptions
    from optinsim.platforms.cordial.world import World

    Answer = Callable[[World, Call], Response]

LISTENER = "LISTENER"
"""The method by which the JavaScript listener's calls come in: it is no HTTP method."""

ROUTES: tuple[tuple[str, str, tuple[int, ...], Answer], ...] = (
    (LISTENER, "/contact", (201, 422), listen),
    ("GET", "/v2/contacts", (200, 404), list_contacts),
    ("POST", "/v2/contacts", (201, 422), routes.add_contact),
    ("GET", "/v2/contacts/{key}", (200, 404), routes.show_contact),
    ("PUT", "/v2/contacts/{key}", (200, 404, 422), routes.update_contact),
    ("DELETE", "/v2/contacts/{key}", (200, 404), routes.delete_contact),
    ("PUT", "/v2/contacts/{key}/unsubscribe/{channel}", (200, 404, 422), routes.unsubscribe),
)
"""Method, path, the statuses of docs/platforms/cordial.md, and what answers."""

LARGEST_BODY = 1_000_000
"""Bytes; ours, far beyond any contact."""


def documented(assumptions: Assumptions) -> tuple[Route, ...]:
    """The calls and their documented answers; whoever is not let in gets a 401 from all."""
    assumed = {201: 200} if assumptions.post_answers_200 else {}
    listed = (
        Route(method, path, tuple(assumed.get(status, status) for status in statuses))
        for method, path, statuses, _ in ROUTES
    )
    return (*listed, Route("*", "*", (401,)))


def respond(world: World, request: Request) -> Response:
    """Answer a call; one that is refused has changed nothing."""
    try:
        return _answer(world, request)
    except ApiError as error:
        return error.response()


def _answer(world: World, request: Request) -> Response:
    # What identifies a listener's call is its auth_data (JS2F).
    if request.method.upper() != LISTENER and not is_signed(request, _token(world.account.api.key)):
        raise unauthorized()
    if len(request.body) > LARGEST_BODY:
        raise too_large()
    found = _router().find(request)
    if found is None:
        raise not_emulated(f"{request.method:.20} {request.route:.200}")
    answer, path = found
    return answer(world, Call(request, path))


def sign(request: Request, api: Api, *, valid: bool) -> Request:
    """The request with HTTP Basic credentials: the account's, or wrong ones."""
    has_some = bool(request.header("Authorization"))
    if request.method.upper() == LISTENER or (valid and has_some):
        return request
    return signed(request, _token(api.key if valid else f"not {api.key}"))


def _token(key: str) -> str:
    """The key as user name, with a blank password (REST, OAS2)."""
    return basic_token(key, "")


@cache
def _router() -> Router[Answer]:
    """Only a run that makes requests needs it."""
    return Router((method, path, answer) for method, path, _, answer in ROUTES)

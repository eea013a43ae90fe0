"""The Vibes API: which call goes to which route, and who is let in.

The table of routes is the API that we emulate (OAS: facts/vibes.md, sections 2 to 5); a call that
is not in it answers 501 and says so. Trailing slashes do not count: the vendor's pages disagree.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from optinsim.adapter import Route
from optinsim.http_api import Router, basic_token, is_signed, signed
from optinsim.platforms.vibes import campaigns, config, lists, participants, persons, test_callback
from optinsim.platforms.vibes.errors import ApiError, Code, not_emulated, not_found
from optinsim.platforms.vibes.world import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Request, Response
    from optinsim.platforms.vibes.account import Api
    from optinsim.platforms.vibes.world import World

    Answer = Callable[[World, Call], Response]

_BELOW = "/companies/{company_key}/"
_CAMPAIGNS = "campaigns/acquisition"
_PERSON = "mobiledb/persons/{person_key}"
_EXTERNAL = "mobiledb/persons/external/{external_id}"
_LISTS = "mobiledb/subscription_lists"
_CALLBACKS = "config/callbacks"

ROUTES: tuple[tuple[str, str, tuple[int, ...], Answer], ...] = (
    ("GET", _CAMPAIGNS, (200, 404), campaigns.list_campaigns),
    ("GET", f"{_CAMPAIGNS}/{{campaign}}", (200, 404), campaigns.show_campaign),
    ("GET", f"{_CAMPAIGNS}/{{campaign}}/participants", (200, 400), participants.list_participants),
    (
        "POST",
        f"{_CAMPAIGNS}/{{campaign}}/participants",
        (201, 200, 400, 404, 409, 422),
        participants.add_participant,
    ),
    ("GET", "mobiledb/persons", (200, 400, 404), persons.search),
    ("POST", "mobiledb/persons", (201, 200, 409, 422), persons.add),
    ("GET", _EXTERNAL, (200, 404), persons.show),
    ("PUT", _EXTERNAL, (200, 201, 409, 422), persons.update),
    ("GET", f"{_EXTERNAL}/subscriptions", (200, 404), lists.list_subscriptions),
    ("GET", f"{_EXTERNAL}/subscriptions/{{list}}", (200, 404), lists.show_subscription),
    ("DELETE", f"{_EXTERNAL}/subscriptions/{{list}}", (204, 404), lists.end_subscription),
    ("GET", _PERSON, (200, 404), persons.show),
    ("PUT", _PERSON, (200, 404, 409, 422), persons.update),
    ("GET", f"{_PERSON}/subscriptions", (200, 404), lists.list_subscriptions),
    ("GET", f"{_PERSON}/subscriptions/{{list}}", (200, 404), lists.show_subscription),
    ("DELETE", f"{_PERSON}/subscriptions/{{list}}", (204, 404), lists.end_subscription),
    ("GET", _LISTS, (200,), lists.list_lists),
    ("GET", f"{_LISTS}/{{list}}", (200, 404), lists.show_list),
    ("GET", f"{_LISTS}/{{list}}/subscribers", (200, 404), lists.find_subscriber),
    ("GET", f"{_LISTS}/{{list}}/acquisition_campaigns", (200, 404), lists.list_campaigns_of_list),
    ("GET", "sourcecodes", (200,), lists.list_source_codes),
    ("GET", _CALLBACKS, (200,), config.list_registrations),
    ("POST", _CALLBACKS, (201, 409, 422), config.register),
    ("GET", f"{_CALLBACKS}/{{callback_id}}", (200, 404), config.show),
    ("PUT", f"{_CALLBACKS}/{{callback_id}}", (200, 404, 409, 422), config.change),
    ("DELETE", f"{_CALLBACKS}/{{callback_id}}", (200, 404), config.end),
    ("POST", "config/callback_events/test", (201, 404), test_callback.test),
)
"""Method, path below the company's, the statuses of docs/platforms/vibes.md, and what answers."""

LARGEST_BODY = 1_000_000
"""Bytes; ours, far beyond any person."""


@cache
def routes() -> tuple[Route, ...]:
    """The calls and their documented answers; whoever is not let in gets a 401 from all."""
    listed = (Route(method, _BELOW + path, statuses) for method, path, statuses, _ in ROUTES)
    return (*listed, Route("*", "*", (401,)))


def respond(world: World, request: Request) -> Response:
    """Answer a call; one that is refused has changed nothing."""
    try:
        return _answer(world, request)
    except ApiError as error:
        return error.response()


def _answer(world: World, request: Request) -> Response:
    if not is_signed(request, basic_token(world.account.api.username, world.account.api.password)):
        raise ApiError.of(401, "Unauthorized", Code.UNAUTHORIZED)
    if len(request.body) > LARGEST_BODY:
        raise ApiError.of(413, "The body is too large", Code.BAD_REQUEST)
    if not (request.method + request.path).isprintable():
        message = "The path has a character that must be percent-encoded"
        raise ApiError.of(400, message, Code.BAD_REQUEST)
    version = request.header("X-API-Version").strip() or "1"
    if version not in ("1", "2"):
        raise ApiError.of(400, "X-API-Version must be 1 or 2", Code.BAD_REQUEST)
    found = _router().find(request)
    if found is None:
        raise not_emulated(f"{request.method[:20]} {request.route[:200] or '/'}")
    answer, path = found
    if path.pop("company_key") != world.account.company_key:
        raise not_found("Company")
    return answer(world, Call(request, int(version), path))


def sign(request: Request, api: Api, *, valid: bool) -> Request:
    """The request with HTTP Basic credentials: the account's, or wrong ones."""
    if valid and request.header("Authorization"):
        return request
    password = api.password if valid else f"not {api.password}"
    return signed(request, basic_token(api.username, password))


@cache
def _router() -> Router[Answer]:
    """Only a run that makes requests needs it."""
    return Router((method, _BELOW + path, answer) for method, path, _, answer in ROUTES)

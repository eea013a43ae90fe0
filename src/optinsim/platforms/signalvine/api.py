"""The Signal Vine API: which call goes to which route, and who is let in.

The table of routes is all that we emulate of it (facts/signalvine.md, sections B2 and B3); a call
that is not in it answers 501 and says so.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from optinsim.adapter import NOT_EMULATED, Request, Response, Route
from optinsim.http_api import Router
from optinsim.platforms.signalvine import commands, lists
from optinsim.platforms.signalvine.errors import ApiError
from optinsim.platforms.signalvine.options import read_import
from optinsim.platforms.signalvine.signature import is_signed

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.platforms.signalvine.world import World

    Answer = Callable[[World, Request, str], Response]


def _import_participants(world: World, request: Request, program_id: str) -> Response:
    """POST /v2/programs/{id}/participants: 202, and where to ask after it (D3)."""
    program = lists.wanted_program(world, program_id)
    wanted = read_import(
        request, program.id, options_required=world.account.assumptions.options_required
    )
    command = commands.start(world, program, wanted)
    return Response(
        202, headers={"Location": f"/v1/commands/{commands.command_id(world, command)}"}
    )  # V1


ROUTES: tuple[tuple[str, str, tuple[int, ...], Answer], ...] = (
    ("POST", "/v2/programs/{id}/participants", (202, 400, 404), _import_participants),
    ("GET", "/v1/commands/{id}", (200, 404), lists.show_command),
    ("GET", "/v1/accounts/{id}/programs", (200, 404), lists.list_programs),
    ("GET", "/v1/accounts/{id}/participants", (200, 404), lists.list_of_account),
    ("GET", "/v1/accounts/{id}/messages", (200, 404), lists.messages_of_account),
    ("GET", "/v1/programs/{id}", (200, 404), lists.show_program),
    ("GET", "/v1/programs/{id}/participants", (200, 404), lists.list_of_program),
    ("GET", "/v1/programs/{id}/messages", (200, 404), lists.messages_of_program),
    ("GET", "/v1/participants/{id}/messages", (200, 404), lists.messages_of_participant),
)
"""Method, path, the statuses of docs/platforms/signalvine.md, and what answers.

The 413 is left out: no suite is expected to hold a CSV of 10 MB.
"""

LARGEST_BODY = 64_000_000
"""Bytes; ours: JSON's escapes make a CSV of 10 MB six times as large at most."""


@cache
def routes() -> tuple[Route, ...]:
    """The calls and their documented answers; whoever is not let in gets a 401 from all."""
    listed = (Route(method, path, statuses) for method, path, statuses, _ in ROUTES)
    return (*listed, Route("*", "*", (401,)))


def respond(world: World, request: Request) -> Response:
    """Answer a call; one that is refused has changed nothing."""
    try:
        return _answer(world, request)
    except ApiError as error:
        return error.response()


def _answer(world: World, request: Request) -> Response:
    if len(request.body) > LARGEST_BODY:
        raise ApiError(413, "the body is too large")
    account = world.account
    if not is_signed(request, account.api, world.engine.now, account.assumptions.clock_skew):
        raise ApiError(401, "Unauthorized")  # D3, V2
    if found := _router().find(request):
        answer, path = found
        return answer(world, request, path["id"])
    raise ApiError(
        NOT_EMULATED,
        # In ASCII: whatever the client has written, the answer is JSON.
        f"optinsim does not emulate {request.method!a} {request.route!a}. "
        "This is no answer of Signal Vine: see docs/platforms/signalvine.md",
    )


@cache
def _router() -> Router[Answer]:
    """Only a run that makes requests needs it."""
    return Router((method, path, answer) for method, path, _, answer in ROUTES)

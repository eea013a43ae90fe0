"""The emulated calls of the Signal Vine API, each with the function that answers it.

The facts are in facts/signalvine.md, sections B2 and B3. Any other call answers 501 and says so.
The statuses are those of docs/platforms/signalvine.md, without 413: no suite is expected to
have a CSV of 10 MB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.http_api import Call, Endpoint
from optinsim.platforms.signalvine import commands, lists
from optinsim.platforms.signalvine.options import read_import

if TYPE_CHECKING:
    from optinsim.platforms.signalvine import SignalVine


def _import_participants(signalvine: SignalVine, call: Call) -> Response:
    """POST /v2/programs/{id}/participants: 202, and the path of its status (D3)."""
    program = lists.wanted_program(signalvine, call.path["id"])
    options_required = signalvine.account.assumptions.options_required
    wanted = read_import(call.request, program.id, options_required=options_required)
    command = commands.start(signalvine, program, wanted)
    return Response(202, headers={"Location": commands.command_path(signalvine, command)})


ENDPOINTS = (
    Endpoint("POST", "/v2/programs/{id}/participants", (202, 400, 404), _import_participants),
    Endpoint("GET", "/v1/commands/{id}", (200, 404), lists.show_command),
    Endpoint("GET", "/v1/users/{token}/accounts", (200, 404), lists.list_accounts),
    Endpoint("GET", "/v1/accounts/{id}", (200, 404), lists.show_account),
    Endpoint("GET", "/v1/accounts/{id}/programs", (200, 404), lists.list_programs),
    Endpoint("GET", "/v1/accounts/{id}/participants", (200, 404), lists.list_of_account),
    Endpoint("GET", "/v1/accounts/{id}/messages", (200, 404), lists.messages_of_account),
    Endpoint("GET", "/v1/programs/{id}", (200, 404), lists.show_program),
    Endpoint("GET", "/v1/programs/{id}/participants", (200, 404), lists.list_of_program),
    Endpoint("GET", "/v1/programs/{id}/messages", (200, 404), lists.messages_of_program),
    Endpoint("GET", "/v1/participants/{id}/messages", (200, 404), lists.messages_of_participant),
)

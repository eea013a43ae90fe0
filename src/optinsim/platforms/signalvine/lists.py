"""The GET calls: accounts, programs, participants, messages and the status of commands.

API17 and SDK are in facts/signalvine.md, section B3; so are the public clients, with the Android
app, which reads `id` and `name` of accounts. A parameter with a value that no source shows is
refused (ours).
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.signalvine.commands import find_command, status
from optinsim.platforms.signalvine.errors import api_error, not_found
from optinsim.platforms.signalvine.formats import (
    account_item,
    full_participant,
    message_item,
    program_item,
    simple_participant,
)
from optinsim.platforms.signalvine.pages import page
from optinsim.platforms.signalvine.profile import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import Request
    from optinsim.http_api import Call
    from optinsim.platforms.signalvine import SignalVine
    from optinsim.platforms.signalvine.account import Program


def list_accounts(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/users/{token}/accounts: the one account of the token that has signed the request."""
    given, token = (
        text.encode(errors="surrogatepass")
        for text in (call.path["token"], signalvine.account.api.token)
    )
    if not hmac.compare_digest(given, token):
        raise not_found("User")
    return page(call.request, [signalvine.account], account_item)


def show_account(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/accounts/{id}: API17 shows no answer; the answer is the item of a list (ours)."""
    _check_account(signalvine, call.path["id"])
    return Response(200, account_item(signalvine.account))


def list_programs(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/accounts/{id}/programs[?active=all]: the active ones, or all."""
    _check_account(signalvine, call.path["id"])
    every = _choice(call.request, "active", ("", "all")) == "all"
    _choice(call.request, "type", ("simple", "full"))
    programs = [one for one in signalvine.account.programs if every or one.active]
    return page(call.request, programs, lambda one: program_item(call.path["id"], one))


def show_program(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/programs/{id}[?type=schema]: the program, or its fields with their types."""
    program = wanted_program(signalvine, call.path["id"])
    if _choice(call.request, "type", ("simple", "full", "schema")) != "schema":
        return Response(200, program_item(signalvine.account.account_id, program))
    fields = [{"name": name, "type": kind} for name, kind in schema(program).items()]
    return Response(200, {"fields": fields})


def list_of_account(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/accounts/{id}/participants."""
    _check_account(signalvine, call.path["id"])
    return _participants(signalvine, call.request, signalvine.account.programs)


def list_of_program(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/programs/{id}/participants."""
    return _participants(signalvine, call.request, [wanted_program(signalvine, call.path["id"])])


def messages_of_account(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/accounts/{id}/messages."""
    _check_account(signalvine, call.path["id"])
    return _messages(signalvine, call.request)


def messages_of_program(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/programs/{id}/messages."""
    program = wanted_program(signalvine, call.path["id"])
    return _messages(signalvine, call.request, program_id=program.id)


def messages_of_participant(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/participants/{id}/messages."""
    number = signalvine.books.participant_number(call.path["id"])
    if number is None:
        raise not_found("Participant")
    return _messages(signalvine, call.request, participant=number)


def show_command(signalvine: SignalVine, call: Call) -> Response:
    """GET /v1/commands/{id}: the status of an import (V1)."""
    command = find_command(signalvine, call.path["id"])
    if command is None:
        raise not_found("Command")
    return Response(200, status(signalvine, command))


def wanted_program(signalvine: SignalVine, program_id: str) -> Program:
    """The program of a path; 404 if there is none."""
    program = signalvine.programs.get(program_id)
    if program is None:
        raise not_found("Program")
    return program


def _check_account(signalvine: SignalVine, account_id: str) -> None:
    if account_id != signalvine.account.account_id:
        raise not_found("Account")


def _participants(
    signalvine: SignalVine, request: Request, programs: Iterable[Program]
) -> Response:
    """Active participants, or all; changed after a time, or at any time; in the order of adding."""
    every = _choice(request, "active", ("", "all")) == "all"
    show = (
        full_participant
        if _choice(request, "type", ("simple", "full")) == "full"
        else simple_participant
    )
    after = _time(request, "updated-after")
    found = [
        (program, record)
        for program in programs
        for record in signalvine.books.participants[program.id]
        if (every or signalvine.books.is_active(program.id, record))
        and (after is None or record.last_updated > after)
    ]
    return page(request, found, lambda one: show(signalvine, *one))


def _messages(
    signalvine: SignalVine,
    request: Request,
    *,
    program_id: str | None = None,
    participant: int | None = None,
) -> Response:
    """Messages, the newest first (API17); scheduled ones and templates are not emulated."""
    kind = _choice(request, "message_type", ("", "sent", "received", "scheduled", "template"))
    _choice(request, "type", ("simple", "full"))
    found = [
        message
        for message in signalvine.books.log.newest_first()
        if kind in ("", message.type)
        and program_id in (None, message.program_id)
        and participant in (None, message.participant)
    ]
    return page(request, found, lambda message: message_item(signalvine, message))


def _choice(request: Request, name: str, values: tuple[str, ...]) -> str:
    """The value of a parameter; the first one if it is left out."""
    given = request.query.get(name, values[0])
    if given not in values:
        raise api_error(400, f"{name} must be {' or '.join(filter(None, values))}")
    return given


def _time(request: Request, name: str) -> datetime | None:
    """A time in ISO 8601; a plus that was not escaped has come as a space."""
    text = request.query.get(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "+"))
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise api_error(400, f"{name} must be a time such as 2016-10-04T12:00:00.000Z") from None

"""Persons, as the API shows, adds and changes them.

D1 is vendor-docs/001; OAS, OLD, RP and W are in facts/vibes.md, section 4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.vibes.errors import (
    EXTERNAL_PERSON_ID_MISMATCH,
    ApiError,
    Code,
    not_found,
)
from optinsim.platforms.vibes.people import (
    OMITTED,
    find_person,
    read_mdn,
    read_person,
    save,
    unknown_fields,
)

if TYPE_CHECKING:
    from optinsim.core.people import Participant
    from optinsim.platforms.vibes.people import PersonBody
    from optinsim.platforms.vibes.world import Call, World


def search(world: World, call: Call) -> Response:
    """GET persons?mdn=: 400 for a bad MDN, 404 for none (OAS)."""
    mdn = call.request.query.get("mdn")
    if mdn is None:
        raise not_found("Person (the query has no mdn)")
    participant = world.engine.people.by_mdn(read_mdn(mdn, call, world.account.country))
    if participant is None:
        raise not_found("Person")
    person = world.forms.person(participant.person, call.version)
    as_list = world.account.assumptions.person_search_answers == "list"
    return Response(200, [person] if as_list else person)


def show(world: World, call: Call) -> Response:
    """GET persons/{person_key} and persons/external/{external_person_id}."""
    return Response(200, world.forms.person(wanted(world, call).person, call.version))


def wanted(world: World, call: Call) -> Participant:
    """The person whom the path names; 404 if there is no such person."""
    participant = _named(world, call)
    if participant is None:
        raise not_found("Person")
    return participant


def add(world: World, call: Call) -> Response:
    """POST persons: 201 for a new person, 200 for a known one, who gets the values (OLD)."""
    body = read_person(call, world.account.country, bad_mdn_status=422)
    people = world.engine.people
    found = None
    if isinstance(body.mdn, str):
        found = people.by_mdn(body.mdn)
    if isinstance(body.external_id, str):
        found = people.by_external_id(body.external_id) or found
    elif not isinstance(body.mdn, str):
        message = "One of external_person_id, mobile_phone.mdn must be given"
        raise ApiError.of(422, message, Code.UNPROCESSABLE)
    _check(world, body, found)
    # W-Person: person_updated follows even if the matched person already has all the values.
    return _saved(world, call, body, found, always=True)


def update(world: World, call: Call) -> Response:
    """PUT persons/{person_key}, and persons/external/{external_person_id}, which may add (RP)."""
    try:
        body = read_person(call, world.account.country, bad_mdn_status=422)
        found = _named(world, call)
        if found is None and "external_id" not in call.path:
            raise not_found("Person")
        if found is None and body.external_id is OMITTED:
            body = replace(body, external_id=call.path["external_id"])
        _check(world, body, found)
    except ApiError as error:
        if world.account.assumptions.person_errors_have_body:
            raise
        return Response(error.status)  # D1: no body
    return _saved(world, call, body, found)


def _named(world: World, call: Call) -> Participant | None:
    if "external_id" in call.path:
        return world.engine.people.by_external_id(call.path["external_id"])
    return find_person(world, call.path["person_key"])


def _check(world: World, body: PersonBody, found: Participant | None) -> None:
    """Refuse what would give one person two phones, or one phone or external id two people.

    Raises:
        ApiError: 422 for unknown custom fields; 409 for the phone (D1, OLD); 422 for the external
            id (ours).
    """
    if unknown := unknown_fields(world, body):
        raise unknown
    people = world.engine.people
    if isinstance(body.mdn, str):
        owner = people.by_mdn(body.mdn)
        if owner not in (None, found) or (
            found is not None and found.person.mdn not in (None, body.mdn)
        ):
            raise ApiError.of(409, "MDN cannot be changed", Code.MDN_CONFLICT)
    if isinstance(body.external_id, str):
        owner = people.by_external_id(body.external_id)
        if owner not in (None, found):
            raise world.token(EXTERNAL_PERSON_ID_MISMATCH, Code.EXTERNAL_PERSON_ID_MISMATCH)


def _saved(
    world: World, call: Call, body: PersonBody, found: Participant | None, *, always: bool = False
) -> Response:
    participant = save(world, body, found, always=always)
    return Response(200 if found else 201, world.forms.person(participant.person, call.version))

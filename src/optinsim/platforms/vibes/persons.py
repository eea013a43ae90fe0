"""Persons, as the API shows, adds and changes them.

D1 is vendor-docs/001; OAS, OLD, RP and W are in facts/vibes.md, section 4.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.http_api import ApiError
from optinsim.platforms.vibes.bodies import LONGEST_TEXT, OMITTED, read_mdn_of_query, read_person
from optinsim.platforms.vibes.errors import (
    EXTERNAL_PERSON_ID_MISMATCH,
    ErrorCode,
    Errors,
    api_error,
    not_found,
)
from optinsim.platforms.vibes.formats import api_version
from optinsim.platforms.vibes.people import (
    find_by_external_id,
    find_by_mdn,
    find_person,
    save,
)

if TYPE_CHECKING:
    from optinsim.core.people import Participant
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.bodies import PersonBody

_BODILESS = (404, 409)
"""The errors of PUT that D1 shows without a body."""


def search(vibes: Vibes, call: Call) -> Response:
    """GET persons?mdn=: 400 for a bad MDN, 404 for none (OAS)."""
    mdn = call.request.query.get("mdn")
    if mdn is None:
        raise not_found("Person (the query has no mdn)")
    participant = find_by_mdn(vibes, read_mdn_of_query(vibes.account, call, mdn))
    if participant is None:
        raise not_found("Person")
    person = vibes.formats.person(participant.person, api_version(call))
    as_list = vibes.account.assumptions.person_search_answers == "list"
    return Response(200, [person] if as_list else person)


def show(vibes: Vibes, call: Call) -> Response:
    """GET persons/{person_key} and persons/external/{external_person_id}."""
    return Response(200, vibes.formats.person(wanted_person(vibes, call).person, api_version(call)))


def wanted_person(vibes: Vibes, call: Call) -> Participant:
    """The person that the path names; 404 if there is no such person."""
    participant = _named(vibes, call)
    if participant is None:
        raise not_found("Person")
    return participant


def add(vibes: Vibes, call: Call) -> Response:
    """POST persons: 201 for a new person, 200 for a known one, who gets the values (OLD)."""
    errors = Errors()
    body = read_person(vibes.account, call, errors, bad_mdn_status=422)
    if body.identifiers.isdisjoint(("external_person_id", "mobile_phone.mdn")):  # OLD
        errors.add(422, "One of external_person_id, mobile_phone.mdn must be given")
    errors.check()
    found = find_by_external_id(vibes, body.external_id) or find_by_mdn(vibes, body.mdn)
    _check(vibes, body, found)
    # W-Person: person_updated follows even if the matched person already has all the values.
    return _saved(vibes, call, body, found, always=True)


def update(vibes: Vibes, call: Call) -> Response:
    """PUT persons/{person_key}, and persons/external/{external_person_id}, which may add (RP)."""
    try:
        return _update(vibes, call)
    except ApiError as error:
        if error.status in _BODILESS and not vibes.account.assumptions.person_errors_have_body:
            return Response(error.status)
        raise


def _update(vibes: Vibes, call: Call) -> Response:
    found = _named(vibes, call)
    if found is None and "external_id" not in call.path:
        raise not_found("Person")
    errors = Errors()
    body = read_person(vibes.account, call, errors, bad_mdn_status=422)
    errors.check()
    if found is None:
        if body.external_id is OMITTED:
            body = replace(body, external_id=_new_external_id(call))
        # Ours, after OLD's 200 «with the same mobile_phone»: a person who came by keyword gets the
        # brand's id.
        owner = find_by_mdn(vibes, body.mdn)
        found = owner if owner and owner.person.external_id is None else None
    if found is None and body.external_id is None and not isinstance(body.mdn, str):
        message = "external_person_id cannot be null for a new person without a phone"
        raise api_error(422, message, ErrorCode.UNPROCESSABLE)
    _check(vibes, body, found)
    return _saved(vibes, call, body, found)


def _new_external_id(call: Call) -> str:
    """The external_person_id of the path, for a new person."""
    external_id = call.path["external_id"]
    if len(external_id) > LONGEST_TEXT:
        message = f"external_person_id must be text of 1 to {LONGEST_TEXT} characters"
        raise api_error(422, message, ErrorCode.UNPROCESSABLE)
    return external_id


def _named(vibes: Vibes, call: Call) -> Participant | None:
    if "external_id" in call.path:
        return find_by_external_id(vibes, call.path["external_id"])
    return find_person(vibes, call.path["person_key"])


def _check(vibes: Vibes, body: PersonBody, found: Participant | None) -> None:
    """Refuse a call that would give a person two phones, or a phone or external id two people.

    Raises:
        ApiError: 409 for the phone (D1, OLD); 422 for the external id (ours).
    """
    owner = find_by_mdn(vibes, body.mdn)
    taken = owner is not None and owner is not found
    # Read "MDN cannot be changed" (D1): a person without a phone may get one.
    changed = found is not None and found.person.mdn is not None and owner is not found
    if taken or (changed and isinstance(body.mdn, str)):
        raise api_error(409, "MDN cannot be changed", ErrorCode.MDN_CONFLICT)
    if find_by_external_id(vibes, body.external_id) not in (None, found):
        raise vibes.token(EXTERNAL_PERSON_ID_MISMATCH, ErrorCode.EXTERNAL_PERSON_ID_MISMATCH)


def _saved(
    vibes: Vibes, call: Call, body: PersonBody, found: Participant | None, *, always: bool = False
) -> Response:
    participant = save(vibes, body, found, always=always)
    return Response(
        200 if found else 201, vibes.formats.person(participant.person, api_version(call))
    )

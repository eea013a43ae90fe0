"""Participants of acquisition campaigns, as the API shows and adds them.

D0 is vendor-docs/000 (add a participant); OAS, OLD and W are in facts/vibes.md, section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Response
from optinsim.core.commands import Join
from optinsim.core.consent import Consent
from optinsim.platforms.vibes.bodies import IDENTIFIERS, read_person
from optinsim.platforms.vibes.campaigns import wanted_campaign
from optinsim.platforms.vibes.errors import (
    CONFIRMATION_BLOCK,
    EXTERNAL_PERSON_ID_MISMATCH,
    UNPROCESSABLE,
    ErrorCode,
    Errors,
    api_error,
)
from optinsim.platforms.vibes.formats import minutes
from optinsim.platforms.vibes.people import (
    find_by_external_id,
    find_by_mdn,
    find_person,
    save,
    search_person,
)

if TYPE_CHECKING:
    from optinsim.core.people import Participant, Participation
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.bodies import PersonBody


def list_participants(vibes: Vibes, call: Call) -> Response:
    """GET …/participants?mdn= | person_id= | external_person_id=: the pending ones (OAS).

    Their participation_date is set, because no sample shows it empty here. OAS describes the person
    with person_id and url alone; clients have to ignore unknown keys (RP-versions).
    """
    campaign = wanted_campaign(vibes, call)
    participant = search_person(vibes, call)
    if participant is None or participant.state(campaign.id) is not Consent.PENDING:
        return Response(200, [])
    participation = participant.participations[campaign.id]
    joined_at = participation.joined_at
    shown = _participation(vibes, participant, participation)
    return Response(200, [shown | {"participation_date": minutes(joined_at) if joined_at else ""}])


def add_participant(vibes: Vibes, call: Call) -> Response:
    """POST …/participants, with the checks in the order of the contract; only a 2xx has effects."""
    campaign = wanted_campaign(vibes, call)
    errors = Errors()
    body = read_person(vibes.account, call, errors, bad_mdn_status=400)
    if not body.identifiers:
        errors.add(400, f"One of {', '.join(IDENTIFIERS)} must be given", ErrorCode.BAD_REQUEST)
    _check_landline(vibes, body.mdn, errors)
    errors.check()
    found = _match(vibes, body)
    mdn = found.person.mdn if found is not None else None
    if isinstance(body.mdn, str):
        mdn = body.mdn
    _check_landline(vibes, mdn, errors)
    errors.check()
    if found is not None and found.subscription(campaign.list_id) is not None:
        raise api_error(409, "Already subscribed", ErrorCode.ALREADY_SUBSCRIBED)
    if vibes.books.is_blocked(mdn, campaign.id):
        raise vibes.token(CONFIRMATION_BLOCK, ErrorCode.CONFIRMATION_BLOCK)
    # OLD and OAS: 200 if the opt-in is pending already. Ours: no second prompt is sent.
    is_pending = found is not None and found.state(campaign.id) is Consent.PENDING
    participant = save(vibes, body, found)
    serial = participant.person.serial
    if not is_pending:
        vibes.engine.do(Join(serial, campaign.id))
    participant = vibes.person(serial)
    participation = participant.participations[campaign.id]
    return Response(200 if is_pending else 201, _participation(vibes, participant, participation))


def _check_landline(vibes: Vibes, mdn: object, errors: Errors) -> None:
    """422 if the phone cannot receive the prompt (D0)."""
    if mdn in vibes.engine.landlines:
        message = "The MDN does not map to a provisioned carrier"
        errors.add(422, message, ErrorCode.NO_PROVISIONED_CARRIER)


def _match(vibes: Vibes, body: PersonBody) -> Participant | None:
    """The person that the body means; None: a new one.

    Raises:
        ApiError: 422 if its identifiers mean different people, or a person without a phone.
    """
    by_keys = [find_person(vibes, key) for key in body.person_keys]
    by_key = next(filter(None, by_keys), None)
    by_external_id = find_by_external_id(vibes, body.external_id)
    by_mdn = find_by_mdn(vibes, body.mdn)
    found = by_key or by_mdn or by_external_id
    new_phone = isinstance(body.mdn, str) and (found is None or found.person.mdn != body.mdn)
    if found is None:
        if not new_phone:  # there is no phone to send the prompt to
            raise vibes.token(UNPROCESSABLE, ErrorCode.UNPROCESSABLE)
        return None  # D0: an unknown identifier makes a new person
    has_other_phone = new_phone and found.person.mdn is not None
    if by_external_id is not None and (
        by_external_id is not found or (has_other_phone and by_key is None)
    ):
        raise vibes.token(EXTERNAL_PERSON_ID_MISMATCH, ErrorCode.EXTERNAL_PERSON_ID_MISMATCH)
    contradiction = any(one is not found for one in (*filter(None, by_keys), by_mdn or found))
    stays_without = body.mdn is None or (found.person.mdn is None and not new_phone)
    if contradiction or has_other_phone or stays_without:
        raise vibes.token(UNPROCESSABLE, ErrorCode.UNPROCESSABLE)
    return found


def _participation(
    vibes: Vibes, participant: Participant, participation: Participation
) -> dict[str, JSON]:
    """The participation object; the only sample has an empty participation_date (W-Web-Based)."""
    person = participant.person
    expires_at = participation.expires_at
    return {
        "person": {
            "external_person_id": person.external_id,
            "person_id": vibes.formats.person_id(person),
            "person_key": vibes.formats.person_key(person),
            "url": vibes.formats.person_url(person),
        },
        "participation_date": "",
        "expire_date": "" if expires_at is None else minutes(expires_at),
        "status": participation.state.upper(),
    }

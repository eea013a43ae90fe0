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
    ApiError,
    Code,
    Errors,
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
    from optinsim.platforms.vibes.bodies import PersonBody
    from optinsim.platforms.vibes.world import Call, World


def list_participants(world: World, call: Call) -> Response:
    """GET …/participants?mdn= | person_id= | external_person_id=: the pending ones (OAS).

    Their participation_date is set, because nothing shows it empty here; OAS describes the person
    with person_id and url alone, and clients have to ignore what they do not know (RP-versions).
    """
    campaign = wanted_campaign(world, call)
    participant = search_person(world, call)
    if participant is None or participant.state(campaign.id) is not Consent.PENDING:
        return Response(200, [])
    participation = participant.participations[campaign.id]
    joined_at = participation.joined_at
    shown = _participation(world, participant, participation)
    return Response(200, [shown | {"participation_date": minutes(joined_at) if joined_at else ""}])


def add_participant(world: World, call: Call) -> Response:
    """POST …/participants, with the checks in the order of the contract; only a 2xx changes."""
    campaign = wanted_campaign(world, call)
    errors = Errors()
    body = read_person(world.account, call, errors, bad_mdn_status=400)
    if not body.identifiers:
        errors.add(400, f"One of {', '.join(IDENTIFIERS)} must be given", Code.BAD_REQUEST)
    _check_landline(world, body.mdn, errors)
    errors.check()
    found = _match(world, body)
    mdn = found.person.mdn if found is not None else None
    if isinstance(body.mdn, str):
        mdn = body.mdn
    _check_landline(world, mdn, errors)
    errors.check()
    if found is not None and found.subscription(campaign.list_id) is not None:
        raise ApiError.of(409, "Already subscribed", Code.ALREADY_SUBSCRIBED)
    if world.is_blocked(mdn, campaign.id):
        raise world.token(CONFIRMATION_BLOCK, Code.CONFIRMATION_BLOCK)
    # OLD and OAS: 200 where it is pending already; that no second prompt is sent is ours.
    is_pending = found is not None and found.state(campaign.id) is Consent.PENDING
    participant = save(world, body, found)
    serial = participant.person.serial
    if not is_pending:
        world.do(Join(serial, campaign.id))
    participant = world.person(serial)
    participation = participant.participations[campaign.id]
    return Response(200 if is_pending else 201, _participation(world, participant, participation))


def _check_landline(world: World, mdn: object, errors: Errors) -> None:
    """422 where nobody could read the prompt (D0)."""
    if mdn in world.engine.landlines:
        message = "The MDN does not map to a provisioned carrier"
        errors.add(422, message, Code.NO_PROVISIONED_CARRIER)


def _match(world: World, body: PersonBody) -> Participant | None:
    """Whom the body means; None: somebody new.

    Raises:
        ApiError: 422 where its identifiers mean different people, or somebody without a phone.
    """
    by_keys = [find_person(world, key) for key in body.person_keys]
    by_key = next(filter(None, by_keys), None)
    by_external_id = find_by_external_id(world, body.external_id)
    by_mdn = find_by_mdn(world, body.mdn)
    found = by_key or by_mdn or by_external_id
    new_phone = isinstance(body.mdn, str) and (found is None or found.person.mdn != body.mdn)
    if found is None:
        if not new_phone:  # nobody could be asked to confirm
            raise world.token(UNPROCESSABLE, Code.UNPROCESSABLE)
        return None  # D0: an identifier that matches nobody makes a new person
    has_other_phone = new_phone and found.person.mdn is not None
    if by_external_id is not None and (
        by_external_id is not found or (has_other_phone and by_key is None)
    ):
        raise world.token(EXTERNAL_PERSON_ID_MISMATCH, Code.EXTERNAL_PERSON_ID_MISMATCH)
    contradiction = any(one is not found for one in (*filter(None, by_keys), by_mdn or found))
    stays_without = body.mdn is None or (found.person.mdn is None and not new_phone)
    if contradiction or has_other_phone or stays_without:
        raise world.token(UNPROCESSABLE, Code.UNPROCESSABLE)
    return found


def _participation(
    world: World, participant: Participant, participation: Participation
) -> dict[str, JSON]:
    """The participation object; the only sample has an empty participation_date (W-Web-Based)."""
    person = participant.person
    expires_at = participation.expires_at
    return {
        "person": {
            "external_person_id": person.external_id,
            "person_id": world.forms.person_id(person),
            "person_key": world.forms.person_key(person),
            "url": world.forms.person_url(person),
        },
        "participation_date": "",
        "expire_date": "" if expires_at is None else minutes(expires_at),
        "status": participation.state.upper(),
    }

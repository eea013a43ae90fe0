"""Acquisition campaigns and their participants, as the API shows and adds them.

D0 is vendor-docs/000 (add a participant); OAS, OLD and W are in facts/vibes.md, section 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Response
from optinsim.core.commands import Join
from optinsim.core.consent import Consent
from optinsim.platforms.vibes.errors import (
    CONFIRMATION_BLOCK,
    EXTERNAL_PERSON_ID_MISMATCH,
    UNPROCESSABLE,
    ApiError,
    Code,
    not_found,
)
from optinsim.platforms.vibes.forms import minutes
from optinsim.platforms.vibes.people import (
    find_person,
    read_mdn,
    read_person,
    save,
    unknown_fields,
)

if TYPE_CHECKING:
    from optinsim.core.people import Participant
    from optinsim.core.setup import Campaign
    from optinsim.platforms.vibes.people import PersonBody
    from optinsim.platforms.vibes.world import Call, World

MOST_CAMPAIGNS = 50
"""A list of campaigns has at most so many (W-Acquisition+API+Methods)."""


def list_campaigns(world: World, call: Call) -> Response:
    """GET campaigns/acquisition: 404 where there are none (OAS)."""
    campaigns = world.engine.setup.campaigns[:MOST_CAMPAIGNS]
    if not campaigns:
        raise ApiError.of(404, "No campaigns can be located", Code.NOT_FOUND)
    return Response(200, [campaign_entity(world, campaign) for campaign in campaigns])


def show_campaign(world: World, call: Call) -> Response:
    """GET campaigns/acquisition/{id}."""
    return Response(200, campaign_entity(world, _campaign(world, call)))


def campaign_entity(world: World, campaign: Campaign) -> dict[str, Any]:
    """The campaign entity (RP-acquisition-campaign-api-1); its dates are ours."""
    opened = minutes(world.opened)
    return {
        "acquisition_id": campaign.id,
        "description": campaign.description,
        "campaign_type": {"code": "ACQUISITION"},
        "status": "active",
        "start_date": opened,
        "end_date": None,
        "acquisition_campaign": {"keywords": list(campaign.keywords)},
        "sourcecode": campaign.number,
        "url": world.forms.campaign_url(campaign.id),
        "created_date": opened,
        "updated_date": opened,
    }


def list_participants(world: World, call: Call) -> Response:
    """GET …/participants?mdn= | person_id= | external_person_id=: the pending ones (OAS)."""
    campaign = _campaign(world, call)
    participant = search_person(world, call)
    if participant is None or participant.state(campaign.id) is not Consent.PENDING:
        return Response(200, [])
    return Response(200, [_participation(world, participant, campaign)])


def search_person(world: World, call: Call) -> Participant | None:
    """The person whom the query names by mdn, person_key, person_id or external_person_id.

    Raises:
        ApiError: 400 for a bad MDN, or where the query names nobody.
    """
    query = call.request.query
    if "mdn" in query:
        mdn = read_mdn(query["mdn"], call, world.account.country)
        return world.engine.people.by_mdn(mdn)
    if "external_person_id" in query:
        return world.engine.people.by_external_id(query["external_person_id"])
    key = query.get("person_key") or query.get("person_id")
    if key:
        return find_person(world, key)
    message = "One of mdn, person_key, person_id, external_person_id must be given"
    raise ApiError.of(400, message, Code.BAD_REQUEST)


def add_participant(world: World, call: Call) -> Response:
    """POST …/participants, with the checks in the order of the contract; only a 2xx changes."""
    campaign = _campaign(world, call)
    body = read_person(call, world.account.country, bad_mdn_status=400)
    if not body.identifies:
        message = "One of person_key, person_id, external_person_id, mobile_phone.mdn must be given"
        raise ApiError.of(400, message, Code.BAD_REQUEST)
    if unknown := unknown_fields(world, body):
        raise unknown
    if body.mdn in world.engine.landlines:
        message = "The MDN does not map to a provisioned carrier"
        raise ApiError.of(422, message, Code.NO_PROVISIONED_CARRIER)
    participant = _match(world, body)
    if participant is not None:
        serial = participant.person.serial
        state = participant.state(campaign.id)
        if state is Consent.SUBSCRIBED:
            raise ApiError.of(409, "Already subscribed", Code.ALREADY_SUBSCRIBED)
        if world.is_blocked(serial, campaign.id):
            raise world.token(CONFIRMATION_BLOCK, Code.CONFIRMATION_BLOCK)
        if state is Consent.PENDING:
            # OLD and OAS: 200; that no second prompt is sent is ours.
            participant = save(world, body, participant)
            return Response(200, _participation(world, participant, campaign))
    participant = save(world, body, participant)
    world.do(Join(participant.person.serial, campaign.id))
    return Response(201, _participation(world, participant, campaign))


def _match(world: World, body: PersonBody) -> Participant | None:
    """Whom the body means; None: somebody new.

    Raises:
        ApiError: 422 where its identifiers mean different people, or somebody without a phone.
    """
    people = world.engine.people
    external_id = body.external_id if isinstance(body.external_id, str) else None
    mdn = body.mdn if isinstance(body.mdn, str) else None
    by_key = find_person(world, body.person_key) if body.person_key else None
    by_mdn = people.by_mdn(mdn) if mdn else None
    by_external_id = people.by_external_id(external_id) if external_id else None
    if body.person_key and by_key is None:
        raise world.token(UNPROCESSABLE, Code.UNPROCESSABLE)
    found = by_key or by_mdn or by_external_id
    if found is None:
        if mdn is None:  # ours: nobody could be asked to confirm
            raise world.token(UNPROCESSABLE, Code.UNPROCESSABLE)
        return None
    if by_external_id is not None and by_external_id is not found:
        raise world.token(EXTERNAL_PERSON_ID_MISMATCH, Code.EXTERNAL_PERSON_ID_MISMATCH)
    other_phone = mdn is not None and found.person.mdn not in (None, mdn)
    if by_external_id is found and other_phone:
        raise world.token(EXTERNAL_PERSON_ID_MISMATCH, Code.EXTERNAL_PERSON_ID_MISMATCH)
    taken = by_mdn is not None and by_mdn is not found
    unreachable = body.mdn is None or (mdn is None and found.person.mdn is None)
    if other_phone or taken or unreachable:
        raise world.token(UNPROCESSABLE, Code.UNPROCESSABLE)
    return found


def _campaign(world: World, call: Call) -> Campaign:
    campaign = world.engine.setup.by_id.get(call.path["campaign"])
    if campaign is None:
        raise not_found(f"Acquisition campaign {call.path['campaign']!r:.60}")
    return campaign


def _participation(world: World, participant: Participant, campaign: Campaign) -> dict[str, Any]:
    """The participation object; the only sample has an empty participation_date (W-Web-Based)."""
    person = participant.person
    participation = participant.participations[campaign.id]
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

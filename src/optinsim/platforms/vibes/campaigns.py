"""Acquisition campaigns, as the API shows them; nobody can create or change one by API.

OAS, RP and W are in facts/vibes.md, sections 2.1 and 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.vibes.errors import ApiError, Code, not_found
from optinsim.platforms.vibes.formats import minutes

if TYPE_CHECKING:
    from optinsim.core.setup import Campaign
    from optinsim.platforms.vibes.formats import JSONObject
    from optinsim.platforms.vibes.world import Call, World

MOST_CAMPAIGNS = 50
"""A list of campaigns has at most so many (W-Acquisition+API+Methods)."""


def list_campaigns(world: World, _call: Call) -> Response:
    """GET campaigns/acquisition: 404 where there are none (OAS)."""
    campaigns = world.engine.setup.campaigns[:MOST_CAMPAIGNS]
    if not campaigns:
        raise ApiError.of(404, "No campaigns can be located", Code.NOT_FOUND)
    return Response(200, [campaign_entity(world, campaign) for campaign in campaigns])


def show_campaign(world: World, call: Call) -> Response:
    """GET campaigns/acquisition/{id}."""
    return Response(200, campaign_entity(world, wanted_campaign(world, call)))


def wanted_campaign(world: World, call: Call) -> Campaign:
    """The campaign that the path names; 404 if there is no such campaign (OAS; for POST ours)."""
    campaign = world.engine.setup.by_id.get(call.path["campaign"])
    if campaign is None:
        raise not_found(f"Acquisition campaign {call.path['campaign'][:60]!r}")
    return campaign


def campaign_entity(world: World, campaign: Campaign) -> JSONObject:
    """The campaign entity (RP-acquisition-campaign-api-1).

    Every campaign is active, since the start of the simulation and for ever (ours).
    """
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

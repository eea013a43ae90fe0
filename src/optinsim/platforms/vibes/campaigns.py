"""Acquisition campaigns, as the API shows them; the API cannot create or change one.

OAS, RP and W are in facts/vibes.md, sections 2.1 and 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.vibes.errors import ErrorCode, api_error, not_found
from optinsim.platforms.vibes.formats import minutes

if TYPE_CHECKING:
    from optinsim.core.setup import Campaign
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.formats import JSONObject

MOST_CAMPAIGNS = 50
"""A list of campaigns has at most so many (W-Acquisition+API+Methods)."""


def list_campaigns(vibes: Vibes, _call: Call) -> Response:
    """GET campaigns/acquisition: 404 if there are none (OAS)."""
    campaigns = vibes.engine.setup.campaigns[:MOST_CAMPAIGNS]
    if not campaigns:
        raise api_error(404, "No campaigns can be located", ErrorCode.NOT_FOUND)
    return Response(200, [campaign_entity(vibes, campaign) for campaign in campaigns])


def show_campaign(vibes: Vibes, call: Call) -> Response:
    """GET campaigns/acquisition/{id}."""
    return Response(200, campaign_entity(vibes, wanted_campaign(vibes, call)))


def wanted_campaign(vibes: Vibes, call: Call) -> Campaign:
    """The campaign that the path names; 404 if there is no such campaign (OAS; for POST ours)."""
    campaign = vibes.engine.setup.by_id.get(call.path["campaign"])
    if campaign is None:
        raise not_found(f"Acquisition campaign {call.path['campaign'][:60]!r}")
    return campaign


def campaign_entity(vibes: Vibes, campaign: Campaign) -> JSONObject:
    """The campaign entity (RP-acquisition-campaign-api-1).

    Every campaign is active, since the start of the simulation and without an end (ours), so the
    entity has no `end_date`. OAS types it as text, and a client generated from OAS refuses null.
    """
    opened = minutes(vibes.books.opened)
    return {
        "acquisition_id": campaign.id,
        "description": campaign.description,
        "campaign_type": {"code": "ACQUISITION"},
        "status": "active",
        "start_date": opened,
        "acquisition_campaign": {"keywords": list(campaign.keywords)},
        "sourcecode": campaign.number,
        "url": vibes.formats.campaign_url(campaign.id),
        "created_date": opened,
        "updated_date": opened,
    }

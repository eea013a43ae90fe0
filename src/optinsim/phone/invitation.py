"""The lines of an empty conversation: what to text, and what the panes show.

Reads the account. Does not know how the lines are drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Trigger
from optinsim.phone.timeline import short_campaign_name
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.setup import Campaign
    from optinsim.phone.session import Session

_MOST = 4
"""Campaigns that are named."""


def invite(session: Session) -> Iterator[str]:
    """Lines of words; empty ones between paragraphs."""
    setup = session.account.setup
    yield f"You are «{one_line(session.current.name)}». Nothing was texted yet."
    yield ""
    campaigns = [one for one in setup.campaigns if one.keywords]
    if campaigns:
        yield f"Text {one_line(setup.brand)} a keyword to join:"
        yield from map(_describe, campaigns[:_MOST])
        if len(campaigns) > _MOST:
            yield f"  and {len(campaigns) - _MOST} more"
    else:
        yield f"{one_line(setup.brand)} has no keywords: people are added by the API (F7)."
    yield "Press a button below, or type and press Enter."
    yield ""
    yield "Behind the screen:"
    yield "  State: where you stand, and what leads on"
    yield "  Callbacks: what the brand's systems are told"
    yield "  Record: what the platform stores"
    yield "  Why: how a text was read, by which rule"
    yield ""
    yield "F4: to what happens next. F5: a step back. ?: help."


def _describe(campaign: Campaign) -> str:
    """A campaign's keyword, and its effect."""
    follows = (
        "it asks for a yes first" if campaign.join is Trigger.JOIN else "it subscribes at once"
    )
    return f"  {one_line(campaign.keywords[0])}  {short_campaign_name(campaign)} ({follows})"

"""A Vibes account as the engine sees it.

Knows which of the engine's policies are Vibes'. Does not know registered callbacks or the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.messages import Message, known_messages
from optinsim.core.setup import Campaign, Setup
from optinsim.platforms.vibes.table import TABLE

if TYPE_CHECKING:
    from optinsim.platforms.vibes.account import (
        AcquisitionCampaign,
        VibesAccount,
    )


def engine_setup(account: VibesAccount) -> Setup:
    """The account as the engine sees it."""
    return Setup(
        brand=account.name,
        number=account.number,
        country=account.country,
        table=TABLE,
        # A first sentence and a phrase count too: ours, for what the CTIA calls normal language.
        words=account.engine_words(StopMatch.FIRST_SENTENCE),
        campaigns=tuple(_campaign(account, i) for i in range(len(account.campaigns))),
        messages=known_messages(account.messages, _known(account)),
        # Ours: a keyword makes a person; a stop, help or unmatched text does not.
        texts_that_make_people=frozenset({Kind.KEYWORD}),
        landlines=frozenset(account.landlines),
    )


_ANSWERS = {
    frozenset({Kind.YES}): "Y",
    frozenset({Kind.ZIP}): "with your ZIP code",
    frozenset({Kind.YES, Kind.ZIP}): "Y or your ZIP code",
}
"""The words of a prompt, by the readings that the campaign accepts."""


def _default_prompt(accepts: frozenset[Kind]) -> str:
    return (
        f"${{brand}}: reply {_ANSWERS[accepts]} to get recurring messages from ${{description}}. "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )


def _campaign(account: VibesAccount, index: int) -> Campaign:
    campaign = account.campaigns[index]
    accepts = frozenset(Kind(kind) for kind in campaign.accepts)
    known = _known(account, campaign)
    double = campaign.confirmation == "double"
    prompt = {"prompt": Message(_default_prompt(accepts)).with_known(known)} if double else {}
    return Campaign(
        id=campaign.acquisition_id,
        number=account.number,
        keywords=campaign.keywords,
        list_id=str(campaign.subscription_list),
        join=Trigger.JOIN if double else Trigger.SUBSCRIBE,
        accepts=accepts,
        expires_after=campaign.expires_after,
        description=campaign.description,
        messages=prompt | known_messages(campaign.messages, known),
        place=("campaigns", index),
    )


def _known(account: VibesAccount, campaign: AcquisitionCampaign | None = None) -> dict[str, str]:
    """The values of ${…} that are the same for all recipients of a message.

    If the account has only one campaign, its own messages speak of that campaign.
    """
    known = {"brand": account.name, "number": account.number}
    if campaign is None and len(account.campaigns) == 1:
        campaign = account.campaigns[0]
        known["keyword"] = campaign.keywords[0] if campaign.keywords else ""
    if campaign is not None:
        known["description"] = campaign.description or account.name
    return known

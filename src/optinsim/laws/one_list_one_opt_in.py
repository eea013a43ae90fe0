"""All campaigns of a subscription list ask for a confirmation, or none does.

What: a single opt-in campaign and a double opt-in campaign do not share a list, on a platform that
subscribes a person to all campaigns of a list at once.

Why: a double opt-in campaign promises that every subscriber of its list has answered its prompt.
The keyword of a single opt-in campaign on that list bypasses the prompt.

Source: ours. CTIA Messaging Principles 5.1.2.2 ties a consent to its campaign. Whether two
campaigns of one list are one program is for the brand to decide, so this is for information.

Holds: SUMMER asks for a confirmation, VIP does not, and each has its own list.

Breaks: both share a list: a person who texts VIP is also subscribed to the Summer Sale, without its
prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.INFO


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    for campaign in step.entered(Consent.SUBSCRIBED):
        through = step.through(campaign)
        if campaign.join is Trigger.JOIN and through and through.trigger is Trigger.SUBSCRIBE:
            other = through.campaign.id
            yield Violation(
                f"{step.by} also subscribes the person to {campaign.id}, without its prompt: "
                f"{other} has confirmation: none, and the subscription_list of {campaign.id}, "
                f"{campaign.list_id}",
                # Vibes' keys: on our other platforms, campaigns do not share lists.
                f"write another subscription_list in {other}, or confirmation: double",
                key=f"{other}/{campaign.id}",
            )

"""Who comes onto a list is asked for a confirmation by all of its campaigns, or by none.

What: no campaign without a confirmation fills the list of one that asks for it, where the platform
subscribes a person to all campaigns of a list at once.

Why: the campaign that asks promises that nobody is on its list who did not answer. A keyword of
the other leads round the question.

Source: ours. CTIA Messaging Principles 5.1.2.2 ties a consent to its campaign, and whether two
campaigns of one list are one program is for the brand to say. So it is to be known.

Holds: SUMMER asks for a confirmation, VIP does not, and each has a list of its own.

Breaks: both fill one list: who texts VIP is subscribed to the Summer Sale without its question.
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
                f"{step.by} subscribes a person to {campaign.id} too, who is not asked to confirm "
                f"it: {other} has confirmation: none, and the subscription_list of {campaign.id}, "
                f"{campaign.list_id}",
                # Vibes' keys: on no other platform of ours do campaigns share a list.
                f"write another subscription_list in {other}, or confirmation: double",
                key=f"{other}/{campaign.id}",
            )

"""The callbacks alone are enough: a CRM that only listens ends with the right lists.

What: whatever subscribes a person, or ends a subscription, sends a callback to some destination.

Why: a CRM that misses one stop goes on sending.

Source: ours (P15). Not for platforms without callbacks. Where a vendor documents no event for a
change, this says so as a fact about the vendor; the finding is then for information.

Holds: STOP removes a subscription, and subscription_removed is sent.

Breaks: the account registers callbacks for one of two lists: a stop at the other is never told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.events import SubscriptionAdded, SubscriptionRemoved
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV2


def applies(account: Account) -> bool:
    """Whether the platform has callbacks at all."""
    surface = account.platform.surface(account.file)
    can_register = "callbacks" in type(account.file).model_fields
    return surface is None or bool(surface.callbacks) or can_register


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if step.turn.callbacks or step.is_reconfigured:
        return
    for event in step.turn.events:
        if isinstance(event, _LISTS) and event.person.mdn == step.mdn:
            begins = isinstance(event, SubscriptionAdded)
            yield Violation(
                f"no callback tells that {step.by} {'begins' if begins else 'ends'} a subscription"
                f" to list {event.subscription.list_id}",
                f"register a callback for the {'beginning' if begins else 'end'} of subscriptions;"
                " without one, ask the API for the lists regularly",
                key=f"{'added' if begins else 'removed'}",
            )


_LISTS = (SubscriptionAdded, SubscriptionRemoved)

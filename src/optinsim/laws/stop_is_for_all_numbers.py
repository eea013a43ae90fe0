"""A stop at one number of the brand ends its texts from all.

What: after a text that was read as a stop, the person is neither subscribed nor asked at any other
number of the account.

Why: a request to stop is one to the caller, and not to one of its numbers or programs.

Source: 47 CFR 64.1200(a)(10), whose part about other categories of texts is waived until
2027-01-31 (FCC DA 26-12). FCC 26-67 would limit it again to the category, once it is in force.

Holds: the person joins programs at two numbers, texts STOP to one, and is in neither.

Breaks: the person joins programs at two numbers, texts STOP to one, and stays in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1
_ACTIVE = frozenset({Consent.PENDING, Consent.SUBSCRIBED})


def applies(account: Account) -> bool:
    """Whether the account has several numbers."""
    return len(account.setup.by_number) > 1


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if step.reading is None or step.reading.kind is not Kind.STOP:
        return
    for campaign in step.setup.campaigns:
        state = step.after[campaign.id]
        if campaign.number != step.number and state in _ACTIVE:
            yield Violation(
                f"{step.text} to {step.number} leaves {campaign.id} at {campaign.number} {state}",
                "end the person's other subscriptions too: by API, when the callback or report of "
                "the stop comes",
                key=f"{state}",
                expect={"state": {campaign.id: "unsubscribed"}},
            )

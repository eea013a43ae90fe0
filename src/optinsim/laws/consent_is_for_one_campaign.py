"""A consent is for one campaign: it subscribes to no other.

What: one text subscribes a person to one campaign, and to those that share its subscription list.
A start word brings back what a stop ended.

Why: consent is for the program that it was given to, and is not transferable.

Source: CTIA Messaging Principles 5.1.2.2 (P8).

Holds: SUMMER and VIP both wait, and Y confirms the one that was asked last.

Breaks: SUMMER and VIP both wait, and one Y confirms both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.inbound import Kind
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    reading = step.reading
    if reading is None or reading.kind is Kind.START or len(step.changes) < 2:  # noqa: PLR2004
        return
    lists = {
        change.campaign.list_id: change.campaign.id
        for change in step.changes
        if change.after is Consent.SUBSCRIBED and change.trigger is not Trigger.FOLLOW
    }
    if len(lists) > 1:
        yield Violation(
            f"{step.by} subscribes to {' and '.join(lists.values())}",
            "let an answer confirm one campaign",
        )

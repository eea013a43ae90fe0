"""Every pending opt-in ends by itself, within 30 days.

What: a prompt waits for its answer for a time that is known, is not for ever, and is at most 30
days.

Why: an answer months later is hardly to that prompt.

Source: vendors' practice (facts on SMS rules, 1.4). Braze, for one, gives a prompt 30 days. No rule
of the CTIA or the FCC was found: that nobody should wait longer than Braze is our assumption.

Holds: a prompt that expires after 24 hours.

Breaks: a prompt that waits for ever, because the vendor documents no end of it, or for ten years.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.laws.law import Reach, Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.INFO
_LONGEST = timedelta(days=30)


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    for change in step.changes:
        if change.after is not Consent.PENDING:
            continue
        name, after = change.campaign.id, change.campaign.expires_after
        waits = f"the opt-in to {name} waits for its answer"
        if after is None:
            yield Violation(
                f"{waits} for ever",
                "ask the vendor when a prompt ends: that it never does is assumed; or write it, if "
                "the platform has a key for it",
                reach=Reach.NONE,
            )
        elif after > _LONGEST:
            yield Violation(
                f"{waits} for {after.days} days",
                # Vibes' key: no other platform of ours has one.
                f"write expires_after: {_LONGEST.days}d in {name}, or less: an answer much later "
                f"is hardly to that prompt. That the bound is {_LONGEST.days} days is assumed, "
                "after Braze, which ends a prompt then",
                key="long",
            )

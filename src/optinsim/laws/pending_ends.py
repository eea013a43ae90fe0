"""Every pending opt-in expires within 30 days.

What: a prompt waits for its answer for a known time, at most 30 days.

Why: an answer months later is unlikely to be meant for that prompt.

Source: vendors' practice (facts on SMS rules, 1.4): Braze ends a prompt after 30 days. We found no
rule of the CTIA or the FCC. Taking Braze's 30 days as the limit is our assumption.

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
                "ask the vendor when a prompt expires: we assume that it never does. If the "
                "platform has a key for it, write it",
                reach=Reach.NONE,
            )
        elif after > _LONGEST:
            yield Violation(
                f"{waits} for {after.days} days",
                # Vibes' key: our other platforms have none.
                f"write expires_after: {_LONGEST.days}d in {name}, or less: a later answer is "
                f"unlikely to be meant for that prompt. We assume the {_LONGEST.days} days, after "
                "Braze, since we found no rule",
                key=name,
            )

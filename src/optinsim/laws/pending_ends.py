"""Every pending opt-in ends by itself.

What: a prompt waits for its answer for a time that is known, and not for ever.

Why: an answer months later is hardly to that prompt. Braze, for one, gives it 30 days.

Source: vendors' practice (facts on SMS rules, 1.4). No rule of the CTIA was found.

Holds: a prompt that expires after 24 hours.

Breaks: a prompt that waits for ever, because the vendor documents no end of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.INFO


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    for change in step.changes:
        if change.after is Consent.PENDING and change.expires_at is None:
            yield Violation(
                f"the opt-in to {change.campaign.id} waits for its answer for ever",
                "give the campaign a time after which it expires, if the platform has one",
            )

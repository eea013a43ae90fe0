"""A prompt that expired subscribes no person.

What: an answer that comes after the prompt's time confirms nothing.

Why: an old yes is no consent to what the brand sends months later.

Source: vendors' practice (facts on SMS rules, 1.4 and 3.3) (P10).

Holds: the prompt expires after 24 hours, and a Y after 25 is a text that nothing matches.

Breaks: the prompt expires after 24 hours, and a Y after 25 subscribes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.core.setup import Setup
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1


def reads(setup: Setup) -> Mapping[str, frozenset[Consent]]:
    """An expired prompt, where the table lets it be confirmed."""
    is_late = any(
        rule.trigger is Trigger.CONFIRM and Consent.EXPIRED in rule.sources for rule in setup.table
    )
    return dict.fromkeys(setup.by_id, frozenset({Consent.EXPIRED})) if is_late else {}


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    for change in step.changes:
        if (
            change.before is Consent.EXPIRED
            and change.after is Consent.SUBSCRIBED
            and change.trigger is Trigger.CONFIRM
        ):
            yield Violation(
                f"{step.by} confirms {change.campaign.id}, whose prompt had expired",
                "let an expired prompt accept no answer",
                expect={"state": {change.campaign.id: "expired"}},
            )

"""One text ends everything: from every state, a stop word leads to a person who gets no texts.

What: after a text that was read as a stop, no campaign at that number is subscribed or pending.

Why: consent must be revocable at any time, also before it was given.

Source: 47 CFR 64.1200(a)(10); CTIA Messaging Principles 5.1.3; CTIA Short Code Monitoring Handbook.

Holds: the person was asked for consent, texts STOP, and a later Y does not subscribe.

Breaks: the person was asked for consent, texts STOP, and the prompt still waits for its Y.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV0
_ACTIVE = frozenset({Consent.PENDING, Consent.SUBSCRIBED})


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    reading = step.reading
    if reading is None or reading.kind is not Kind.STOP:
        return
    for campaign in step.at_number(_ACTIVE):
        state = step.after[campaign.id]
        yield Violation(
            f"{step.text} leaves {campaign.id} {state}",
            f"the platform's table needs a row for stop in the state {state}",
            key=f"{state}",
            expect={"state": {campaign.id: "unsubscribed"}},
        )

"""Before consent is confirmed, nothing is sent but the prompt and answers.

What: a person who is subscribed to nothing gets a text only as the answer to a text of their own,
as the prompt that asks for consent, or to confirm what they ended.

Why: an unsolicited message is what carriers audit for. Typing a number into a form is no consent.

Source: CTIA Messaging Principles 5.1.2.1; Handbook (P6).

Holds: the brand adds a person by API, and the platform sends the prompt.

Breaks: a welcome goes out at once, before the person has answered the prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import MessageSent, TransitionTaken
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if not step.sent:
        return
    setup = step.setup
    now, allowed = dict(step.before), {"stop", *setup.asking}
    for event in step.turn.events:
        if isinstance(event, TransitionTaken):
            if event.person.mdn == step.mdn:
                now[event.campaign.id] = event.after
                if event.trigger in _ENDINGS:
                    allowed |= setup.said_on[event.trigger]
        elif isinstance(event, MessageSent) and event.mdn == step.mdn:
            campaign, purpose = event.campaign, event.purpose
            about = [now[campaign]] if campaign else list(now.values())
            if Consent.SUBSCRIBED in about or purpose in allowed:
                continue
            is_premature = Consent.PENDING in about and purpose in setup.said_on[Trigger.CONFIRM]
            if step.text is None or is_premature:
                yield Violation(
                    f"{step.by} sends the {purpose.replace('_', ' ')} without consent",
                    f"send the {purpose.replace('_', ' ')} after the confirmation",
                    key=purpose,
                )


_ENDINGS = frozenset({Trigger.STOP, Trigger.REMOVE, Trigger.DECLINE, Trigger.EXPIRE})

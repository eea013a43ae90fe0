"""After a stop, only the person's own START or keyword leads back, never a mere yes.

What: a person who asked to stop is subscribed again only after a keyword or start word of theirs.
A late Y, a ZIP code or time never do it.

Why: YES is a reserved opt-in word at many vendors, and lifts a block in silence while nothing asks.

Source: facts on vendors' words, 3.3; CTIA Messaging Principles 5.1.3 (P7).

Holds: the person texts STOP, then SUMMER, then Y.

Breaks: the person texts STOP, then YES, and is subscribed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.laws.law import Severity, Violation
from optinsim.laws.stop_words import words_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.setup import Campaign
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if not step.wished.stopped or not step.wishes.stopped or step.api:
        return
    if step.is_import:
        return  # the API's affair
    if not step.changes:
        return
    following = {change.campaign.id for change in step.changes if change.trigger is Trigger.FOLLOW}
    for campaign in step.entered(Consent.SUBSCRIBED):
        if step.before[campaign.id] is Consent.PENDING or campaign.id in following:
            continue  # the answer to a prompt: that it was sent is another law's affair
        yield Violation(
            f"{step.by} subscribes a person who asked to stop to {campaign.id}",
            _remedy(step, campaign),
            key="text" if step.text else "time" if step.is_time else "another's text",
            expect={"state": {campaign.id: str(step.before[campaign.id])}},
        )


def _remedy(step: Step, campaign: Campaign) -> str:
    words = step.setup.words.yes
    reading = step.reading
    if reading is None or reading.word not in words:
        return "let only keywords and start words lead back after a stop"
    left = tuple(word for word in words if word in campaign.keywords)
    out = ", ".join(word for word in words if word not in left)
    return (
        f"let {campaign.id} ask for a confirmation (double opt-in); or, if the vendor lets you, "
        f"take {out} out of words.yes: {words_line('yes', left)}"
    )

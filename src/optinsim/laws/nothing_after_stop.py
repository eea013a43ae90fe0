"""After a stop, nothing is sent but the one confirmation.

What: a person who asked to stop, and has not asked to come back, gets a text only as the answer to
a text of their own: neither time nor a call to the API sends one.

Why: failure to honour a stop is what carriers suspend a code for at once.

Source: CTIA Messaging Principles 5.1.3; 47 CFR 64.1200(a)(12) (P1). An opt-in prompt counts: asking
anew is a text too.

Holds: the person texts STOP, and a text that nothing matches gets the default response.

Breaks: the person texts STOP, the brand adds the person by API, and the platform sends a prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.laws.law import Reach, Severity, Violation
from optinsim.laws.protected import whom_to_leave_out
from optinsim.laws.stop_is_read import how_to_read, reach_of_list
from optinsim.laws.stop_words import whose_list_lacks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV0


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    wished = step.wished
    if not wished.stopped or step.text is not None:
        return
    for sent in step.sent[:1]:
        after = ""
        if not wished.is_read:
            whose = whose_list_lacks(step.setup, wished.text)
            after = f" with {wished.text!r}, which is not read as a stop{whose}"
        yield Violation(
            f"{step.by} sends the {sent.purpose.replace('_', ' ')} to a person who asked to stop"
            f"{after}",
            _remedy(step),
            key=f"{bool(step.api)}/{sent.purpose}",
            wording=step.api,
            reach=_reach(step),
            expect={"replies": []},
        )


def _reach(step: Step) -> Reach:
    wished = step.wished
    if step.api or wished.is_read:
        return Reach.WHOLE
    return reach_of_list(step.setup, wished.text)


def _remedy(step: Step) -> str:
    if step.api:
        return whom_to_leave_out(step)
    wished = step.wished
    if wished.is_read:
        return f"cancel the messages that are still due when {wished.text!r} is read"
    return how_to_read(step.setup, wished.text)

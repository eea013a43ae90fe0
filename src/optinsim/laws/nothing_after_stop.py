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

from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV0


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if not step.wished.stopped or step.text is not None:
        return
    for sent in step.sent[:1]:
        yield Violation(
            f"{step.by} sends the {sent.purpose.replace('_', ' ')} to a person who asked to stop",
            "do not make this call for people who stopped: keep a list of them from the callbacks"
            if step.api
            else "have the wording read as a stop, so that nothing is left to be sent",
            key=f"{bool(step.api)}/{sent.purpose}",
            wording=step.api,
            expect={"replies": []},
        )

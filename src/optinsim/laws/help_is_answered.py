"""HELP is answered in every state, and changes nothing.

What: a help word gets the help message, whether or not the person is subscribed, and moves nothing.
An empty message is no answer.

Why: carriers test it with phones that never subscribed.

Source: CTIA Short Code Monitoring Handbook (P5).

Holds: a stranger texts HELP and gets the help message.

Breaks: a question is open whose expected answers include HELP: the person gets that answer's reply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind, normalise
from optinsim.laws.law import Severity, Violation, compared
from optinsim.laws.unanswered import with_empty_answer, without_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV2


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    text, reading = step.text, step.reading
    if text is None or reading is None:
        return
    if reading.kind is not Kind.HELP and normalise(text) not in compared(step.setup.words.help):
        return
    if reading.kind is not Kind.HELP:
        yield Violation(
            f"{text} is read as {reading.kind}, and gets no help",
            f"take {text} away from questions, keywords and stop words",
            key=str(reading.kind),
            expect={"reading": "help"},
        )
    else:
        answers = [sent.text for sent in step.sent if sent.purpose == "help"]
        if not answers:
            yield without_answer(step, "help")
        elif not any(answer.strip() for answer in answers):
            yield with_empty_answer(step, "help")
    if step.before != step.after:
        yield Violation(f"{text} changes a state", "let help words change nothing", key="changes")

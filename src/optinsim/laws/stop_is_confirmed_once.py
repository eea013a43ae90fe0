"""A stop is confirmed by exactly one text, which sells nothing.

What: a text that was read as a stop is answered by one message, whether or not the person was
subscribed. It is not empty, and has no link and no marketing words.

Why: the confirmation is the only text that may follow a revocation. Without it the person does not
know, and a second one is a text after a stop.

Source: 47 CFR 64.1200(a)(12) (P3); CTIA Messaging Principles 5.1.3; Handbook (STOP and HELP are
answered whether or not the sender is subscribed).

Holds: the person texts STOP and gets «Acme: you are unsubscribed and will get no more messages.»

Breaks: the person texts STOP and gets nothing, an empty text, or «You are out. 10% off:
acme.example/back».
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind
from optinsim.laws.law import Severity, Violation
from optinsim.laws.unanswered import with_empty_answer, without_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.SEV1
_MARKETING = re.compile(
    r"https?://|www\.|\b[0-9]+ ?%|\$[0-9]|\b(?:sale|deals?|coupons?|discounts?|free|offers?"
    r"|shop now|save [0-9$])\b|\b\w+\.(?:com|net|org|example|ly)/",
    re.IGNORECASE,
)
"""Ours."""


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    reading = step.reading
    if reading is None or reading.kind is not Kind.STOP:
        return
    sent = step.sent
    if not sent:
        yield without_answer(step, "stop")
    elif not any(one.text.strip() for one in sent):
        yield with_empty_answer(step, "stop")
    elif len(sent) > 1:
        purposes = ", ".join(one.purpose for one in sent)
        yield Violation(
            f"{step.text} gets {len(sent)} texts: {purposes}",
            "leave all messages on a stop away but one",
            key="several",
        )
    for one in sent[:1]:
        if found := _MARKETING.search(one.text):
            yield Violation(
                f"the confirmation of a stop says {found[0]!r}",
                "let messages.stop confirm the stop and nothing else",
                key="marketing",
            )

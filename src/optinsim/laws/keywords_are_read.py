"""No keyword is shadowed, and none is a word that means stop, help or yes everywhere.

What: a keyword that is texted joins its campaign, in every state. Its first word is none of the
words that the CTIA and vendors reserve.

Why: a person who texts the word from the poster must not be unsubscribed, nor get a question's
reply.

Source: CTIA Messaging Principles 5.1.3; facts on vendors' words, 3 (P11).

Holds: SUMMER joins the Summer Sale, also while another campaign waits for its answer.

Breaks: JOIN is a keyword of one program and an expected answer of a question of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind, normalise
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.laws.law import Step

SEVERITY = Severity.SEV2

RESERVED = frozenset(
    {
        *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"),
        *("help", "info", "start", "unstop", "yes", "y", "no", "n", "arret", "aide"),
    }
)


def of_step(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    text, reading = step.text, step.reading
    if text is None or reading is None or reading.kind is Kind.KEYWORD:
        return
    for campaign in step.setup.by_number[step.number]:
        if text in campaign.keywords:
            yield Violation(
                f"{text}, a keyword of {campaign.id}, is read as {reading.kind}",
                f"give {campaign.id} another keyword than {text}",
                key=f"{text}/{reading.kind}",
                expect={"reading": "keyword"},
            )


def of_account(account: Account) -> Iterator[Violation]:
    """Judge the words of an account."""
    for campaign in account.setup.campaigns:
        for keyword in campaign.keywords:
            first = normalise(keyword).partition(" ")[0]
            if first in RESERVED:
                yield Violation(
                    f"the keyword {keyword} of {campaign.id} begins with a reserved word",
                    f"give {campaign.id} another keyword than {keyword}",
                    key=keyword,
                )

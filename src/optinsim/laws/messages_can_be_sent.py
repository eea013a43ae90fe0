"""Every message of the account can be sent.

What: for each message that the account file has, some conversation leads to it.

Why: a message that nothing leads to is a mistake in the set-up: a text was written for a case that
the account's words or confirmations never bring about.

Source: ours.

Holds: a campaign that asks for a confirmation has a prompt.

Breaks: a campaign that asks for none has a message for those who decline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.laws.law import Severity, Violation, written_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Conversations, StateAndTexts

SEVERITY = Severity.SEV2


def of_all(conversations: Conversations) -> Iterator[tuple[Violation, StateAndTexts | None]]:
    """Judge all conversations."""
    if not conversations.is_complete:
        return
    account, sent = conversations.account, conversations.sent
    for campaign, purpose, _ in written_messages(account):
        if (campaign, purpose) not in sent:
            whose = f"of {campaign}" if campaign else "of the account"
            yield (
                Violation(
                    f"no conversation within the bounds leads to the message {purpose} {whose}",
                    f"leave the message {purpose} {whose} out, or change what should lead to it",
                    key=f"{campaign}/{purpose}",
                ),
                None,
            )

"""Every message of the account can be sent.

What: for each message that the account file has, some conversation leads to it.

Why: a message that nothing leads to is a mistake in the set-up: a text was written for a case that
the account's words or confirmations never bring about.

Source: ours.

Holds: a campaign that asks for a confirmation has a prompt.

Breaks: a campaign that asks for none has a message for those who decline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.laws.law import Conversations, StateAndTexts

SEVERITY = Severity.SEV2


def of_all(conversations: Conversations) -> Iterator[tuple[Violation, StateAndTexts | None]]:
    """Judge all conversations."""
    if not conversations.is_complete:
        return
    account, sent = conversations.account, conversations.sent
    for campaign, purpose in _written(account):
        if (campaign, purpose) not in sent:
            whose = f"of {campaign}" if campaign else "of the account"
            yield (
                Violation(
                    f"no conversation within the bounds leads to the message {purpose} {whose}",
                    "leave it out, or change what should lead to it",
                    key=f"{campaign}/{purpose}",
                ),
                None,
            )


def _written(account: Account) -> Iterator[tuple[str | None, str]]:
    """The messages that the account file says, and not those that are there by default."""
    for purpose in account.setup.messages:
        if purpose in account.file.messages.model_fields_set:
            yield None, purpose
    for campaign in account.setup.campaigns:
        section: Any = account.file
        for part in campaign.place:
            is_key = isinstance(section, dict | tuple)
            section = section[part] if is_key else getattr(section, str(part))
        written = getattr(section, "messages", None)
        for purpose in campaign.messages:
            if purpose in getattr(written, "model_fields_set", ()):
                yield campaign.id, purpose

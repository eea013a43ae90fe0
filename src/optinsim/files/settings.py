"""Settings of an account that have no effect: answers and messages that are never used.

Derives the possible conversations from the platform's table. Does not read the messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.core.possible import possible_messages, possible_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account


def settings_without_effect(account: Account) -> Iterator[Fault]:
    """The settings of an account without effect.

    Answers are looked up under the keys that platforms use for them; a file without those keys
    draws no warning.
    """
    setup = account.setup
    sent = set(possible_messages(setup))
    for campaign in setup.campaigns:
        if Consent.PENDING not in possible_states(setup, campaign):
            for key in ("accepts", "expires_after"):
                message = f"{key} has no effect: {campaign.id} asks for no confirmation"
                yield Fault((*campaign.place, key), message, code=Code.NO_EFFECT)
        for purpose in campaign.messages:
            if (campaign.id, purpose) not in sent:
                message = f"{purpose} is never sent in {campaign.id}, as the account is set up"
                yield Fault((*campaign.place, "messages", purpose), message, code=Code.NO_EFFECT)
    for purpose in setup.messages:
        if (None, purpose) not in sent:
            message = f"{purpose} is never sent, as the account is set up"
            yield Fault(("messages", purpose), message, code=Code.NO_EFFECT)

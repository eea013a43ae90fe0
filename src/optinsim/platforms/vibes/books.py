"""The data of Vibes beside the engine's: registrations, blocks, carriers, former subscriptions.

All data is in stores of the engine's world. D0 is vendor-docs/000. Changes no consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import SubscriptionRemoved, TransitionTaken
from optinsim.core.names import PERSON, Numbers
from optinsim.platforms.vibes.registrations import Registrations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Subscription
    from optinsim.core.world import Store
    from optinsim.platforms.vibes.account import VibesAccount


class Books:
    """The platform's own state in one world."""

    def __init__(self, account: VibesAccount, engine: Engine) -> None:
        self._assumptions = account.assumptions
        self._world = world = engine.world
        self.carriers: Store[int, str | None] = world.store(
            "vibes/carriers", numbers=Numbers(PERSON)
        )
        """The carrier codes that clients set or removed, by the person's serial number."""
        self._blocked: Store[tuple[str, str], bool] = world.store("vibes/blocks", is_refusing=True)
        """MDNs with the ids of the campaigns to which the API cannot add them."""
        self._past: Store[tuple[int, int], Subscription] = world.store("vibes/past", is_shown=True)
        """Subscriptions that have ended, by the person's serial number and 1, 2, 3 …"""
        self._opened: Store[str, datetime] = world.store("vibes/opened", is_shown=True)
        self._opened["at"] = engine.now
        self.registrations = Registrations(account.callbacks, engine)

    @property
    def opened(self) -> datetime:
        """When the account was set up."""
        return self._opened["at"]

    def note(self, event: Event) -> None:
        """Store the ended subscriptions, and the blocks after a «No» to a campaign.

        D0 blocks the MDN, so the block stays with the number when the person gets another one. The
        block ends when the number joins by keyword and confirms (ours).
        """
        if isinstance(event, SubscriptionRemoved):
            serial = event.person.serial
            self._past[serial, self._world.next(f"vibes/past/{serial}")] = event.subscription
        if not isinstance(event, TransitionTaken) or event.before is not Consent.PENDING:
            return
        mdn = event.person.mdn
        if not mdn:
            return
        key = (mdn, event.campaign.id)
        stop_blocks = self._assumptions.stop_blocks_api_add
        if event.trigger is Trigger.DECLINE or (event.trigger is Trigger.STOP and stop_blocks):
            self._blocked[key] = True
        elif event.trigger is Trigger.CONFIRM:
            self._blocked.pop(key)

    def is_blocked(self, mdn: str | None, campaign_id: str) -> bool:
        """Whether the API cannot add the number to the campaign, because of its «No»."""
        return (mdn, campaign_id) in self._blocked

    def past_subscriptions(self, serial: int) -> Iterator[Subscription]:
        """The subscriptions of a person that have ended, in the order of ending."""
        number = 1
        while (ended := self._past.get((serial, number))) is not None:
            yield ended
            number += 1

"""One Vibes account at work: what its API routes share.

The only way from a route to anybody's consent is `do`, with a command for the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Destination
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import Event, SubscriptionRemoved, TransitionTaken
from optinsim.core.ids import Ids
from optinsim.core.values import value
from optinsim.platforms.vibes.callbacks import Callbacks
from optinsim.platforms.vibes.errors import UNDERSCORED, ApiError
from optinsim.platforms.vibes.formats import Forms
from optinsim.platforms.vibes.registrations import Registration, Registrations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.adapter import Callback, Request
    from optinsim.core.commands import EngineCommand
    from optinsim.core.engine import Engine
    from optinsim.core.people import Participant, Subscription
    from optinsim.core.world import Table
    from optinsim.platforms.vibes.account import CallbackRegistration, VibesAccount
    from optinsim.platforms.vibes.errors import Code


@value
class Call:
    """A call to the API that has been let in."""

    request: Request
    version: int
    """X-API-Version: 1, national numbers; 2, E.164."""
    path: Mapping[str, str]
    """The parts of the path that vary, by name."""


@value
class CallbackTested(Event):
    """Somebody asked for a test of a registered callback."""

    callback: Callback


class World:
    """An account with its people, its registrations and its bookkeeping."""

    def __init__(self, account: VibesAccount, engine: Engine) -> None:
        self.account = account
        self.engine = engine
        world = engine.world
        self.forms = Forms(account, engine.seed, world.table("vibes/carriers"))
        self._callback_ids = Ids(engine.seed, "vibes/callback")
        self.registrations = Registrations(
            world.table("vibes/registrations"), until_first_everything=account.callbacks is None
        )
        self.callbacks = Callbacks(self.forms, self.registrations, engine)
        self._blocked: Table[tuple[str, str], bool] = world.table("vibes/blocks")
        """MDNs with the ids of the campaigns that they cannot be added to."""
        self._past: Table[tuple[int, int], Subscription] = world.table("vibes/past", is_shown=True)
        """Subscriptions that have ended, by the person's serial number and 1, 2, 3 …"""
        self._opened: Table[str, datetime] = world.table("vibes/opened", is_shown=True)
        self._opened["at"] = engine.now
        for one in account.callbacks or ():
            self.registrations.save(self._registered(one))

    @property
    def opened(self) -> datetime:
        """When the account was set up."""
        return self._opened["at"]

    def do(self, command: EngineCommand) -> None:
        """Have the engine carry out a command."""
        self.engine.do(command)

    def person(self, serial: int) -> Participant:
        """The person of that serial number, as the person is now."""
        participant = self.engine.people.by_serial(serial)
        if participant is None:
            raise LookupError(serial)
        return participant

    def past_subscriptions(self, serial: int) -> Iterator[Subscription]:
        """The subscriptions of a person that have ended, in the order of ending."""
        number = 1
        while (ended := self._past.get((serial, number))) is not None:
            yield ended
            number += 1

    def next_registration(self) -> int:
        """The number of a new registration."""
        return self.engine.world.next("vibes/callback")

    def callback_id(self, registration: Registration) -> str:
        """The callback_id, which no other registration has."""
        return self._callback_ids.short(registration.number)

    def registration_number(self, callback_id: str) -> int:
        """The number behind a callback_id; 0 if it has not that form."""
        number = self._callback_ids.number(callback_id)
        return number if number is not None and len(callback_id) == _SHORT_ID else 0

    def token(self, token: str, code: Code) -> ApiError:
        """422 with one of D0's tokens, spelled as the account assumes."""
        if self.account.assumptions.error_tokens_have_underscores:
            token = UNDERSCORED[token]
        return ApiError.of(422, token, code)

    def note(self, event: Event) -> None:
        """Keep the books: which MDN has answered «No» to which campaign.

        D0 blocks the MDN, so the block stays with the number when the person gets another one. It
        ends when the number joins by keyword and confirms (ours).
        """
        if isinstance(event, SubscriptionRemoved):
            serial = event.person.serial
            self._past[serial, self.engine.world.next(f"vibes/past/{serial}")] = event.subscription
        mdn = event.person.mdn if isinstance(event, TransitionTaken) else None
        if not isinstance(event, TransitionTaken) or event.before is not Consent.PENDING or not mdn:
            return
        key = (mdn, event.campaign.id)
        stop_blocks = self.account.assumptions.stop_blocks_api_add
        if event.trigger is Trigger.DECLINE or (event.trigger is Trigger.STOP and stop_blocks):
            self._blocked[key] = True
        elif event.trigger is Trigger.CONFIRM:
            self._blocked.pop(key, None)

    def is_blocked(self, mdn: str | None, campaign_id: str) -> bool:
        """Whether the number's «No» keeps the API from adding it to the campaign."""
        return (mdn, campaign_id) in self._blocked

    def _registered(self, file: CallbackRegistration) -> Registration:
        """A registration of the account file, which is known to hold together.

        Its version is 2: MDNs as the author of the file writes them.
        """
        now = self.engine.now
        where = file.destination
        scope = file.unmatched_message_received
        return Registration(
            number=self.next_registration(),
            callback_type=file.callback_type,
            scope=file.scope,
            country_code=scope.country_code if scope else None,
            destination=Destination(where.url, where.method, where.content_type),
            version=2,
            start_date=file.start_date or now,
            end_date=file.end_date,
            created_at=now,
            updated_at=now,
        )


_SHORT_ID = 12
"""Characters of a callback_id."""

"""One Vibes account at work: what its API routes share.

The only way from a route to anybody's consent is `do`, with a command for the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Destination
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import Event, TransitionTaken
from optinsim.core.ids import Ids
from optinsim.core.values import value
from optinsim.platforms.vibes.callbacks import Callbacks
from optinsim.platforms.vibes.errors import UNDERSCORED, ApiError
from optinsim.platforms.vibes.formats import Forms
from optinsim.platforms.vibes.registrations import Registration, Registrations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Callback, Request
    from optinsim.core.commands import EngineCommand
    from optinsim.core.engine import Engine
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
        self.opened = engine.clock.now
        """When the account was set up."""
        self.forms = Forms(account, engine.seed)
        self._callback_ids = Ids(engine.seed, "vibes/callback")
        registered = account.callbacks
        self.registrations = Registrations(
            None if registered is None else [self._registered(one) for one in registered]
        )
        self.callbacks = Callbacks(self.forms, self.registrations, engine.setup, engine.seed)
        self._blocked: set[tuple[str | None, str]] = set()
        """MDNs with the ids of the campaigns that they cannot be added to."""
        self._events: list[Event] = []

    def do(self, command: EngineCommand) -> None:
        """Have the engine carry out a command."""
        self._events += self.engine.handle(command)

    def add_event(self, event: Event) -> None:
        """Note that the call in hand has brought about something beside what the engine did."""
        self._events.append(event)

    def take_events(self) -> list[Event]:
        """What the call in hand has brought about, in order."""
        events, self._events = self._events, []
        return events

    def next_callback_id(self) -> str:
        """A callback_id that no registration has had."""
        return self._callback_ids.short(self._callback_ids.next())

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
        if not isinstance(event, TransitionTaken) or event.before is not Consent.PENDING:
            return
        key = (event.person.mdn, event.campaign.id)
        stop_blocks = self.account.assumptions.stop_blocks_api_add
        if event.trigger is Trigger.DECLINE or (event.trigger is Trigger.STOP and stop_blocks):
            self._blocked.add(key)
        elif event.trigger is Trigger.CONFIRM:
            self._blocked.discard(key)

    def is_blocked(self, mdn: str | None, campaign_id: str) -> bool:
        """Whether the number's «No» keeps the API from adding it to the campaign."""
        return (mdn, campaign_id) in self._blocked

    def _registered(self, file: CallbackRegistration) -> Registration:
        """A registration of the account file, which is known to hold together.

        Its version is 2: MDNs as the author of the file writes them.
        """
        now = self.opened
        where = file.destination
        scope = file.unmatched_message_received
        return Registration(
            callback_id=self.next_callback_id(),
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

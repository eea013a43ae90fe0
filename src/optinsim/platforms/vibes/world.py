"""One Vibes account at work: what its API routes share.

The only way from a route to anybody's consent is `do`, with a command for the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import Event, TransitionTaken
from optinsim.core.ids import Ids
from optinsim.platforms.vibes.callbacks import Callbacks
from optinsim.platforms.vibes.errors import UNDERSCORED, ApiError
from optinsim.platforms.vibes.forms import Forms
from optinsim.platforms.vibes.registrations import Registrations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Callback, Request
    from optinsim.core.commands import EngineCommand
    from optinsim.core.engine import Engine
    from optinsim.core.people import Participant
    from optinsim.platforms.vibes.account import VibesAccount
    from optinsim.platforms.vibes.errors import Code


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the API that has been let in."""

    request: Request
    version: int
    """X-API-Version: 1, national numbers; 2, E.164."""
    path: Mapping[str, str]
    """The parts of the path that vary, by name."""


@dataclass(frozen=True, slots=True)
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
        self.registrations = Registrations(everything=account.callbacks is None)
        self.callback_ids = Ids(engine.seed, "vibes/callback")
        self.callbacks = Callbacks(self.forms, self.registrations, engine.setup, engine.seed)
        self._blocked: set[tuple[int, str]] = set()
        self.events: list[Event] = []
        """What the call in hand has brought about."""

    def do(self, command: EngineCommand) -> None:
        """Have the engine carry out a command."""
        self.events += self.engine.handle(command)

    def person(self, serial: int) -> Participant:
        """The person of that serial number, who exists."""
        participant = self.engine.people.by_serial(serial)
        if participant is None:
            raise LookupError(serial)
        return participant

    def token(self, token: str, code: Code) -> ApiError:
        """422 with one of D0's tokens, spelled as the account assumes."""
        if self.account.assumptions.error_tokens_have_underscores:
            token = UNDERSCORED[token]
        return ApiError.of(422, token, code)

    def take_events(self) -> list[Event]:
        """What happened since the last time."""
        events, self.events = self.events, []
        return events

    def note(self, event: Event) -> None:
        """Keep the books: who has answered «No» to which campaign.

        Such an MDN cannot be added by API until a keyword's confirmation lifts the block (D0; that
        the confirmation lifts it is ours).
        """
        if not isinstance(event, TransitionTaken) or event.before is not Consent.PENDING:
            return
        key = (event.person.serial, event.campaign.id)
        stop_blocks = self.account.assumptions.stop_blocks_api_add
        if event.trigger is Trigger.DECLINE or (event.trigger is Trigger.STOP and stop_blocks):
            self._blocked.add(key)
        elif event.trigger is Trigger.CONFIRM:
            self._blocked.discard(key)

    def is_blocked(self, serial: int, campaign_id: str) -> bool:
        """Whether the person's «No» keeps the API from adding them to the campaign."""
        return (serial, campaign_id) in self._blocked

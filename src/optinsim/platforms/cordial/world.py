"""One Cordial account at work: what its API routes share.

The only way from a route to anybody's consent is `do`, with a command for the engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optinsim.core.commands import SavePerson
from optinsim.core.events import PersonAdded, TextReceived, TransitionTaken
from optinsim.platforms.cordial.contacts import Contacts
from optinsim.platforms.cordial.events import Events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import JSON, Callback, Request
    from optinsim.core.commands import EngineCommand
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Person
    from optinsim.platforms.cordial.account import CordialAccount


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the API that has been let in."""

    request: Request
    path: Mapping[str, str]
    """The parts of the path that vary, by name."""


class World:
    """An account with its contacts."""

    def __init__(self, account: CordialAccount, engine: Engine) -> None:
        self.account = account
        self.engine = engine
        self.contacts = Contacts(engine, account.sms_channel)
        self._told = Events(account, engine, self.contacts)

    def do(self, command: EngineCommand) -> None:
        """Have the engine carry out a command."""
        self.engine.do(command)

    def add(self, mdn: str | None, email: str | None, fields: Mapping[str, JSON]) -> Person:
        """Have the engine take in somebody new."""
        self.do(SavePerson(None, mdn, email, fields))
        return self.contacts.by_serial(len(self.engine.people)).person

    def callbacks(self, event: Event) -> list[Callback]:
        """Keep the books, and say what Cordial emits."""
        if isinstance(event, PersonAdded):
            self.contacts.add(event.person)
        elif isinstance(event, TextReceived):
            sender = self.engine.people.by_mdn(event.mdn)
            if sender is not None:
                self.contacts.add(sender.person)
        elif isinstance(event, TransitionTaken) and event.before is not event.after:
            self.contacts.note(event)
        return self._told.of(event)

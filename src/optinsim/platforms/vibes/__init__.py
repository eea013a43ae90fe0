"""Vibes: keyword and API opt-in to subscription lists through acquisition campaigns.

What is documented, assumed and not emulated stands in docs/platforms/vibes.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Platform, Request, Response
from optinsim.platforms.vibes import account as account_files
from optinsim.platforms.vibes.account import VibesAccount
from optinsim.platforms.vibes.world import CallbackTested, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import Callback, Fault
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup


class Vibes(Platform):
    """One Vibes account and its world."""

    account_file = VibesAccount

    @classmethod
    def setup(cls, account: VibesAccount) -> Setup:
        """The account as the engine sees it."""
        return account_files.setup(account)

    @classmethod
    def faults(cls, account: VibesAccount) -> Iterable[Fault]:
        """What does not hold together among lists, campaigns and callbacks."""
        return account_files.faults(account)

    def __init__(self, account: VibesAccount, engine: Engine) -> None:
        self._world = World(account, engine)
        for registration in account.callbacks or ():
            from optinsim.platforms.vibes.config import add_registration  # noqa: PLC0415

            # Version 2, because its MDNs are what the account file's author writes: E.164.
            body = registration.model_dump(exclude_none=True)
            add_registration(self._world, body, version=2)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """What Vibes emits for an event."""
        if isinstance(event, CallbackTested):
            return [event.callback]
        self._world.note(event)
        return self._world.callbacks.of(event)

    def respond(self, request: Request) -> tuple[Response, list[Event]]:
        """Answer a call to the Vibes API."""
        from optinsim.platforms.vibes import api  # noqa: PLC0415  (most runs make no requests)

        response = api.respond(self._world, request)
        return response, self._world.take_events()

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's user, or with one that Vibes refuses."""
        from optinsim.platforms.vibes import api  # noqa: PLC0415

        return api.sign(request, self._world.account.api, valid=valid)

    def record(self, mdn: str) -> Any:
        """The person entity, as GET persons answers it."""
        participant = self._world.engine.people.by_mdn(mdn)
        return None if participant is None else self._world.forms.person(participant.person, 2)

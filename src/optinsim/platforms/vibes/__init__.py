"""Vibes: keyword and API opt-in to subscription lists through acquisition campaigns.

What is documented, assumed and not emulated stands in docs/platforms/vibes.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Platform, Request, Response, Surface
from optinsim.platforms.vibes.account import VibesAccount
from optinsim.platforms.vibes.callbacks import emitted_types
from optinsim.platforms.vibes.faults import faults
from optinsim.platforms.vibes.setup import engine_setup
from optinsim.platforms.vibes.world import CallbackTested, World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, Form
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup
    from optinsim.core.values import Canonical


class Vibes(Platform):
    """One Vibes account and its world."""

    account_file = VibesAccount

    @classmethod
    def setup(cls, account: VibesAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: VibesAccount) -> Iterable[Fault]:
        """What does not hold together among lists, campaigns and callbacks."""
        return faults(account)

    @classmethod
    def surface(cls, account: VibesAccount) -> Surface:
        """The callbacks that the account registers, or all of them, and the calls of the API."""
        from optinsim.platforms.vibes import api  # noqa: PLC0415  (most runs ask for no coverage)

        return Surface(emitted_types(account), api.routes())

    def __init__(self, account: VibesAccount, engine: Engine) -> None:
        self._world = World(account, engine)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """What Vibes emits for an event."""
        if isinstance(event, CallbackTested):
            return [event.callback]
        self._world.note(event)
        return self._world.callbacks.of(event)

    def canonical_state(self) -> Canonical:
        """Registrations, blocks and carriers."""
        return self._world.engine.world.canonical("vibes")

    def respond(self, request: Request) -> Response:
        """Answer a call to the Vibes API."""
        from optinsim.platforms.vibes import api  # noqa: PLC0415  (most runs make no requests)

        return api.respond(self._world, request)

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's user, or with one that Vibes refuses."""
        from optinsim.platforms.vibes import api  # noqa: PLC0415  (most runs make no requests)

        return api.sign(request, self._world.account.api, valid=valid)

    def record(self, mdn: str) -> JSON:
        """The person entity, as GET persons answers it in version 2."""
        participant = self._world.engine.people.by_mdn(mdn)
        return None if participant is None else self._world.forms.person(participant.person, 2)

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Vibes API that people can fill in."""
        from optinsim.platforms.vibes import api_forms  # noqa: PLC0415  (as above)

        return api_forms.forms(self._world, person)

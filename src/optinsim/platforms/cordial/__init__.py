"""Cordial: SMS programs with double opt-in, joined by keyword, by API or from a web page.

What is documented, assumed and not emulated stands in docs/platforms/cordial.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Platform, Request, Response, Surface
from optinsim.platforms.cordial.account import CordialAccount
from optinsim.platforms.cordial.events import emitted
from optinsim.platforms.cordial.faults import faults
from optinsim.platforms.cordial.setup import engine_setup
from optinsim.platforms.cordial.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, Form
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup
    from optinsim.core.values import Canonical


class Cordial(Platform):
    """One Cordial account and its world."""

    account_file = CordialAccount
    has_listener = True

    @classmethod
    def setup(cls, account: CordialAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: CordialAccount) -> Iterable[Fault]:
        """What does not hold together among channel, attributes and programs."""
        return faults(account)

    @classmethod
    def surface(cls, account: CordialAccount) -> Surface:
        """Its events, and the calls of the API."""
        from optinsim.platforms.cordial import api  # noqa: PLC0415  (most runs ask for no coverage)

        return Surface(emitted(account), api.documented(account.assumptions))

    def __init__(self, account: CordialAccount, engine: Engine) -> None:
        self._world = World(account, engine)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """What Cordial emits for an event."""
        return self._world.callbacks(event)

    def canonical_state(self) -> Canonical:
        """The contacts."""
        return self._world.engine.world.canonical("cordial")

    def respond(self, request: Request) -> Response:
        """Answer a call to the Cordial API, or from the JavaScript listener."""
        from optinsim.platforms.cordial import api  # noqa: PLC0415  (most runs make no requests)

        return api.respond(self._world, request)

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's API key, or with one that Cordial refuses."""
        from optinsim.platforms.cordial import api  # noqa: PLC0415  (as above)

        return api.sign(request, self._world.account.api, valid=valid)

    def record(self, mdn: str) -> JSON:
        """The contact, as GET contacts answers it."""
        contact = self._world.contacts.by_address(mdn)
        return None if contact is None else self._world.contacts.record(contact)

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Cordial API that people can fill in."""
        from optinsim.platforms.cordial import api_forms  # noqa: PLC0415  (as above)

        return api_forms.forms(self._world, person)

"""Cordial: SMS programs with double opt-in, joined by keyword, by API or from a web page.

docs/platforms/cordial.md says what is documented, assumed and not emulated.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from optinsim.adapter import JSON, NOT_EMULATED, Request, Route, Surface
from optinsim.core.commands import SavePerson
from optinsim.core.events import PersonAdded, TextReceived, TransitionTaken
from optinsim.http_api import ApiError, HttpPlatform, has_basic, with_basic
from optinsim.platforms.cordial.account import CordialAccount
from optinsim.platforms.cordial.account_lists import AccountLists
from optinsim.platforms.cordial.contacts import Contacts
from optinsim.platforms.cordial.errors import api_error, unauthorized
from optinsim.platforms.cordial.events import Events, emitted
from optinsim.platforms.cordial.faults import faults
from optinsim.platforms.cordial.setup import engine_setup
from optinsim.rate_limits import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, KnownKeys
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Person
    from optinsim.core.setup import Setup
    from optinsim.core.values import Canonical
    from optinsim.forms import Form
    from optinsim.http_api import Endpoint
    from optinsim.rate_limits import Room

LISTENER = "LISTENER"
"""The method of the JavaScript listener's calls: it is no HTTP method."""


class Cordial(HttpPlatform):
    """One Cordial account and its world."""

    account_file = CordialAccount
    has_listener = True
    deliveries_a_second = 100  # HOOKS: what a webhook is limited to by default
    vendor = "Cordial"

    @classmethod
    def setup(cls, account: CordialAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: CordialAccount) -> Iterable[Fault]:
        """The faults of the channel, the attributes, lists and programs."""
        return faults(account)

    @classmethod
    def surface(cls, account: CordialAccount) -> Surface:
        """Its events, and the calls of the API."""
        return Surface(emitted(account), cls.routes(account))

    @classmethod
    def known_keys(cls, account: CordialAccount) -> KnownKeys:
        """The keys that a sample run shows."""
        from optinsim.platforms.cordial import known_keys  # noqa: PLC0415  (most runs of Python tests ask for none)

        return known_keys.known_keys_of(account)

    @classmethod
    def endpoints(cls) -> tuple[Endpoint, ...]:
        """The calls of the API, and the listener's, which has the effect of an upsert (D4)."""
        from optinsim.platforms.cordial.endpoints import ENDPOINTS  # noqa: PLC0415  (see the base)

        return ENDPOINTS

    @classmethod
    def routes(cls, account: CordialAccount) -> tuple[Route, ...]:
        """The calls, with the status of an upsert that the account assumes."""
        routes = super().routes(account)
        if not account.assumptions.post_answers_200:
            return routes
        return tuple(
            replace(route, statuses=tuple(200 if s == 201 else s for s in route.statuses))  # noqa: PLR2004
            for route in routes
        )

    def __init__(self, account: CordialAccount, engine: Engine) -> None:
        self.account = account
        self.engine = engine
        self.rate_limiter = RateLimiter(account, engine.world)
        self.contacts = Contacts(engine, account.sms_channel)
        self.lists = AccountLists(account, engine.world)
        self._events = Events(account, engine, self.contacts)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """The events that Cordial emits for an event of the engine."""
        match event:
            case PersonAdded():
                self.contacts.add(event.person)
            case TextReceived():
                sender = self.engine.people.by_mdn(event.mdn)
                if sender is not None:
                    self.contacts.add(sender.person)
            case TransitionTaken() if event.before is not event.after:
                self.contacts.note(event)
            case _:
                pass
        return self._events.of(event)

    def canonical_state(self) -> Canonical:
        """The contacts, the lists that calls have made, and the rate limit."""
        return self.engine.world.canonical("cordial"), self.rate_limit_state()

    def check(self, request: Request) -> None:
        """Credentials, then size. A listener's call has no key: its auth_data identifies (JS2F)."""
        is_listener = request.method.upper() == LISTENER
        if not is_listener and not has_basic(request, self.account.api.key, ""):
            raise unauthorized()
        self.check_size(request)

    def refusal(self, status: int, message: str) -> ApiError:
        """A refusal in Cordial's body."""
        return api_error(status, message, "NOT_EMULATED" if status == NOT_EMULATED else None)

    def limited_together(self, endpoint: Endpoint) -> str:
        """The calls of one method and endpoint (AE)."""
        return f"{endpoint.method} {endpoint.path}"

    def rate_headers(self, room: Room) -> Mapping[str, str]:
        """AE's four headers, two of them only in a 429 (ours)."""
        headers = {
            "X-Rate-Limit-Limit": str(room.limit),
            "X-Rate-Limit-Remaining": str(room.remaining),
        }
        if room.is_over:
            seconds = str(ceil(room.reset.total_seconds()))
            headers |= {"Retry-After": seconds, "X-Rate-Limit-Reset": seconds}
        return headers

    def add(self, mdn: str | None, email: str | None, fields: Mapping[str, JSON]) -> Person:
        """Add a person to the engine, or reuse one whose phone no contact has any more."""
        former = self.engine.people.by_mdn(mdn) if mdn is not None else None
        new = self.engine.people.next_serial
        serial = None if former is None else former.person.serial
        self.engine.do(SavePerson(serial, mdn, email, fields))
        return self.contacts.by_serial(serial or new).person

    @classmethod
    def is_for(cls, account: CordialAccount, request: Request) -> bool:
        """Whether the request has the account's API key, by which Cordial finds an account."""
        return has_basic(request, account.api.key, "")

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's API key, or with one that Cordial refuses.

        The key is the user name, with a blank password (REST, OAS2).
        """
        if request.method.upper() == LISTENER:
            return request
        key = self.account.api.key
        return with_basic(request, key if valid else f"not {key}", "", keep_own=valid)

    def record(self, mdn: str) -> JSON:
        """The contact, as GET contacts answers it."""
        contact = self.contacts.by_address(mdn)
        return None if contact is None else self.contacts.record(contact)

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Cordial API that people can fill in."""
        from optinsim.platforms.cordial import api_forms  # noqa: PLC0415  (the phone alone asks)

        return api_forms.forms(self, person)

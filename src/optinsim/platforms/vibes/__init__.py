"""Vibes: keyword and API opt-in to subscription lists through acquisition campaigns.

docs/platforms/vibes.md says what is documented, assumed and not emulated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from optinsim.adapter import JSON, Response, Surface
from optinsim.http_api import ApiError, HttpPlatform, has_basic, with_basic
from optinsim.platforms.vibes.account import VibesAccount
from optinsim.platforms.vibes.books import Books
from optinsim.platforms.vibes.callbacks import CallbackBodies, CallbackTested, emitted_types
from optinsim.platforms.vibes.errors import REFUSALS, UNDERSCORED, ErrorCode, api_error, not_found
from optinsim.platforms.vibes.faults import faults
from optinsim.platforms.vibes.formats import Formats
from optinsim.platforms.vibes.setup import engine_setup
from optinsim.rate_limits import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, KnownKeys, Request
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.people import Participant
    from optinsim.core.setup import Setup
    from optinsim.core.values import Canonical
    from optinsim.forms import Form
    from optinsim.http_api import Call, Endpoint


class Vibes(HttpPlatform):
    """One Vibes account and its world."""

    account_file = VibesAccount
    vendor = "Vibes"

    @classmethod
    def setup(cls, account: VibesAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: VibesAccount) -> Iterable[Fault]:
        """The faults of the lists, campaigns and callbacks."""
        return faults(account)

    @classmethod
    def surface(cls, account: VibesAccount) -> Surface:
        """The callbacks that the account registers, or all of them, and the calls of the API."""
        return Surface(emitted_types(account), cls.routes(account))

    @classmethod
    def known_keys(cls, account: VibesAccount) -> KnownKeys:
        """The keys that a sample run shows."""
        from optinsim.platforms.vibes import known_keys  # noqa: PLC0415  (most runs of Python tests ask for none)

        return known_keys.known_keys_of(account)

    @classmethod
    def endpoints(cls) -> tuple[Endpoint, ...]:
        """The calls of the API."""
        from optinsim.platforms.vibes.endpoints import ENDPOINTS  # noqa: PLC0415  (see the base)

        return ENDPOINTS

    def __init__(self, account: VibesAccount, engine: Engine) -> None:
        self.account = account
        self.engine = engine
        self.rate_limiter = RateLimiter(account, engine.world)
        self.books = Books(account, engine)
        self.formats = Formats(account, engine.seed, self.books.carriers)
        self.callback_bodies = CallbackBodies(self.formats, self.books.registrations, engine)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """The callbacks that Vibes emits for an event."""
        if isinstance(event, CallbackTested):
            return [event.callback]
        self.books.note(event)
        return self.callback_bodies.of(event)

    def canonical_state(self) -> Canonical:
        """Registrations, blocks, carriers, and the rate limit."""
        return self.engine.world.canonical("vibes"), self.rate_limit_state()

    def check(self, request: Request) -> None:
        """Credentials, size, path and version, in this order (ours)."""
        if not has_basic(request, self.account.api.username, self.account.api.password):
            raise api_error(401, "Unauthorized", ErrorCode.UNAUTHORIZED)
        self.check_size(request)
        if not (request.method + request.path).isprintable():
            message = "The path has a character that must be percent-encoded"
            raise api_error(400, message, ErrorCode.BAD_REQUEST)
        if request.header("X-API-Version").strip() not in ("", "1", "2"):
            raise api_error(400, "X-API-Version must be 1 or 2", ErrorCode.BAD_REQUEST)

    def answer(self, endpoint: Endpoint, call: Call) -> Response:
        """Answer a call; every path names the company first."""
        if call.path["company_key"] != self.account.company_key:
            raise not_found("Company")
        return endpoint.answer(self, call)

    def refusal(self, status: int, message: str) -> ApiError:
        """A refusal in Vibes' error body."""
        return api_error(status, message, REFUSALS.get(status, ErrorCode.BAD_REQUEST))

    def token(self, token: str, code: ErrorCode) -> ApiError:
        """422 with one of D0's tokens, spelled as the account assumes."""
        if self.account.assumptions.error_tokens_have_underscores:
            token = UNDERSCORED[token]
        return api_error(422, token, code)

    def person(self, serial: int) -> Participant:
        """The present record of the person with that serial number."""
        participant = self.engine.people.by_serial(serial)
        if participant is None:
            raise LookupError(serial)
        return participant

    @classmethod
    def is_for(cls, account: VibesAccount, request: Request) -> bool:
        """Whether the path has the account's company key, by which Vibes finds a company."""
        return f"{request.route}/".startswith(f"/companies/{quote(account.company_key)}/")

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's user, or with one that Vibes refuses."""
        api = self.account.api
        password = api.password if valid else f"not {api.password}"
        return with_basic(request, api.username, password, keep_own=valid)

    def record(self, mdn: str) -> JSON:
        """The person entity, as GET persons answers it in version 2."""
        participant = self.engine.people.by_mdn(mdn)
        return None if participant is None else self.formats.person(participant.person, 2)

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Vibes API that people can fill in."""
        from optinsim.platforms.vibes import api_forms  # noqa: PLC0415  (the phone alone asks)

        return api_forms.forms(self, person)

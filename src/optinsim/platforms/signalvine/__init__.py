"""Signal Vine, now Modern Campus Message: programs whose participants a school imports and texts.

docs/platforms/signalvine.md says what is documented, assumed and not emulated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Surface
from optinsim.core.commands import AdvanceTime
from optinsim.http_api import ApiError, HttpPlatform
from optinsim.platforms.signalvine.account import SignalVineAccount
from optinsim.platforms.signalvine.books import IMPORT, Books
from optinsim.platforms.signalvine.errors import api_error
from optinsim.platforms.signalvine.faults import faults
from optinsim.platforms.signalvine.formats import full_participant
from optinsim.platforms.signalvine.setup import engine_setup
from optinsim.rate_limits import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, KnownKeys, Request, Response, Unsettled
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup
    from optinsim.core.timers import Key
    from optinsim.core.values import Canonical
    from optinsim.forms import Form
    from optinsim.http_api import Endpoint
    from optinsim.platforms.signalvine.account import Program


class SignalVine(HttpPlatform):
    """One Signal Vine account and its world."""

    account_file = SignalVineAccount
    vendor = "Signal Vine"
    largest_body = 64_000_000
    """Bytes; ours: JSON's escapes make a CSV of 10 MB six times as large at most."""

    @classmethod
    def setup(cls, account: SignalVineAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: SignalVineAccount) -> Iterable[Fault]:
        """The faults of the fields and programmed messages."""
        return faults(account)

    @classmethod
    def surface(cls, account: SignalVineAccount) -> Surface:
        """No callbacks (V14), and the calls of the API."""
        return Surface((), cls.routes(account))

    @classmethod
    def known_keys(cls, account: SignalVineAccount) -> KnownKeys:
        """The keys that a sample run shows."""
        from optinsim.platforms.signalvine import known_keys  # noqa: PLC0415  (most runs of Python tests ask for none)

        return known_keys.known_keys_of(account)

    @classmethod
    def endpoints(cls) -> tuple[Endpoint, ...]:
        """The calls of the API."""
        from optinsim.platforms.signalvine.endpoints import ENDPOINTS  # noqa: PLC0415  (see the base)

        return ENDPOINTS

    def __init__(self, account: SignalVineAccount, engine: Engine) -> None:
        self.account = account
        self.engine = engine
        self.rate_limiter = RateLimiter(account, engine.world)
        self.programs = {program.id: program for program in account.programs}
        self.books = Books(self.programs, engine)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """No callbacks, because clients of Signal Vine poll (V14). Updates the books."""
        self.books.note(event)
        return ()

    def canonical_state(self) -> Canonical:
        """The participants of the programs, the pending imports, and the rate limit."""
        return self.engine.world.canonical("signalvine"), self.rate_limit_state()

    def timer_due(self, key: Key) -> None:
        """Run an import that is due."""
        from optinsim.platforms.signalvine import commands  # noqa: PLC0415  (most runs import nothing)

        match key:
            case (kind, int(number)) if kind == IMPORT:
                commands.carry_out(self, number)
            case _:
                super().timer_due(key)

    def respond(self, request: Request) -> Response:
        """Answer a call to the API. An import changes nothing until it has run."""
        response = super().respond(request)
        # No time passes: only an import that takes no time is due now.
        self.engine.do(AdvanceTime(self.engine.now))
        return response

    def check(self, request: Request) -> None:
        """Size, then signature (D3, V2)."""
        from optinsim.platforms.signalvine.signature import is_signed  # noqa: PLC0415  (see the base)

        self.check_size(request)
        api, skew = self.account.api, self.account.assumptions.clock_skew
        if not is_signed(request, api, self.engine.now, skew):
            raise api_error(401, "Unauthorized")

    def refusal(self, status: int, message: str) -> ApiError:
        """A refusal in our body of Signal Vine's errors (V15)."""
        return api_error(status, message)

    def program_phone(self, program: Program) -> str:
        """The number that the program's participants text."""
        return program.phone or self.account.number

    @classmethod
    def is_for(cls, account: SignalVineAccount, request: Request) -> bool:
        """Whether the request has the account's token, by which Signal Vine finds an account."""
        from optinsim.platforms.signalvine.signature import has_token  # noqa: PLC0415  (see the base)

        return has_token(request, account.api)

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request, signed at the virtual clock's time, or with a wrong signature."""
        from optinsim.platforms.signalvine import signature  # noqa: PLC0415  (see the base)

        return signature.sign(request, self.account.api, self.engine.now, valid=valid)

    def record(self, mdn: str) -> JSON:
        """The participant as `type=full` shows it; by program if the account has several."""
        found = {
            program_id: full_participant(self, program, record)
            for program_id, program in self.programs.items()
            if (record := self.books.participants[program_id].of_phone(mdn))
        }
        if len(self.programs) == 1:
            return next(iter(found.values()), None)
        return found or None

    def unsettled(self) -> Iterable[Unsettled]:
        """The imports that have failed, or left rows out, or have not run."""
        if not self.books.commands:
            return ()
        from optinsim.platforms.signalvine import commands  # noqa: PLC0415  (most runs import nothing)

        return commands.unsettled(self)

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Signal Vine API that people can fill in."""
        from optinsim.platforms.signalvine import api_forms  # noqa: PLC0415  (the phone alone asks)

        return api_forms.forms(self, person)

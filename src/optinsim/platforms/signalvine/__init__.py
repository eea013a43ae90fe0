"""Signal Vine, now Modern Campus Message: programs whose participants a school imports and texts.

What is documented, assumed and not emulated stands in docs/platforms/signalvine.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Platform, Request, Response, Surface
from optinsim.core.commands import AdvanceTime
from optinsim.platforms.signalvine.account import SignalVineAccount
from optinsim.platforms.signalvine.faults import faults
from optinsim.platforms.signalvine.formats import full_participant
from optinsim.platforms.signalvine.setup import engine_setup
from optinsim.platforms.signalvine.world import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import Callback, Fault, Form
    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup
    from optinsim.core.timers import Key
    from optinsim.core.values import Canonical


class SignalVine(Platform):
    """One Signal Vine account and its world."""

    account_file = SignalVineAccount

    @classmethod
    def setup(cls, account: SignalVineAccount) -> Setup:
        """The account as the engine sees it."""
        return engine_setup(account)

    @classmethod
    def faults(cls, account: SignalVineAccount) -> Iterable[Fault]:
        """What does not hold together among fields and programmed messages."""
        return faults(account)

    @classmethod
    def surface(cls, account: SignalVineAccount) -> Surface:  # noqa: ARG003  (all have the same)
        """No callbacks (V14), and the calls of the API."""
        from optinsim.platforms.signalvine import api  # noqa: PLC0415  (most runs make no requests)

        return Surface((), api.routes())

    def __init__(self, account: SignalVineAccount, engine: Engine) -> None:
        self._world = World(account, engine)

    def callbacks(self, event: Event) -> Iterable[Callback]:
        """None, ever: whoever integrates with Signal Vine polls (V14). The books are kept here."""
        self._world.note(event)
        return ()

    def canonical_state(self) -> Canonical:
        """The participants of the programs, and the imports that wait."""
        return self._world.engine.world.canonical("signalvine")

    def timer_due(self, key: Key) -> None:
        """Run an import whose time has come."""
        from optinsim.platforms.signalvine import commands  # noqa: PLC0415  (as above)

        match key:
            case (commands.IMPORT, int(number)):
                commands.carry_out(self._world, number)
            case _:
                super().timer_due(key)

    def respond(self, request: Request) -> Response:
        """Answer a call to the API. What an import brings about comes when the import has run."""
        from optinsim.platforms.signalvine import api  # noqa: PLC0415  (most runs make no requests)

        response = api.respond(self._world, request)
        # No time passes: only an import that takes none has its time now.
        engine = self._world.engine
        engine.do(AdvanceTime(engine.now))
        return response

    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request, signed by the account at the virtual clock's time, or not rightly signed."""
        from optinsim.platforms.signalvine import signature  # noqa: PLC0415

        world = self._world
        return signature.sign(request, world.account.api, world.engine.now, valid=valid)

    def record(self, mdn: str) -> JSON:
        """The participant as `type=full` shows it; by program where the account has several."""
        world = self._world
        found = {
            program_id: full_participant(world, program, record)
            for program_id, program in world.programs.items()
            if (record := world.rosters[program_id].of_phone(mdn))
        }
        if len(world.programs) == 1:
            return next(iter(found.values()), None)
        return found or None

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:
        """The calls to the Signal Vine API that people can fill in."""
        from optinsim.platforms.signalvine import api_forms  # noqa: PLC0415  (as above)

        return api_forms.forms(self._world, person)

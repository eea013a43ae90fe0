"""The simulator's interface for the phone; connected/world.py implements it, too.

Knows how a world is made. Does not know the played steps (session.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optinsim.adapter import JSON, Account, Request
    from optinsim.codec import Command
    from optinsim.core.consent import Consent
    from optinsim.forms import Form
    from optinsim.simulator import Turn


class PhoneWorld(Protocol):
    """One account, its subscribers and its virtual clock; see `Simulator` for each member.

    `copy.copy` of a world in this process gives an independent world.
    """

    @property
    def now(self) -> datetime:
        """The time on the virtual clock, in UTC."""

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due."""

    def upcoming(self, most: int) -> list[datetime]:
        """The next times at which a timer is due, at most so many."""

    def handle(self, command: Command) -> Turn:
        """Execute a command; CommandError if it is refused."""

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """Add the account's authentication, or one that the vendor refuses."""

    def states(self, mdn: str) -> dict[str, Consent]:
        """The state of a phone in every campaign, by campaign id."""

    def expiries(self, mdn: str) -> dict[str, datetime]:
        """When each pending opt-in of a phone expires."""

    def expected_answers(self, mdn: str, number: str | None = None) -> tuple[str, ...]:
        """The answers that a phone's open question expects; none if no question is open."""

    def record(self, mdn: str) -> JSON:
        """The vendor's record of a person; None if there is none."""

    def forms(self, person: Mapping[str, str] | None = None) -> tuple[Form, ...]:
        """The calls to the vendor's API that can be filled in."""


def new_world(
    account: Account, seed: int, start: datetime, landlines: frozenset[str]
) -> PhoneWorld:
    """A new world.

    Raises:
        CommandError: no clock can start then.
    """
    return Simulator(account, seed=seed, start=start, landlines=landlines)

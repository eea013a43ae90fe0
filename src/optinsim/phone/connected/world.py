"""The world of a server's account, as the phone last saw it.

Calls the server, and so may wait, only in `handle` and `look`; the other methods answer at once
from the last look. Knows no session and no screen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.client import ServerError
from optinsim.codec import Command, decode
from optinsim.core.consent import Consent
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.simulator import Simulator
from optinsim.turn_codec import decode_turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.adapter import JSON, Account
    from optinsim.client import Client
    from optinsim.forms import Form
    from optinsim.simulator import Turn

People = dict[str, dict[str, Any] | None]


@value
class Sight:
    """The server's data at a moment."""

    clock: dict[str, Any]
    """The clock in the form of the control API."""
    people: People
    """By MDN, in the same form; None: the server has no record of the person."""
    at: float
    """The time of the look on this machine's monotonic clock, in seconds."""

    @property
    def now(self) -> datetime:
        """The world's present time, if its clock has not been changed since."""
        passed = (monotonic() - self.at) * float(self.clock["speed"])
        seen = datetime.fromisoformat(self.clock["now"])
        try:
            return seen + timedelta(seconds=passed)
        except OverflowError:
            return seen

    def tells_as(self, other: Sight) -> bool:
        """Whether both show the same, apart from the running clock."""
        ours, theirs = ({**one.clock, "now": None} for one in (self, other))
        return (ours, self.people) == (theirs, other.people)


class ConnectedWorld:
    """The world of an account in a server; a `PhoneWorld`."""

    def __init__(self, client: Client, account: Account) -> None:
        """Begin without data: call `look` first.

        Args:
            client: of the account.
            account: with default credentials.
        """
        self._client = client
        self._account = account
        self._states_at_first = Simulator(account).states
        """The states of a person without a record."""
        self.sight = Sight({"now": "0001-01-01T00:00:00Z", "speed": 0, "upcoming": []}, {}, 0)

    @property
    def now(self) -> datetime:
        """The time on the server's clock, in UTC."""
        return self.sight.now

    @property
    def is_running(self) -> bool:
        """Whether the clock runs."""
        return bool(self.sight.clock["speed"])

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due."""
        return next(iter(self.upcoming(1)), None)

    def upcoming(self, most: int) -> list[datetime]:
        """The next times at which a timer is due, ten at most."""
        return [datetime.fromisoformat(at) for at in self.sight.clock["upcoming"][:most]]

    def look(self, mdns: Iterable[str], known: People) -> Sight:
        """Fetch the data of these people; other people's data stays.

        Raises:
            ServerError: the server does not answer.
        """
        people = {**known, **{mdn: self._person(mdn) for mdn in mdns}}
        return Sight(self._client.clock(), people, monotonic())

    def _person(self, mdn: str) -> dict[str, Any] | None:
        try:
            return self._client.person(mdn)
        except ServerError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def handle(self, command: Command) -> Turn:
        """Execute a command in the server, which authenticates a request.

        Raises:
            CommandError: it is refused.
            ServerError: the server does not answer, or has another account now.
        """
        auth = "own" if isinstance(command, Request) else None
        try:
            done = self._client.command(command, auth)
        except ServerError as error:
            if error.status == HTTPStatus.CONFLICT:
                raise CommandError(str(error)) from None
            raise
        return self._turn(done["turn"], command)

    def read(self, told: Mapping[str, Any]) -> Turn:
        """A turn of the conversation, from the server's JSON.

        Raises:
            ServerError: it is no turn of this account.
        """
        try:
            command = decode(told["command"])
        except ValueError as error:
            raise self._unreadable(error) from None
        if not isinstance(command, Command):
            raise self._unreadable("it tells of a command of platforms only")
        return self._turn(told["turn"], command)

    def _turn(self, told: Any, command: Command) -> Turn:
        try:
            return decode_turn(told, command, self._account)
        except ValueError as error:
            raise self._unreadable(error) from None

    def _unreadable(self, reason: object) -> ServerError:
        return ServerError(f"{self._client.url}: {reason}; is it of this version of optinsim?")

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """The request unchanged: the server adds the account's authentication.

        Raises:
            CommandError: wrong authentication is requested, which a phone cannot send.
        """
        if not valid:
            message = "the phone of a server makes no calls with wrong credentials"
            raise CommandError(message)
        return request

    def states(self, mdn: str) -> dict[str, Consent]:
        """The state of a phone in every campaign, by campaign id."""
        states = self._states_at_first(mdn)
        told = self._seen(mdn).get("states", {})
        return {name: Consent(told.get(name, state)) for name, state in states.items()}

    def expiries(self, mdn: str) -> dict[str, datetime]:
        """When each pending opt-in of a phone expires."""
        told = self._seen(mdn).get("expiries", {})
        return {campaign: datetime.fromisoformat(at) for campaign, at in told.items()}

    def expected_answers(self, mdn: str, number: str | None = None) -> tuple[str, ...]:
        """The answers that a phone's open question expects, of the account's own number."""
        is_own = number in (None, self._account.setup.number)
        return tuple(self._seen(mdn).get("expected_answers", ())) if is_own else ()

    def record(self, mdn: str) -> JSON:
        """The vendor's record of a person; None if there is none."""
        return self._seen(mdn).get("record")

    def forms(self, person: Mapping[str, str] | None = None) -> tuple[Form, ...]:
        """The calls to the vendor's API that can be filled in.

        They are those of an unused account: ids that the platform has given are not filled in.
        """
        return Simulator(self._account, start=self.now).forms(person)

    def _seen(self, mdn: str) -> dict[str, Any]:
        return self.sight.people.get(mdn) or {}

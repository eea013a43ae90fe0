"""The session of a server: its turns are those of all clients of the server.

Knows which turns follow the shown ones, and to which moments the server can go back. Does
not know when to call the server (live.py), nor a screen.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from typing import TYPE_CHECKING, Any

from optinsim.client import ServerError
from optinsim.core.commands import ReceiveText
from optinsim.core.events import mdn_of
from optinsim.core.values import value
from optinsim.errors import CommandError, OptinsimError
from optinsim.files.account_warnings import read_account
from optinsim.phone.connected.world import ConnectedWorld
from optinsim.phone.session import MOST_SUBSCRIBERS, PlayedStep, Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.client import Client
    from optinsim.phone.connected.world import Sight
    from optinsim.simulator import Turn

_MOMENTS = "phone-"
"""The prefix of the names of a phone's checkpoints; the number of the last turn follows."""
MOST_MOMENTS = 50
"""The most checkpoints of phones in a server; the oldest are forgotten."""


class AccountChangedError(OptinsimError):
    """The server goes on with another account."""


@value
class News:
    """The server's turns that a session lacks."""

    opened: str
    """When the server opened the account: the server's conversations differ in this time."""
    since: int
    """The number of the last turn of the session that still counts."""
    turns: tuple[tuple[int, Turn], ...]
    """The turns after it, with their numbers."""
    sight: Sight


@value
class WayBack:
    """A moment to which the server can go back."""

    name: str
    """The name of the checkpoint."""
    at: datetime
    """The world's time."""
    position: int
    """The position in the session."""


class ConnectedSession(Session):
    """The conversation with an account of a server, which all its clients share."""

    place = "live"

    def __init__(
        self, client: Client, account: Account, told: Mapping[str, Any], seed: int
    ) -> None:
        """Begin without turns.

        Args:
            client: of the account.
            account: from the server, with default credentials.
            told: the server's other data of it.
            seed: of made-up people.
        """
        self._client = client
        self.digest: str = told["digest"]
        """The digest of the server's account."""
        self.id_seed: int = told["seed"]
        """The seed of ids in the server."""
        self._numbers: list[int] = []
        """The numbers of the turns."""
        self._opened = ""
        self.connected = ConnectedWorld(client, account)
        super().__init__(account, seed=seed)

    def _new_world(self) -> ConnectedWorld:
        return self.connected

    def play_step(self, step: PlayedStep) -> Turn:
        """Let the server carry out a step; its results are among the next news.

        Raises:
            CommandError: the server refuses it.
            ServerError: the server does not answer.
        """
        self._name_moment()
        return self._handle(step)

    def fetch(self) -> News:
        """The server's turns that this session lacks.

        Raises:
            AccountChangedError: the server has another account now.
            ServerError: the server does not answer.
        """
        told = self._client.turns(self._last)
        if told["account"] != self.digest:
            raise AccountChangedError("the server goes on with another account")
        if told["opened"] != self._opened and self._last:  # it was started again
            told = self._client.turns()
        turns = tuple((one["number"], self.connected.read(one)) for one in told["turns"])
        # Only these people have changed, unless turns were taken back.
        known = self.connected.sight.people if told["since"] == self._last else {}
        mdns = dict.fromkeys([self.current.mdn])
        mdns |= dict.fromkeys(one.mdn for one in tuple(self.subscribers) if one.mdn not in known)
        mdns |= dict.fromkeys(mdn for _, turn in turns for mdn in _people_in(turn))
        sight = self.connected.look([*mdns][:MOST_SUBSCRIBERS], known)
        return News(told["opened"], told["since"], turns, sight)

    def take(self, news: News) -> tuple[bool, list[Turn]]:
        """Add news: whether turns of the session were taken back, and the new ones."""
        first = bisect_right(self._numbers, news.since)
        self._opened = news.opened
        is_back = first < len(self._numbers)
        if is_back:
            self.turns = self.turns[:first]  # a new list: data derived from the former one is void
            del self.steps[first:], self._numbers[first:]
        if not self.turns:
            self.start = news.turns[0][1].at if news.turns else news.sight.now
        self.connected.sight = news.sight
        new = [(number, turn) for number, turn in news.turns if number > self._last]
        for number, turn in new:
            self._numbers.append(number)
            self.turns.append(turn)
            self._meet(turn)
            mdn = next(iter(_people_in(turn)), self.subscribers[0].mdn)
            self.steps.append(PlayedStep(turn.command, mdn))
        return is_back, [turn for _, turn in new]

    def way_back(self, position: int) -> WayBack | None:
        """The last moment up to a position to which the server can go back; None: there is none.

        Raises:
            ServerError: the server does not answer.
        """
        found: WayBack | None = None
        for one in self._client.checkpoints()["checkpoints"]:
            here = bisect_right(self._numbers, one["turn"])
            last = self._numbers[here - 1] if here else 0
            if (
                last == one["turn"]
                and here <= position
                and (found is None or here >= found.position)
            ):
                found = WayBack(one["name"], datetime.fromisoformat(one["now"]), here)
        return found

    def go_back(self, way: WayBack) -> None:
        """Take the server back, for all its clients.

        Raises:
            CommandError: the server has forgotten the moment.
            ServerError: the server does not answer.
        """
        try:
            self._client.rewind(way.name)
        except ServerError as error:
            if error.status is None:
                raise
            raise CommandError(str(error)) from None

    @property
    def _last(self) -> int:
        return self._numbers[-1] if self._numbers else 0

    def _meet(self, turn: Turn) -> None:
        """Add a phone for each person whom a turn is about."""
        for mdn in _people_in(turn):
            known = {one.mdn for one in self.subscribers}
            if mdn not in known and len(known) < MOST_SUBSCRIBERS:
                self.add_subscriber(mdn=mdn)

    def _name_moment(self) -> None:
        """Name the present moment in the server, so that it can go back there."""
        try:
            listed = self._client.checkpoint(f"{_MOMENTS}{self._last}")["checkpoints"]
            ours = [one["name"] for one in listed if one["name"].startswith(_MOMENTS)]
            for name in ours[:-MOST_MOMENTS]:
                self._client.forget(name)
        except ServerError as error:
            if error.status is None:
                raise
            # The server has too many, or another phone was faster: the user cannot come back here.


def session_of(client: Client, seed: int) -> ConnectedSession:
    """The present conversation with the client's account.

    Raises:
        FileError: this version cannot read the account of the server.
        ServerError: the server does not answer, or the client names none of its accounts.
    """
    told = client.account_text()
    client.account = told["name"]
    account, _ = read_account(told["text"], told["name"])
    session = ConnectedSession(client, account, told, seed)
    _ = session.take(session.fetch())
    return session


def _people_in(turn: Turn) -> Iterator[str]:
    """The phones that a turn is about, the sender's first; one may come twice."""
    if isinstance(turn.command, ReceiveText):
        yield turn.command.mdn
    for event in turn.events:
        if mdn := mdn_of(event):
            yield mdn

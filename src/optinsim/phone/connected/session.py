"""A session that a server has: its turns are those of all who use the server.

Knows which turns follow on those that are shown, and to which moments the server can go back. Does
not know when it is asked, nor a screen.
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
"""What the names of a phone's checkpoints begin with; the number of the last turn follows."""
MOST_MOMENTS = 50
"""Checkpoints of phones that a server has at most; the oldest are forgotten."""


class AccountChangedError(OptinsimError):
    """The server goes on with another account."""


@value
class News:
    """What a server tells beyond what a session has."""

    opened: str
    """When the server opened the account: its conversations have other times there."""
    since: int
    """The number of the last turn of the session that still counts."""
    turns: tuple[tuple[int, Turn], ...]
    """The turns after it, with their numbers."""
    sight: Sight


@value
class WayBack:
    """A moment to which the server can go back."""

    name: str
    """Of the checkpoint."""
    at: datetime
    """The world's time."""
    position: int
    """In the session."""


class ConnectedSession(Session):
    """The conversation with an account of a server, on the phones of all who use it."""

    place = "live"

    def __init__(
        self, client: Client, account: Account, told: Mapping[str, Any], seed: int
    ) -> None:
        """Nothing is known of the conversation yet.

        Args:
            client: of the account.
            account: as the server tells it, with the credentials that an account has by default.
            told: what else the server tells of it.
            seed: what made-up people follow from.
        """
        self._client = client
        self.digest: str = told["digest"]
        """Of the account as the server has it."""
        self.id_seed: int = told["seed"]
        """What ids follow from in the server."""
        self._numbers: list[int] = []
        """Of the turns."""
        self._opened = ""
        self.connected = ConnectedWorld(client, account)
        super().__init__(account, seed=seed)

    def _new_world(self) -> ConnectedWorld:
        return self.connected

    def play_step(self, step: PlayedStep) -> Turn:
        """Have the server do a step; what it brings is among the next news.

        Raises:
            CommandError: the server refuses it.
            ServerError: the server does not answer.
        """
        self._name_moment()
        return self._handle(step)

    def fetch(self) -> News:
        """What has happened in the server beyond this session.

        Raises:
            AccountChangedError: the server has another account by now.
            ServerError: the server does not answer.
        """
        told = self._client.turns(self._last)
        if told["account"] != self.digest:
            raise AccountChangedError("the server goes on with another account")
        if told["opened"] != self._opened and self._last:  # it was started again
            told = self._client.turns()
        turns = tuple((one["number"], self.connected.read(one)) for one in told["turns"])
        # Of others than these nothing has changed, unless turns were taken back.
        known = self.connected.sight.people if told["since"] == self._last else {}
        mdns = dict.fromkeys([self.current.mdn])
        mdns |= dict.fromkeys(one.mdn for one in tuple(self.subscribers) if one.mdn not in known)
        mdns |= dict.fromkeys(mdn for _, turn in turns for mdn in _people_in(turn))
        sight = self.connected.look([*mdns][:MOST_SUBSCRIBERS], known)
        return News(told["opened"], told["since"], turns, sight)

    def take(self, news: News) -> tuple[bool, list[Turn]]:
        """Take news in: whether turns of the session were taken back, and the new ones."""
        first = bisect_right(self._numbers, news.since)
        self._opened = news.opened
        is_back = first < len(self._numbers)
        if is_back:
            self.turns = self.turns[:first]  # another list: what was made of the former is void
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
        """Have the server go back, for all who use it.

        Raises:
            CommandError: the moment is forgotten by now.
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
        """Have a phone for each person whom a turn is about."""
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
            # It has too many, or another phone was faster: there is no way back to here.


def session_of(client: Client, seed: int) -> ConnectedSession:
    """The conversation with the account that a client is about, as it stands.

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
    """Whose phones a turn is about, the sender first; one may come twice."""
    if isinstance(turn.command, ReceiveText):
        yield turn.command.mdn
    for event in turn.events:
        if mdn := mdn_of(event):
            yield mdn

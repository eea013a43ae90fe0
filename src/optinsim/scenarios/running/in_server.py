"""Runs cases in worlds of a server, each in its own: a case's world behind HTTP.

Knows what a case needs of its world. The server gets the account's text, and no path.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from optinsim.client import Client, ServerError
from optinsim.core.commands import AdvanceTime
from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.scenarios.running.replay import simulated
from optinsim.turn_codec import decode_turn, decode_unsettled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.adapter import JSON, Request, Unsettled
    from optinsim.codec import Command
    from optinsim.scenarios.reading.cases import Case
    from optinsim.simulator import Turn

_NOT_FOUND, _IMPOSSIBLE = 404, 409


@contextmanager
def in_server(url: str, case: Case) -> Iterator[WorldInServer]:
    """A world for a case in the server with that URL.

    Raises:
        ServerError: there is no server, or it reads the account differently.
    """
    with Client(url) as client:
        opened = client.open_world(
            case.account.text,
            seed=case.file.seed,
            start=case.file.start.isoformat(),
            landlines=sorted(case.people.landlines),
        )
        client.account = opened["name"]
        try:
            if opened["digest"] != case.account.digest:
                raise ServerError(f"{url} reads the account differently: is it of this version?")
            yield WorldInServer(client, case)
        finally:
            client.close_world(opened["name"])


class WorldInServer:
    """A world of a server in which a case is run."""

    def __init__(self, client: Client, case: Case) -> None:
        self._client = client
        self._case = case
        self._local = simulated(case)
        """Signs requests. It has the clock of the server's world, and no people."""
        self._person: tuple[str, dict[str, Any] | None] | None = None
        """A cache: the last requested MDN since the last command, and the server's answer."""
        self._unsettled: tuple[Unsettled, ...] = ()

    @property
    def now(self) -> datetime:
        """The time in it."""
        return self._local.now

    def handle(self, command: Command) -> Turn:
        """Carry out a command.

        Raises:
            CommandError: it is impossible.
        """
        self._person = None
        try:
            done = self._client.command(command)
        except ServerError as error:
            if error.status == _IMPOSSIBLE:
                raise CommandError(str(error)) from None
            raise
        try:
            turn = decode_turn(done["turn"], command, self._case.account)
            self._unsettled = decode_unsettled(done["unsettled"], self._case.account)
        except ValueError as error:
            raise ServerError(f"{self._client.url}: {error}") from None
        if isinstance(command, AdvanceTime):
            self._local.handle(command)
        return turn

    def sign(self, request: Request, *, valid: bool = True) -> Request:
        """The request with the account's authentication, or with one that the vendor refuses."""
        return self._local.sign(request, valid=valid)

    def states(self, mdn: str) -> dict[str, Consent]:
        """The phone's state in every campaign."""
        person = self._ask(mdn)
        if person is None:
            return self._local.states(mdn)
        return {campaign: Consent(state) for campaign, state in person["states"].items()}

    def record(self, mdn: str) -> JSON:
        """The vendor's record of the person."""
        person = self._ask(mdn)
        return None if person is None else person["record"]

    def unsettled(self) -> tuple[Unsettled, ...]:
        """The accepted calls that have failed since, or are not carried out."""
        return self._unsettled

    def _ask(self, mdn: str) -> dict[str, Any] | None:
        """The server's answer about the owner of a phone; None: it has no record."""
        if self._person is None or self._person[0] != mdn:
            try:
                self._person = (mdn, self._client.person(mdn))
            except ServerError as error:
                if error.status != _NOT_FOUND:
                    raise
                self._person = (mdn, None)
        return self._person[1]

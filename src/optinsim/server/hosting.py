"""All accounts of one server, and the account that a call means.

Knows names. Does not know HTTP, nor how a vendor finds an account: the platforms do.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.errors import OptinsimError
from optinsim.http_api import has_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from optinsim.adapter import Account, Request
    from optinsim.server.hosted import Hosted

MOST_WORLDS = 1000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""A name is a part of a path."""


class UnknownWorldError(OptinsimError):
    """There is no account of that name, or there are several and the call names none."""


class NameTakenError(OptinsimError):
    """A name that is taken or not valid, or too many worlds."""


def check_names(names: Iterable[str]) -> None:
    """Check the names of accounts and worlds.

    Raises:
        NameTakenError: two are equal, or one is not valid.
    """
    taken: set[str] = set()
    for name in names:
        if not NAME.fullmatch(name):
            message = f"{name!r:.110} is no name: letters, digits, dots, - and _"
            raise NameTakenError(message)
        if name in taken:
            raise NameTakenError(f"the name {name!r} is taken")
        taken.add(name)


class Hosting:
    """The hosted accounts by name: those of the command line, and worlds that clients opened."""

    def __init__(self, accounts: Iterable[Hosted], wall: Callable[[], datetime]) -> None:
        """Host the accounts of the command line.

        Args:
            accounts: these accounts.
            wall: gives the machine's time, for worlds that clients open.

        Raises:
            NameTakenError: two have one name, or one has a name that is not valid.
        """
        self.on_open: Callable[[Hosted], None] = _ignore
        self.on_close: Callable[[Hosted], None] = _ignore
        self.wall = wall
        self.is_ending = False
        """Whether the server ends: streams end by themselves."""
        self._all: dict[str, Hosted] = {}
        for hosted in accounts:
            self.open(hosted)
        self._served = tuple(self._all)
        """The names of the command line's accounts."""
        self._opened = 0

    def __iter__(self) -> Iterator[Hosted]:
        """In the order in which they were opened."""
        return iter(self._all.values())

    def end_streams(self) -> None:
        """End the live streams: a server that ends waits for its connections."""
        self.is_ending = True
        for hosted in self:
            hosted.log.wake()

    def new_name(self) -> str:
        """A name for a world: w1, w2, …."""
        while True:
            self._opened += 1
            name = f"w{self._opened}"
            if name not in self._all:
                return name

    def open(self, hosted: Hosted) -> None:
        """Add an account or a world.

        Raises:
            NameTakenError: the name is taken or not valid, or there are too many.
        """
        name = self.checked_name(hosted.name)
        if name in _first_parts(hosted.simulator.account):
            raise NameTakenError(f"the name {name!r} is taken: the account's API has such paths")
        self._all[name] = hosted
        self.on_open(hosted)

    def checked_name(self, name: str) -> str:
        """The name of a new account or world.

        Raises:
            NameTakenError: it is taken or not valid, or there are too many.
        """
        check_names([*self._all, name])
        if len(self._all) >= MOST_WORLDS:
            raise NameTakenError(f"there are {MOST_WORLDS} worlds already")
        return name

    def close(self, name: str) -> None:
        """Drop a world that a client opened.

        Raises:
            UnknownWorldError: there is none of that name.
        """
        if name not in self._all or name in self._served:
            raise UnknownWorldError(f"no client has opened a world {name!r:.110}")
        self.on_close(self._all.pop(name))

    def named(self, name: str | None) -> Hosted:
        """The account or world of that name; None: the only account of the command line.

        Raises:
            UnknownWorldError: there is none, or several and no name.
        """
        if name is None and len(self._served) == 1:
            name = self._served[0]
        if name is not None and name in self._all:
            return self._all[name]
        names = ", ".join(self._served)
        what = "name one of the accounts" if name is None else f"there is no account {name!r:.110}"
        raise UnknownWorldError(f"{what}: {names}")

    def for_request(self, request: Request) -> tuple[Hosted, Request]:
        """The account that a call to a vendor's API means, and the call without its prefix.

        A path below an account's name (`/NAME/…`) means that account. Otherwise the platform
        decides (`is_for`), and then the path alone, so that the right vendor refuses wrong
        credentials.
        """
        name, slash, rest = request.path.removeprefix("/").partition("/")
        if slash and name in self._all:
            return self._all[name], replace(request, path=f"/{rest}")
        served = [self._all[name] for name in self._served]
        for hosted in served:
            account = hosted.simulator.account
            if account.platform.is_for(account.file, request):
                return hosted, request
        for hosted in served:
            if has_path(hosted.simulator.account.platform, request):
                return hosted, request
        return served[0], request


def _first_parts(account: Account) -> set[str]:
    """The first parts of the paths of an account's API, which no prefix may hide."""
    surface = account.platform.surface(account.file)
    routes = surface.routes if surface is not None else ()
    return {route.path.lstrip("/").partition("/")[0] for route in routes}


def _ignore(_: Hosted) -> None:
    """The default: there is no server yet."""

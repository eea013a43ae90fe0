"""All accounts of one server, and which of them a call means.

Knows names and numbers. Does not know HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Request
    from optinsim.server.hosted import Hosted


class UnknownWorldError(OptinsimError):
    """There is no hosted account of that name, or none was named among several."""


class Hosting:
    """The hosted accounts, by name, in the order of the command line."""

    def __init__(self, accounts: Iterable[Hosted]) -> None:
        self._accounts = {hosted.name: hosted for hosted in accounts}

    def __iter__(self) -> Iterator[Hosted]:
        """In the order of the command line."""
        return iter(self._accounts.values())

    def named(self, name: str | None) -> Hosted:
        """The account of that name; None: the only one.

        Raises:
            UnknownWorldError: there is none, or several and no name.
        """
        if name is None and len(self._accounts) == 1:
            return next(iter(self))
        if name is not None and name in self._accounts:
            return self._accounts[name]
        names = ", ".join(self._accounts)
        what = "name one of the accounts" if name is None else f"there is no account {name!r:.60}"
        raise UnknownWorldError(f"{what}: {names}")

    def for_request(self, request: Request) -> Hosted:  # noqa: ARG002
        """The account that a call to a vendor's API is meant for."""
        return next(iter(self))

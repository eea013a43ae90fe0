"""The server and the account of a connected phone. Calls no server."""

from __future__ import annotations

from optinsim.core.values import value


@value
class ServerAccount:
    """The server and the account that `optinsim phone --connect` names."""

    url: str
    account: str | None = None
    """The name of an account or world; None: the only account of the server."""

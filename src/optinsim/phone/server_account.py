"""Which account of which running server a phone is of. Asks no server."""

from __future__ import annotations

from optinsim.core.values import value


@value
class ServerAccount:
    """What `optinsim phone --connect` names."""

    url: str
    account: str | None = None
    """The name of an account or world; None: the only account of the server."""

"""The common parts of all operations: their account, and refusals."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from optinsim.errors import CommandError
from optinsim.fields import parse_duration
from optinsim.server.control import shapes
from optinsim.server.hosted import Hosted
from optinsim.server.hosting import Hosting


def hosting_of(request: Request) -> Hosting:
    """All accounts of the server."""
    hosting: Hosting = request.app.state.hosting
    return hosting


def _named(
    request: Request,
    account: Annotated[
        str | None,
        Query(description="The name of an account or world; default: the only account."),
    ] = None,
) -> Hosted:
    return hosting_of(request).named(account)


Named = Annotated[Hosted, Depends(_named)]
"""The account or world that the query names."""
All = Annotated[Hosting, Depends(hosting_of)]
"""All accounts of the server."""

PREFIX = "/_sim"
"""The prefix of the paths of all operations, which no vendor's path has."""

NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": shapes.Refusal, "description": "There is no such account, world or item."}
}
IMPOSSIBLE: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"model": shapes.Refusal, "description": "The operation is refused; nothing was changed."},
}


def duration_of(text: str) -> timedelta:
    """A duration such as 24h.

    Raises:
        CommandError: the text is no duration.
    """
    try:
        return parse_duration(text)
    except ValueError:
        raise CommandError(f"{text!r} is no duration such as 90s, 15m, 24h or 1d12h") from None


class NotFoundError(Exception):
    """A named item does not exist. The text says which."""

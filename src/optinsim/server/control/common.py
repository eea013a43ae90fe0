"""What all operations have in common: the account that they are about, and refusals."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

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
        Query(description="The name of an account or world; left out: the only account."),
    ] = None,
) -> Hosted:
    return hosting_of(request).named(account)


Named = Annotated[Hosted, Depends(_named)]
"""The account or world that the query names."""
All = Annotated[Hosting, Depends(hosting_of)]
"""All accounts of the server."""

NOT_FOUND: dict[int | str, dict[str, Any]] = {
    404: {"model": shapes.Refusal, "description": "There is no such account, world or thing."}
}
IMPOSSIBLE: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    409: {"model": shapes.Refusal, "description": "Impossible; nothing was changed."},
}


class NotFoundError(Exception):
    """There is no such thing; the text says what."""

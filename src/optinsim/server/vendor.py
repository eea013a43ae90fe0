"""The vendors' APIs over HTTP: a request in, the answer of the account's platform out.

Uses the same handlers as a `request` of a scenario. Knows no vendor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.server.requests import UnreadableBodyError, read_request, send_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Receive, Scope, Send

    from optinsim.adapter import Request
    from optinsim.server.hosted import Hosted

LARGEST_BODY = 70_000_000
"""Bytes of a body, also unpacked: above every platform's limit, so that the platform refuses.
"""


class Vendors:
    """An ASGI application: the APIs of all hosted accounts."""

    def __init__(self, account_for: Callable[[Request], tuple[Hosted, Request]]) -> None:
        """Serve accounts.

        Args:
            account_for: the account that a request means, and the request without its prefix.
        """
        self._account_for = account_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            request = await read_request(scope, receive, LARGEST_BODY)
        except UnreadableBodyError as error:
            response = error.response
        else:
            hosted, request = self._account_for(request)
            turn = hosted.do(request)
            response = turn.response or Response(500)
        await send_response(response, scope, send)

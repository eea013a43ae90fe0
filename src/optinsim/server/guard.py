"""Protects the control API: only programs of this machine, or programs with its token, may use it.

Refuses a web page in a browser of this machine, by its own origin (Origin) or by a name of its own
that resolves to loopback (Host). Does not protect the vendors' routes, which ask for the vendor's
credentials.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from optinsim.adapter import Response
from optinsim.errors import OptinsimError
from optinsim.server.requests import (
    UnreadableBodyError,
    read_body,
    receive_again,
    send_response,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

TOKEN = "OPTINSIM_TOKEN"  # noqa: S105  (the name of a variable, no token)
"""The environment variable with the token: arguments can be read by all users of a machine."""
SHORTEST_TOKEN = 16
LARGEST_BODY = 10_000_000
"""Bytes of a call's body: an account's text is the largest."""


def checked_token(host: str, token: str | None) -> str | None:
    """The token of the control API; None: it asks for none.

    Args:
        host: the address that the server listens on.
        token: the environment variable's value.

    Raises:
        OptinsimError: other machines can call, and there is no token; or it can be guessed.
    """
    if token and len(token) < SHORTEST_TOKEN:
        raise OptinsimError(f"{TOKEN} has to have at least {SHORTEST_TOKEN} characters")
    if not token and not is_loopback(host):
        message = f"other machines can reach {host}: set a token for the control API in {TOKEN}"
        raise OptinsimError(message)
    return token or None


def is_loopback(host: str) -> bool:
    """Whether a name or address always means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Passes permitted requests to the control API."""

    def __init__(self, control: ASGIApp, token: str | None) -> None:
        self._control = control
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        headers = {name.decode("latin-1"): raw.decode("latin-1") for name, raw in scope["headers"]}
        refusal = self._refusal(headers)
        if refusal is None:
            try:
                body = await read_body(receive, LARGEST_BODY)
            except UnreadableBodyError as error:
                refusal = error.response
            else:
                await self._control(scope, receive_again(body, receive), send)
        if refusal is not None:
            await send_response(refusal, scope, send)

    def _refusal(self, headers: Mapping[str, str]) -> Response | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._token is None and not is_loopback(_hostname(host)):
            return Response(403, {"error": f"{host!r:.60} is not this server's name"})
        if origin is not None and origin.partition("//")[2] != host:
            return Response(403, {"error": "web pages may not use the control API"})
        if self._token is not None:
            scheme, _, given = headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(given.strip().encode(), self._token.encode())
            if not right or scheme.lower() != "bearer":
                wanted = {"WWW-Authenticate": "Bearer"}
                return Response(401, {"error": f"send the token of {TOKEN} as Bearer"}, wanted)
        return None


def _hostname(host: str) -> str:
    """The name or address in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""

"""Connections to receivers of callbacks: only to loopback, or to hosts that were allowed by name.

A rehearsal must not reach production by accident. So this module connects to the address that it
has checked, even if the name resolves to another one a moment later. (TLS verifies the name.)
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from httpcore._backends.base import SOCKET_OPTION


class HostNotAllowedError(Exception):
    """A host that may not be called; nothing was sent."""


class AllowedHosts(httpcore.AsyncNetworkBackend):
    """Connects to loopback addresses, and to hosts of these names."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._names = {name.lower().rstrip(".") for name in names}
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's own)
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve the name, check the addresses, and connect to the first that accepts.

        Raises:
            HostNotAllowedError: the host is not on loopback, and not allowed by name.
            httpcore.ConnectError: there is no such host, or it does not accept.
        """
        is_named = host.lower().rstrip(".") in self._names
        try:
            addresses = await _addresses(host, port, timeout)
        except httpcore.ConnectError:
            if is_named:
                raise
            raise HostNotAllowedError(host) from None
        if not is_named:
            addresses = [address for address in addresses if ip_address(address).is_loopback]
            if not addresses:
                raise HostNotAllowedError(host)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """Wait before another try to connect (httpcore's retries, which are off)."""
        await self._network.sleep(seconds)


async def _addresses(host: str, port: int, timeout: float | None) -> list[str]:  # noqa: ASYNC109
    """The addresses of a host, in the system's order."""
    resolving = asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(resolving, timeout)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError(f"there is no host {host}") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))

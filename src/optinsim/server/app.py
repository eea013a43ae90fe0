"""The server as one ASGI application: the control API, the vendors' APIs, and the deliveries.

Puts the parts together, and starts and ends them. Knows no operation and no vendor.
"""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn

from optinsim.errors import OptinsimError
from optinsim.http_messages import Response
from optinsim.server.control.api import make_api
from optinsim.server.control.common import PREFIX
from optinsim.server.delivering import Deliverer, Poster
from optinsim.server.guard import Guard
from optinsim.server.journal import JournalError
from optinsim.server.requests import send_response
from optinsim.server.vendor import Vendors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from optinsim.server.hosted import Hosted
    from optinsim.server.hosting import Hosting

PAGES = ("/docs", "/metrics")
"""The control API's pages for people and for monitors."""
BACKLOG = 1024
"""Connections that may wait to be accepted."""
MOST_CONNECTIONS = 1000
"""At once; the next gets a 503."""
GRACE = 5
"""Seconds in which accepted requests may finish when the server ends."""


class Server:
    """The ASGI application of some accounts. Deliveries run between `started` and its end."""

    def __init__(
        self, hosting: Hosting, allowed_hosts: Collection[str] = (), token: str | None = None
    ) -> None:
        """Put a server together.

        Args:
            hosting: its accounts.
            allowed_hosts: hosts to which callbacks may go, beside loopback.
            token: the control API's; None: it asks for none, on loopback.
        """
        self.hosting = hosting
        self._allowed_hosts = allowed_hosts
        self._control: ASGIApp = Guard(make_api(hosting), token)
        self._vendors = Vendors(hosting.for_request)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or handle the program's start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            is_control = scope["path"].startswith(f"{PREFIX}/") or scope["path"] in PAGES
            answer = self._control if is_control else self._vendors
            try:
                await answer(scope, receive, self._when_committed(send))
            except JournalError as error:
                await send_response(Response(503, {"error": str(error)}), scope, send)
        else:
            await send({"type": "websocket.close"})

    def _when_committed(self, send: Send) -> Send:
        """Sends a message once all entries that led to it are on disk."""

        async def send_committed(message: Message) -> None:
            for hosted in self.hosting:
                await hosted.journal.committed()
            await send(message)

        return send_committed

    @asynccontextmanager
    async def started(self) -> AsyncIterator[None]:
        """Run the clocks of the accounts, and deliver."""
        poster = Poster(self._allowed_hosts)
        deliverers = {hosted.name: Deliverer(hosted, poster) for hosted in self.hosting}

        def begin(hosted: Hosted) -> None:
            deliverers[hosted.name] = Deliverer(hosted, poster)

        self.hosting.on_open = begin
        self.hosting.on_close = lambda hosted: deliverers.pop(hosted.name).end()
        try:
            yield
        finally:
            for deliverer in deliverers.values():
                await deliverer.finish(GRACE)
            await poster.close()
            for hosted in self.hosting:
                await hosted.journal.committed()
                hosted.journal.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        async with self.started():
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
        await send({"type": "lifespan.shutdown.complete"})


def listen(host: str, port: int) -> socket.socket:
    """Listen for connections.

    Raises:
        OptinsimError: the port is taken, or not allowed, or there is no such address here.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, asyncio sets TCP_NODELAY on connections. Without, an answer whose
    # head and body are two packets waits 40 ms for the client's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        message = f"nothing can listen on {host}, port {port}: {reason}"
        raise OptinsimError(f"{message}; choose another port with --port") from None
    return listener


def serve(server: Server, listener: socket.socket, started: Callable[[], None]) -> None:
    """Serve until Ctrl-C, or SIGTERM."""
    started()
    Program(server).run(sockets=[listener])


class Program(uvicorn.Server):
    """The server as a program: where it listens, and how it ends."""

    def __init__(self, server: Server) -> None:
        self._hosting = server.hosting
        super().__init__(
            uvicorn.Config(
                server,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=GRACE,
                ws="none",
                limit_concurrency=MOST_CONNECTIONS,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish accepted requests, and end the streams, which would not end by themselves."""
        self._hosting.end_streams()
        await super().shutdown(sockets)

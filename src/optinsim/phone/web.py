"""The phone in a browser on this machine, for people without a terminal.

Knows the server and the page: each tab of a browser gets a process that plays the phone, and what
that writes is drawn by textual-serve's terminal. Listens on loopback, answers to its own name only,
to no page but its own, and to nobody who has not seen the address that was told: no other page and
no other user of the machine may type on the phone, or read it.
"""

from __future__ import annotations

import asyncio
import errno
import hmac
import secrets  # noqa: TID251  (no value of a simulation)
import shlex
import socket
import sys
from contextlib import closing, redirect_stdout
from functools import partial
from http.client import HTTP_PORT
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from textual_serve.server import Server, to_int

from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.tab import PATIENCE, TabDriver, TabService

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

HOST = "127.0.0.1"
_PAGE = Path(__file__).with_name("page")
_HEADERS = {
    # Nothing comes from anywhere else (the terminal's styles are its own), and no other page shows
    # this one as a part of itself.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-cache",
}


def serve(account: Path, seed: int, port: int, say: Callable[[str], None]) -> None:
    """Serve the phone on loopback until somebody stops it; on any free port if it is 0.

    Args:
        account: the account file.
        seed: what ids and made-up people follow from.
        port: where to listen.
        say: tells somebody where the phone is.

    Raises:
        FileError: the account cannot be used.
        OptinsimError: something else listens on the port.
    """
    load_account(account)
    with closing(listen(port)) as listener:
        found = listener.getsockname()[1]
        # Nobody may guess it: what it opens has nothing to do with a seed.
        key = secrets.token_urlsafe(16)
        say(f"The phone is at http://{HOST}:{found}/?key={key} (Ctrl-C ends it).")
        # What a phone says in vain, textual-serve prints: that is narration too.
        with redirect_stdout(sys.stderr):
            web.run_app(
                make_app(command(account, seed), found, key),
                sock=listener,
                print=None,
                access_log=None,
                shutdown_timeout=4 * PATIENCE,
                loop=asyncio.new_event_loop(),
            )


def command(account: Path, seed: int) -> str:
    """What a shell has to run for one phone: this program, by this Python."""
    # (textual-serve names a driver of Textual's in the environment. -P: a folder in which somebody
    # works has no say in what is imported.)
    words = ["env", f"TEXTUAL_DRIVER={TabDriver.__module__}:{TabDriver.__name__}"]
    words += [sys.executable, "-P", "-m", "optinsim", "phone", "--seed", str(seed)]
    return f"exec {shlex.join([*words, '--', str(account)])}"


def listen(port: int) -> socket.socket:
    """Listen on loopback.

    Raises:
        OptinsimError: it cannot be done.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"something listens on port {port} already: choose another with --port"
        else:
            message = f"nothing can listen on port {port}: {error.strerror}"
        raise OptinsimError(message) from None


def make_app(phone: str, port: int, key: str) -> web.Application:
    """The server: the page, its parts, and a phone for each WebSocket.

    Args:
        phone: the command of the shell that is a phone.
        port: where the server listens.
        key: what an address must hold, or a cookie that it was given for that.
    """
    server = _Server(phone, port)
    app = web.Application(middlewares=[_only_our_page(port), _only_with(key, port)])
    app.router.add_get("/", _index)
    app.router.add_get("/ws", server.handle_websocket)
    app.router.add_static("/page", _PAGE)
    app.router.add_static("/static", server.statics_path)
    app.on_shutdown.append(server.on_shutdown)
    return app


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(_PAGE / "index.html", headers=_HEADERS)


class _Server(Server):
    """textual-serve's, whose phones end when it does."""

    def __init__(self, phone: str, port: int) -> None:
        super().__init__(phone, host=HOST, port=port)
        self._tabs: set[web.WebSocketResponse] = set()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A tab and its phone, until one of them ends."""
        tab = web.WebSocketResponse(heartbeat=15, timeout=PATIENCE)
        await tab.prepare(request)
        phone = TabService(
            self.command,
            write_bytes=tab.send_bytes,
            write_str=tab.send_str,
            close=partial(_close, tab),
            download_manager=self.download_manager,
        )
        self._tabs.add(tab)
        try:
            query = request.query
            width, height = query.get("width", ""), query.get("height", "")
            await phone.start(to_int(width, 80), to_int(height, 24))
            await self._process_messages(tab, phone)
        finally:
            await phone.stop()
            self._tabs.remove(tab)
        return tab

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002  (aiohttp gives it)
        """Close all tabs: their phones leave, for which aiohttp waits."""
        await asyncio.gather(*map(_close, self._tabs))


async def _close(tab: web.WebSocketResponse) -> None:
    await tab.close()


def _only_with(key: str, port: int) -> Middleware:
    # (Cookies know no ports: another phone's is another name.)
    cookie = f"optinsim_phone_{port}"

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = (request.query.get("key", ""), request.cookies.get(cookie, ""))
        if not any(
            hmac.compare_digest(one.encode(errors="replace"), key.encode()) for one in given
        ):
            raise web.HTTPForbidden(text="Open the address that the terminal shows, with its key.")
        response = await handler(request)
        if not response.prepared:
            response.set_cookie(cookie, key, httponly=True, samesite="Strict")
        return response

    return check


def _only_our_page(port: int) -> Middleware:
    # (Where the port is HTTP's own, a browser leaves it out.)
    tail = "" if port == HTTP_PORT else f":{port}"
    hosts = {f"{name}{tail}" for name in (HOST, "localhost")}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        # A foreign name that leads to this machine is a page that was let loose on it; a browser
        # says which page opens a WebSocket, and lets every page open one.
        if request.headers.get("Host") not in hosts:
            raise web.HTTPForbidden(text="This is not its name.")
        if request.headers.get("Origin", f"http://{HOST}{tail}") not in origins:
            raise web.HTTPForbidden(text="This is for its own page only.")
        return await handler(request)

    return check

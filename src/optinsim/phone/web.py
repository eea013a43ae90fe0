"""The phone in a browser on this machine, for people without a terminal.

Knows the server and the page: each browser tab gets a process with a phone, whose output
textual-serve's terminal draws. Listens on loopback, and answers a request only if it names this
host, comes from our own page, and has the key of the printed URL: no other page and no other user
of the machine can type on the phone, or read it.
"""

from __future__ import annotations

import asyncio
import errno
import hmac
import json
import secrets  # noqa: TID251  (no value of a simulation)
import shlex
import signal
import socket
import sys
from contextlib import closing, redirect_stdout, suppress
from functools import partial
from http.client import HTTP_PORT
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from textual_serve.server import Server, to_int

from optinsim.errors import OptinsimError
from optinsim.files.paths import is_folder
from optinsim.phone.browser_tab import EXIT_TIMEOUT, TabDriver, TabService
from optinsim.phone.input_bytes import SurrogateJoiner
from optinsim.phone.opening import NotChosenError, open_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

    from optinsim.phone.server_account import ServerAccount

HOST = "127.0.0.1"
_MOST_CELLS = 1000
"""Columns, or rows, of a page's terminal."""
_PAGE = Path(__file__).with_name("page")
_HEADERS = {
    # The page loads nothing from other hosts (the terminal sets inline styles), and no other page
    # may frame it.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-cache",
}


def serve(
    target: Path | None,
    seed: int,
    port: int,
    say: Callable[[str], None],
    server: ServerAccount | None = None,
) -> None:
    """Serve the phone on loopback until Ctrl+C.

    Args:
        target: an account file, a scenario, or a folder; None: the working folder.
        seed: the seed of ids and made-up people.
        port: of the server; 0: any free port.
        say: prints the URL.
        server: the account of a running server; the target is its file, if known.

    Raises:
        FileError: the account, or the scenario, cannot be used.
        OptinsimError: the port is taken, or not allowed.
    """
    if target is not None and not is_folder(target):
        with suppress(NotChosenError):  # the page asks
            open_target(target, seed)
    with closing(listen(port)) as listener:
        found = listener.getsockname()[1]
        # An unguessable token, which does not depend on the seed.
        key = secrets.token_urlsafe(16)
        say(f"The phone is at http://{HOST}:{found}/?key={key} (Ctrl-C ends it).")
        # textual-serve prints the errors of a phone's process to stdout, which is for data.
        with redirect_stdout(sys.stderr):
            app = make_app(command(target, seed, server), found, key)
            is_interrupted = _noting_interrupts(app)
            web.run_app(
                app,
                sock=listener,
                print=None,
                access_log=None,
                shutdown_timeout=4 * EXIT_TIMEOUT,
                loop=asyncio.new_event_loop(),
            )
    if is_interrupted():  # which aiohttp keeps to itself
        raise KeyboardInterrupt


def _noting_interrupts(app: web.Application) -> Callable[[], bool]:
    """A function that says whether Ctrl+C has ended the server."""
    interrupts: list[int] = []

    def interrupt() -> None:
        interrupts.append(signal.SIGINT)
        raise web.GracefulExit

    async def listen_for_it(_: web.Application) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)

    app.on_startup.append(listen_for_it)
    return lambda: bool(interrupts)


def command(target: Path | None, seed: int, server: ServerAccount | None = None) -> str:
    """The shell command of one phone: this program, with this Python."""
    # (textual-serve sets a driver of Textual's in the environment. -P: nothing is imported from the
    # working folder.)
    words = ["env", f"TEXTUAL_DRIVER={TabDriver.__module__}:{TabDriver.__name__}"]
    words += [sys.executable, "-P", "-m", "optinsim", "phone", "--seed", str(seed)]
    if server is not None:
        words += ["--connect", server.url]
        words += [] if server.account is None else ["--account", server.account]
    return f"exec {shlex.join([*words, *([] if target is None else ['--', str(target)])])}"


def listen(port: int) -> socket.socket:
    """Listen on loopback.

    Raises:
        OptinsimError: the port is taken, or not allowed.
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
    """The server: the page, its assets, and a phone for each WebSocket.

    Args:
        phone: the shell command of a phone.
        port: of the server.
        key: the token that a URL, or the cookie set for it, must have.
    """
    server = _Server(phone, port)
    app = web.Application(middlewares=[_require_our_page(port), _require_key(key, port)])
    app.router.add_get("/", _index)
    app.router.add_get("/ws", server.handle_websocket)
    app.router.add_static("/page", _PAGE)
    app.router.add_static("/static", server.statics_path)
    app.on_shutdown.append(server.on_shutdown)
    return app


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(_PAGE / "index.html", headers=_HEADERS)


class _Server(Server):
    """textual-serve's server; its phones end when it ends."""

    def __init__(self, phone: str, port: int) -> None:
        super().__init__(phone, host=HOST, port=port)
        self._tabs: set[web.WebSocketResponse] = set()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Serve a browser tab, until it or its phone ends."""
        tab = web.WebSocketResponse(heartbeat=15, timeout=EXIT_TIMEOUT)
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
            await _forward(tab, phone)
        finally:
            await phone.stop()
            self._tabs.remove(tab)
        return tab

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002  (aiohttp gives it)
        """Close all WebSockets: their phones exit, and aiohttp waits for that."""
        await asyncio.gather(*map(_close, self._tabs))


async def _forward(tab: web.WebSocketResponse, phone: TabService) -> None:
    """Pass a page's messages to its phone, until the page closes.

    (textual-serve's own loop ends with an exception at a lone surrogate, which a browser sends
    if an input method types an emoji as two.) A message of another form is ignored.
    """
    typed = SurrogateJoiner()
    async for message in tab:
        if message.type is not WSMsgType.TEXT:
            continue
        match _parsed(message.data):
            case ["stdin", str(text)]:
                await phone.send_bytes(typed.join(text).encode())
            case ["resize", {"width": int(width), "height": int(height)}]:
                await phone.set_terminal_size(_cells(width), _cells(height))
            case ["ping", data]:
                await tab.send_json(["pong", data])
            case ["blur", *_]:
                await phone.blur()
            case ["focus", *_]:
                await phone.focus()
            case _:
                pass


def _cells(given: int) -> int:
    """The width or height of a terminal, up to the limit for a page."""
    return min(max(given, 1), _MOST_CELLS)


def _parsed(message: str) -> Any:
    try:
        return json.loads(message)
    except (ValueError, RecursionError):
        return None


async def _close(tab: web.WebSocketResponse) -> None:
    await tab.close()


def _require_key(key: str, port: int) -> Middleware:
    # (Cookies are shared by all ports, so the name has the port.)
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


def _require_our_page(port: int) -> Middleware:
    # (A browser leaves out HTTP's default port.)
    tail = "" if port == HTTP_PORT else f":{port}"
    hosts = {f"{name}{tail}" for name in (HOST, "localhost")}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        # Another host name that resolves to this machine is a DNS rebinding attack. A browser lets
        # every page open a WebSocket, and sends the page's origin.
        if request.headers.get("Host") not in hosts:
            raise web.HTTPForbidden(text="This is not its name.")
        if request.headers.get("Origin", f"http://{HOST}{tail}") not in origins:
            raise web.HTTPForbidden(text="This is for its own page only.")
        return await handler(request)

    return check

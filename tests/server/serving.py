"""A server and receivers of callbacks for tests, on free ports of loopback."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from optinsim.files.accounts import load_account
from optinsim.server.app import Server
from optinsim.server.background import in_background
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosting import Hosting

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
VIBES = ROOT / "scenarios/accounts/acme-vibes.yaml"
ANN, BOB = "+13125550123", "+13125550124"
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
PATIENCE = 30
"""Seconds until a test fails because something did not come."""


Calling = Callable[..., httpx.Client]
"""Starts a server of some accounts, and gives a client of it."""


class Wall:
    """The machine's clock, as a test sets it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def hosted(
    path: Path = VIBES, wall: Callable[[], datetime] | None = None, **settings: Any
) -> Hosted:
    return Hosted(path.stem, load_account(path), Settings(**settings), wall or Wall())


@contextmanager
def served(*accounts: Hosted, **options: Any) -> Iterator[str]:
    """A server on a free port, in a thread; its URL."""
    with in_background(Server(Hosting(accounts, accounts[0].wall), **options)) as url:
        yield url


@contextmanager
def client_of(*accounts: Hosted, **options: Any) -> Iterator[httpx.Client]:
    """A client of a server that is running."""
    with (
        served(*accounts, **options) as url,
        httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client,
    ):
        yield client


class Receiver:
    """Takes callbacks and answers with the given statuses, then with 204."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: queue.Queue[tuple[str, str, dict[str, str], Any]] = queue.Queue()
        """Method, path, headers and body of each request."""
        self.url = ""

    def next(self) -> Any:
        """The body of the next callback."""
        return self.got.get(timeout=PATIENCE)[3]


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    receiver = Receiver(*statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            content = self.rfile.read(length)
            if len(content) < length:
                return  # its sender was killed
            body = json.loads(content)
            receiver.got.put((self.command, self.path, dict(self.headers), body))
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if status // 100 == 3:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_POST  # noqa: N815  (the name that the base looks for)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/callbacks"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join(PATIENCE)


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The head and the body of a request, as a receiver of one's own gets them."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.splitlines()
        if line.lower().startswith(b"content-length")
    )
    return head, await reader.readexactly(length)

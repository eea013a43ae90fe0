"""A server in a thread of this process: for tests.

Knows uvicorn, and one port of loopback that is free.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optinsim.server.app import Program, Server, listen
from optinsim.server.clock import wall
from optinsim.server.hosted import Hosted, Settings
from optinsim.server.hosting import Hosting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account

SECONDS_TO_END = 30


@contextmanager
def running(account: Account, settings: Settings | None = None) -> Iterator[str]:
    """Serve an account on a free port until the context is left; the URL."""
    hosted = Hosted("account", account, settings or Settings(), wall)
    with in_background(Server(Hosting([hosted], wall))) as url:
        yield url


@contextmanager
def in_background(server: Server) -> Iterator[str]:
    """Serve on a free port until the context is left; the URL."""
    listener = listen("127.0.0.1", 0)
    program = Program(server)
    thread = threading.Thread(target=program.run, args=([listener],), name="optinsim", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        program.should_exit = True
        thread.join(SECONDS_TO_END)

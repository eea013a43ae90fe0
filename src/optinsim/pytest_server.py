"""The pytest plugin's server: one for each account of a session, reset for each test.

Knows the fixture's settings. The server is in server/.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.client import Client
from optinsim.pytest_items import world_for
from optinsim.server.background import running
from optinsim.server.hosted import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account

PATIENCE = 30
"""Seconds to wait until all due deliveries have ended."""


class RunningServer:
    """A server of one account, and its deliveries."""

    def __init__(self, url: str) -> None:
        self.url = url
        """The base URL of the vendor's API, and of the control API."""
        self.client = Client(url)
        """The control API."""

    def delivered(self) -> list[dict[str, Any]]:
        """The bodies of the callbacks that arrived, once no delivery is due."""
        return [
            delivery["body"] for delivery in self.deliveries() if delivery["state"] == "delivered"
        ]

    def deliveries(self) -> list[dict[str, Any]]:
        """All deliveries with their attempts, once no delivery is due."""
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = self.client.deliveries(wait=PATIENCE, after=after, limit=1000)
            found += page["deliveries"]
            after = page["next"]
        return found


@contextmanager
def server_for(node: pytest.Item, account: Account) -> Iterator[RunningServer]:
    """The server of a Python test, with no people."""
    given = world_for(node)
    seed, start = given.get("seed", 0), given.get("start")
    config = node.config
    servers = config.stash.setdefault(_SERVERS, {})
    key = (account.digest, seed, start)
    if key not in servers:
        settings = Settings(seed=seed, start=start, speed=1 if start is None else 0)
        stack = ExitStack()
        config.add_cleanup(stack.close)
        servers[key] = RunningServer(stack.enter_context(running(account, settings)))
        stack.callback(servers[key].client.close)
    server = servers[key]
    server.client.reset()
    yield server


_SERVERS = pytest.StashKey[dict[Any, RunningServer]]()

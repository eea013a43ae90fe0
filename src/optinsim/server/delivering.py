"""Attempts deliveries when they are due, and moves hosted accounts to the time of each due timer.

Knows HTTP and the event loop. The outbox knows when an attempt is due and what an answer means.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from functools import cache
from typing import TYPE_CHECKING

import httpcore

import optinsim
from optinsim.server.connecting import AllowedHosts, HostNotAllowedError
from optinsim.server.outbox import Attempt

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.server.hosted import Hosted
    from optinsim.server.outbox import Delivery

LONGEST_WAIT = 3600.0
"""Seconds until the next look at the clock at the latest: the machine's clock may have been set."""
MOST_READ = 65_536
"""Bytes of an answer that are read, so that its connection can be used again."""
_CONNECTIONS = 100


class Poster:
    """Posts callbacks. Follows no redirect, and heeds no proxy variable and no .netrc."""

    def __init__(self, allowed_hosts: Collection[str] = ()) -> None:
        """Make a pool of connections.

        Args:
            allowed_hosts: names of hosts that may be called beside loopback.
        """
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls_context(),
            max_connections=_CONNECTIONS,
            network_backend=AllowedHosts(allowed_hosts),
        )

    async def post(self, delivery: Delivery, timeout: float) -> tuple[int | None, str, bool]:  # noqa: ASYNC109
        """Attempt a delivery.

        Args:
            delivery: a callback and its destination.
            timeout: seconds for the whole attempt.

        Returns:
            The status of the answer, or None and the reason; and whether the host is allowed.
        """
        if delivery.given_answer is not None:
            return delivery.given_answer, "a fault on purpose", True
        destination = delivery.destination
        headers: dict[bytes | str, bytes | str] = {
            "Content-Type": destination.content_type,
            "User-Agent": f"optinsim/{optinsim.__version__}",
        }
        body = json.dumps(delivery.callback.body).encode()
        try:
            async with (
                asyncio.timeout(timeout),
                self._pool.stream(
                    destination.method, destination.url, headers=headers, content=body
                ) as response,
            ):
                read = 0
                async for chunk in response.aiter_stream():
                    read += len(chunk)
                    if read > MOST_READ:
                        break
                return response.status, "", True
        except HostNotAllowedError:
            return None, "not delivered: host not allowed", False
        except TimeoutError:
            return None, "no answer in time", True
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            return None, str(error) or type(error).__name__, True
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError, OSError) as error:
            return None, str(error) or type(error).__name__, True

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


@cache
def tls_context() -> ssl.SSLContext:
    """Verifies certificates by the system's trusted authorities."""
    return ssl.create_default_context()


class Deliverer:
    """Runs a hosted account without requests: its timers, and its deliveries."""

    def __init__(self, hosted: Hosted, poster: Poster) -> None:
        self._hosted = hosted
        self._poster = poster
        self._loop = asyncio.get_running_loop()
        self._next: asyncio.Handle | None = None
        self._attempts: set[asyncio.Task[None]] = set()
        hosted.on_change = self._schedule
        self._schedule()

    def end(self) -> None:
        """Begin no more attempts."""
        self._hosted.on_change = lambda: None
        if self._next is not None:
            self._next.cancel()

    async def finish(self, grace: float) -> None:
        """Begin no more attempts; end those in flight, at the latest after so many seconds."""
        self.end()
        if self._attempts:
            _, pending = await asyncio.wait(self._attempts, timeout=grace)
            for attempt in pending:
                attempt.cancel()

    def _schedule(self) -> None:
        """Look again when the next delivery or timer is due."""
        if self._next is not None:
            self._next.cancel()
        seconds = self._hosted.seconds_until_due()
        if seconds is None:
            self._next = None
        elif seconds:
            self._next = self._loop.call_later(min(seconds, LONGEST_WAIT), self._look)
        else:
            self._next = self._loop.call_soon(self._look)

    def _look(self) -> None:
        """Attempt the deliveries that are due."""
        for delivery in self._hosted.take_due():
            task = self._loop.create_task(self._attempt(delivery))
            self._attempts.add(task)
            task.add_done_callback(self._attempts.discard)
        self._schedule()

    async def _attempt(self, delivery: Delivery) -> None:
        """Attempt a delivery, once the entries that caused it are on disk."""
        hosted = self._hosted
        await hosted.journal.committed()
        timeout = hosted.settings.retries.timeout.total_seconds()
        status, reason, is_allowed = await self._poster.post(delivery, timeout)
        attempt = Attempt(hosted.simulator.now, status, reason, is_allowed=is_allowed)
        hosted.note(delivery.number, attempt)
        await hosted.journal.committed()

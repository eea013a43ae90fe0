"""The virtual clock: it stands still until somebody advances it, and names what falls due.

It knows nothing of the machine's own time. Times are aware datetimes in UTC.
"""

from __future__ import annotations

import heapq
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from optinsim.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
"""Where every clock starts unless it is told: a Monday, nine in the morning in Chicago."""

END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""No clock goes further, so that a date computed from it (an expiry) always exists."""


class Clock:
    """The time now, and the calls that are waiting for their time."""

    def __init__(self, start: datetime = DEFAULT_START) -> None:
        if not start < END_OF_TIME:
            message = f"the clock cannot start at {start:%Y-%m-%d}: its last day is 8999-12-31"
            raise CommandError(message)
        self.now = start
        self._calls: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = 0

    def call_at(self, due: datetime, call: Callable[[datetime], None]) -> None:
        """Have `call(due)` made when the clock gets there; same time, same order as asked.

        A time that has passed is there at the next step.
        """
        self._count += 1
        heapq.heappush(self._calls, (due, self._count, call))

    def next_due(self) -> datetime | None:
        """When the next call waits, if any does."""
        return self._calls[0][0] if self._calls else None

    def advance(self, until: datetime) -> None:
        """Go to `until`, stopping at every call that falls due on the way to make it.

        Raises:
            CommandError: `until` is in the past or beyond the end of time; nothing moves.
        """
        if until < self.now:
            message = f"the clock stands at {self.now:%Y-%m-%dT%H:%M:%SZ} and cannot go back"
            raise CommandError(message)
        if until >= END_OF_TIME:
            message = f"the clock cannot go beyond {END_OF_TIME:%Y-%m-%d}"
            raise CommandError(message)
        while self._calls and self._calls[0][0] <= until:
            due, _, call = heapq.heappop(self._calls)
            self.now = max(self.now, due)
            call(due)
        self.now = until

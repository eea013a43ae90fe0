"""The clock of a hosted world: converts the machine's time to the world's.

Plain values: the caller passes the machine's time. Only `wall` reads it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from optinsim.core.values import value
from optinsim.core.world import END_OF_TIME

_LATEST = END_OF_TIME - timedelta(seconds=1)


def wall() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (recorded with every command: a replay is exact)


@value
class Clock:
    """Runs at a speed, from a pair of times: the world's and the machine's."""

    world: datetime
    """The world's time at that moment, in UTC."""
    wall: datetime
    """The machine's time at that moment, in UTC."""
    speed: float = 1.0
    """Seconds in the world for each second outside; 0: frozen."""

    def at(self, wall: datetime) -> datetime:
        """The world's time at a time outside; never before the clock's own moment."""
        if not self.speed or wall <= self.wall:
            return self.world
        try:
            return min(self.world + (wall - self.wall) * self.speed, _LATEST)
        except OverflowError:
            return _LATEST

    def seconds_until(self, instant: datetime, wall: datetime) -> float | None:
        """The real time until that time in the world; None: the clock never reaches it."""
        left = (instant - self.at(wall)).total_seconds()
        if left <= 0:
            return 0.0
        return left / self.speed if self.speed else None

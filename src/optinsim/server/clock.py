"""The clock of a hosted world: what the time is in it when it is a certain time outside.

Plain values: a clock is told what the machine's shows. Only `wall` reads that.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from optinsim.core.values import value
from optinsim.core.world import END_OF_TIME

_LATEST = END_OF_TIME - timedelta(seconds=1)


def wall() -> datetime:
    """What the machine's clock shows, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (recorded with every command: a replay is exact)


@value
class Clock:
    """Runs from a moment in the world that was a moment outside, at a speed."""

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
        """How long outside until it is that time in the world; None: it never will be."""
        left = (instant - self.at(wall)).total_seconds()
        if left <= 0:
            return 0.0
        return left / self.speed if self.speed else None

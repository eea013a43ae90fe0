"""The arrivals at a hosted account from outside, in order: all that a replay needs.

Plain values. Does not know how they are stored (journal.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from optinsim.core.values import value

if TYPE_CHECKING:
    from datetime import datetime


@value
class Entry:
    """One arrival, with its time."""

    kind: str
    """command, clock, attempt, checkpoint, …: `Hosted` has a method for each."""
    at: datetime
    """The world's time; performing the entry first moves the world to it."""
    wall: datetime
    """The machine's time."""
    content: Any = None
    """The data of its kind: a command, a name, an attempt with the number of its delivery, …"""


class Recorder(Protocol):
    """Stores the entries."""

    def append(self, entry: Entry, result: Any) -> None:
        """Store an entry that was performed, with its result."""
        ...

    async def committed(self) -> None:
        """Wait until all appended entries are on disk."""
        ...

    def close(self) -> None:
        """Write the remaining entries, and close."""
        ...


class NoJournal:
    """Stores nothing."""

    def append(self, entry: Entry, result: Any) -> None:
        """A no-op."""

    async def committed(self) -> None:
        """Return at once."""

    def close(self) -> None:
        """A no-op, too."""

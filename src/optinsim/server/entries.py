"""What comes from outside into a hosted account, in order: all that a replay needs.

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
    """The world's time, to which it is brought first."""
    wall: datetime
    """The machine's time."""
    content: Any = None
    """What its kind needs: a command, a name, an attempt with the number of its delivery, …"""


class Recorder(Protocol):
    """What keeps the entries."""

    def append(self, entry: Entry, result: Any) -> None:
        """Keep an entry that was performed, with its result."""
        ...

    async def committed(self) -> None:
        """Wait until everything that was appended is on disk."""
        ...

    def close(self) -> None:
        """Write the rest, and end."""
        ...


class NoJournal:
    """Keeps nothing."""

    def append(self, entry: Entry, result: Any) -> None:
        """Keep nothing."""

    async def committed(self) -> None:
        """Nothing is waited for."""

    def close(self) -> None:
        """Nothing is left."""

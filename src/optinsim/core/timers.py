"""Timers, as values that can be cancelled.

Knows when each is due, and their order. Does not know the action of a timer: the engine or the
platform carries it out by the timer's kind.
"""

from __future__ import annotations

import heapq
from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.values import SHOWN, value

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.core.world import Store

Key = tuple[str | int, ...]
"""The kind of a timer, and its subject: ("expire", 1, "ACQ1234")."""


@value
class Timer:
    """When a timer is due, and its order among those due at the same time."""

    due: datetime
    order: int = field(metadata=SHOWN)
    """Of two timers that are due at the same time, the one that was set first fires first."""


class Timers:
    """The timers of one world; at most one for each key."""

    def __init__(self, store: Store[Key, Timer], counters: Store[str, int]) -> None:
        self._store = store
        self._counters = counters
        self._heap: list[tuple[datetime, int, Key]] | None = None
        """An index of the store by due time; None: rebuild it. It may hold cancelled timers."""

    def set(self, due: datetime, key: Key) -> None:
        """Set a timer, in place of one with the same key. A past time is due at once."""
        order = self._counters["timers"] = self._counters.get("timers", 0) + 1
        self._store[key] = Timer(due, order)
        heap = self._heap
        if heap is None or len(heap) > 2 * len(self._store) + _SLACK:
            self._heap = None  # most entries are cancelled: rebuild it on the next use
        else:
            heapq.heappush(heap, (due, order, key))

    def cancel(self, key: Key) -> None:
        """Cancel a timer; a no-op if there is none."""
        self._store.pop(key, None)

    def next_due(self) -> datetime | None:
        """When the next timer is due, if there is one."""
        heap = self._sorted()
        return heap[0][0] if heap else None

    def take_due(self, until: datetime) -> tuple[datetime, Key] | None:
        """Remove the first timer that is due by then, and say when it was due."""
        heap = self._sorted()
        if not heap or heap[0][0] > until:
            return None
        due, _, key = heapq.heappop(heap)
        del self._store[key]
        return due, key

    def in_order(self) -> list[tuple[datetime, Key]]:
        """All timers, in the order in which they will fall due."""
        rows = sorted((timer.due, timer.order, key) for key, timer in self._store.items())
        return [(due, key) for due, _, key in rows]

    def due_times(self, most: int) -> list[datetime]:
        """The next times at which a timer is due, each once, at most so many."""
        return heapq.nsmallest(most, {timer.due for timer in self._store.values()})

    def forget_order(self) -> None:
        """Drop the index: the store was restored or rolled back."""
        self._heap = None

    def _sorted(self) -> list[tuple[datetime, int, Key]]:
        """The heap, with a timer on top that is not cancelled."""
        heap = self._heap
        if heap is None:
            heap = [(timer.due, timer.order, key) for key, timer in self._store.items()]
            heapq.heapify(heap)
            self._heap = heap
        while heap:
            timer = self._store.get(heap[0][2])
            if timer is not None and timer.order == heap[0][1]:
                break
            heapq.heappop(heap)
        return heap


_SLACK = 64
"""Cancelled timers that the heap may hold before it is rebuilt."""

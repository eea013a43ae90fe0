"""The log of a hosted account, line by line: the lists and the live stream read it.

Knows numbers, times and kinds of lines. Does not know the content of a line.
"""

from __future__ import annotations

from collections import Counter, deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

MOST_LINES = 10_000
"""How many are kept: the last ones."""


@value
class Line:
    """A line of the log: something that happened."""

    number: int
    """1, 2, 3, … never given twice: a stream goes on after a number."""
    at: datetime
    """The world's time."""
    kind: str
    """text, request, wait, reply, callback, change, delivery, …"""
    content: dict[str, Any]


class Log:
    """The last lines of one account."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self._lines: deque[Line] = deque(maxlen=most)
        self.last = 0
        """The number of the last line."""
        self.counts = Counter[str]()
        """How many lines of each kind were ever written."""
        self._listeners: set[Callable[[], None]] = set()

    def add(self, at: datetime, kind: str, content: dict[str, Any]) -> None:
        """Write a line."""
        self.last += 1
        self.counts[kind] += 1
        self._lines.append(Line(self.last, at, kind, content))
        self.wake()

    def wake(self) -> None:
        """Call the listeners."""
        for listener in tuple(self._listeners):
            listener()

    @contextmanager
    def listening(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call a function after every line."""
        self._listeners.add(listener)
        try:
            yield
        finally:
            self._listeners.discard(listener)

    def after(self, number: int) -> Iterator[Line]:
        """The lines with greater numbers, in order, if they are still kept."""
        # Lines of an abandoned branch are gone, so a number does not give the place.
        found = []
        for line in reversed(self._lines):
            if line.number <= number:
                break
            found.append(line)
        yield from reversed(found)

    def kept(self) -> tuple[Line, ...]:
        """The lines that are kept, as a value; see `restore`."""
        return tuple(self._lines)

    def restore(self, lines: Iterable[Line]) -> None:
        """Go back to earlier lines. The numbers after them are not given again."""
        self._lines.clear()
        self._lines.extend(lines)
        self.last = max([self.last, *(line.number for line in self._lines)])

"""The last turns of a hosted account, numbered: a phone shows the conversation from them.

Knows which turns still count after a rewind. Does not know how a turn is written.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.simulator import Turn

MOST_TURNS = 1000
"""How many are kept: the last ones."""


@value
class NumberedTurn:
    """A turn with its number."""

    number: int
    """1, 2, 3, … never given twice."""
    turn: Turn


class Turns:
    """The last turns of one account."""

    def __init__(self, most: int = MOST_TURNS) -> None:
        self._turns: deque[NumberedTurn] = deque(maxlen=most)
        self.last = 0
        """The number of the last turn that was ever added."""

    def add(self, turn: Turn) -> None:
        """Add a turn."""
        self.last += 1
        self._turns.append(NumberedTurn(self.last, turn))

    @property
    def newest(self) -> int:
        """The number of the last turn that counts; 0: there is none."""
        return self._turns[-1].number if self._turns else 0

    def since(self, number: int) -> tuple[int, list[NumberedTurn]]:
        """The turns that a reader lacks, and the number of the reader's turn before them.

        Args:
            number: of the last turn that the reader knows.

        Returns:
            The number of the last turn up to that number that still counts and is kept (0: none),
            and all turns after it. The reader's later turns were taken back.
        """
        found: list[NumberedTurn] = []
        for one in reversed(self._turns):
            if one.number <= number:
                return one.number, found[::-1]
            found.append(one)
        return 0, found[::-1]

    def kept(self) -> tuple[NumberedTurn, ...]:
        """The kept turns, as a value; see `restore`."""
        return tuple(self._turns)

    def restore(self, turns: Iterable[NumberedTurn]) -> None:
        """Go back to earlier turns. The numbers after them are not given again."""
        self._turns.clear()
        self._turns.extend(turns)
        self.last = max(self.last, self.newest)

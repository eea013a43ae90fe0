"""Moments of a hosted account, and the branches of its history.

Plain values. Does not know how an account goes back to one (hosted.py).
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from optinsim.core.world import Snapshot
    from optinsim.server.faults import Rule
    from optinsim.server.log import Line
    from optinsim.server.outbox import Kept
    from optinsim.server.turns import NumberedTurn


@value
class Moment:
    """A hosted account at one moment: what it can go back to."""

    world: Snapshot
    outbox: Kept
    lines: tuple[Line, ...]
    faults: tuple[Rule, ...]
    turns: tuple[NumberedTurn, ...] = field(default=(), compare=False)
    """The last of the conversation, to be shown; a snapshot of a journal has none of it, and a
    replay has its requests without headers that a client's program added."""


class Branches:
    """Counts the branches of an account's history."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        """The number of a new branch."""
        self.last += 1
        return self.last

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
    """A hosted account at one moment, to which it can go back."""

    world: Snapshot
    outbox: Kept
    lines: tuple[Line, ...]
    faults: tuple[Rule, ...]
    turns: tuple[NumberedTurn, ...] = field(default=(), compare=False)
    """The last turns, to show them. A journal's snapshot does not have them, and a replay has their
    requests without headers that a client's program added."""


class Branches:
    """Counts the branches of an account's history."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        """The number of a new branch."""
        self.last += 1
        return self.last

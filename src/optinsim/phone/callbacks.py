"""The tab «Callbacks»: what the brand's systems were told, and what their calls were answered.

A reader of turns. How JSON folds, json_tree.py knows.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.phone.json_tree import Entry, JsonTree
from optinsim.phone.thread import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


class Callbacks(JsonTree):
    """Callbacks and answers, one below the other."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._told: list[tuple[Turn, list[Entry]]] = []
        """Turn by turn, as it was shown last."""

    def follow(self, session: Session) -> None:
        """Show what was told so far; of a turn that is shown already, the same entries."""
        both = zip(self._told, session.turns, strict=False)
        same = [pair for pair, _ in takewhile(lambda both: both[0][0] is both[1], both)]
        new = session.turns[len(same) :]
        self._told = same + [(turn, list(_told(turn, session.start))) for turn in new]
        self.show([entry for _, entries in self._told for entry in entries])


def _told(turn: Turn, start: datetime) -> Iterator[Entry]:
    """What the brand's systems were told in a turn: the answer to their call, and callbacks."""
    at = clock(turn.at, start)
    if isinstance(turn.command, Request) and turn.response is not None:
        heading = f"{at} answer {turn.response.status} to {turn.command.method}"
        yield Entry(f"{heading} {turn.command.path}", turn.response.json)
    for callback in turn.callbacks:
        yield Entry(f"{at} {callback.name}", callback.body)

"""The tab «Callbacks»: the callbacks to the brand's systems, and the answers to their API calls.

Reads turns. Does not know how JSON folds (json_tree.py).
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.phone.json_tree import JsonEntry, JsonTree
from optinsim.phone.timeline import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


class CallbacksTab(JsonTree):
    """Callbacks and answers, in order."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._entries: list[tuple[Turn, list[JsonEntry]]] = []
        """The shown entries, by turn."""

    def follow(self, session: Session) -> None:
        """Show the session's callbacks; turns that are shown already keep their entries."""
        both = zip(self._entries, session.turns, strict=False)
        same = [pair for pair, _ in takewhile(lambda both: both[0][0] is both[1], both)]
        new = session.turns[len(same) :]
        self._entries = same + [(turn, list(_entries_of(turn, session.start))) for turn in new]
        self.show_entries([entry for _, entries in self._entries for entry in entries])


def _entries_of(turn: Turn, start: datetime) -> Iterator[JsonEntry]:
    """The answer to an API call, and the callbacks, of one turn."""
    at = clock(turn.at, start)
    if isinstance(turn.command, Request) and turn.response is not None:
        heading = f"{at} answer {turn.response.status} to {turn.command.method}"
        yield JsonEntry(f"{heading} {turn.command.path}", turn.response.json)
    for callback in turn.callbacks:
        yield JsonEntry(f"{at} {callback.name}", callback.body)

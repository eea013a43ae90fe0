"""The tab «Record»: the vendor's own record of the current subscriber.

Reads the session. Does not know how JSON folds (json_tree.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.phone.json_tree import JsonEntry, JsonTree

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class RecordTab(JsonTree):
    """One record, or a heading that says that there is none."""

    def follow(self, session: Session) -> None:
        """Show the present record."""
        current = session.current
        record = session.world.record(current.mdn)
        nothing = "" if record is not None else ": the platform has no record"
        self.show_entries([JsonEntry(f"{current.name} {current.mdn}{nothing}", record)])

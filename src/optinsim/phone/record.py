"""The tab «Record»: the vendor's own record of the current subscriber.

A reader of the session. How JSON folds, json_tree.py knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.phone.json_tree import Entry, JsonTree

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class Record(JsonTree):
    """One record, or that there is none."""

    def follow(self, session: Session) -> None:
        """Show it as it is now."""
        current = session.current
        record = session.simulator.record(current.mdn)
        nothing = "" if record is not None else ": the platform has no record"
        self.show([Entry(f"{current.name} {current.mdn}{nothing}", record)])

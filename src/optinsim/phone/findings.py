"""The laws of the account's country that a session's turns break.

Judges each turn once; after going back, from the beginning. Does not know the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.laws.judge import Judge
from optinsim.laws.law import Severity
from optinsim.laws.packs import pack_for

if TYPE_CHECKING:
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


class TurnFindings:
    """The findings of the present session, for its played turns."""

    def __init__(self) -> None:
        self._turns: list[Turn] | None = None
        """The turns of the judged session; going back makes a new list."""
        self._judge: Judge | None = None
        self._found: list[tuple[str, ...]] = []

    def of(self, session: Session) -> list[tuple[str, ...]]:
        """For each played turn, a line for each law that it breaks."""
        if self._judge is None or session.turns is not self._turns:
            account = session.account
            self._judge = Judge(account, pack_for(account, session.start))
            self._turns, self._found = session.turns, []
        for turn in session.turns[len(self._found) :]:
            self._found.append(
                tuple(
                    f"law {one.law.name} ({one.law.severity}): {one.broken.says}"
                    for one in self._judge.turn(turn)
                    if one.law.severity is not Severity.INFO
                )
            )
        return self._found

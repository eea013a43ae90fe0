"""What the laws of the account's country say of a session's turns.

Judges each turn once; after going back, from the beginning. Knows nothing of a screen.
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
    """The findings of one session after the other, as far as each was played."""

    def __init__(self) -> None:
        self._turns: list[Turn] | None = None
        """The list of the session that was judged; going back makes another."""
        self._judge: Judge | None = None
        self._found: list[tuple[str, ...]] = []

    def of(self, session: Session) -> list[tuple[str, ...]]:
        """For each turn that was played, a line for each law that it breaks."""
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

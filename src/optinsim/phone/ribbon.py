"""The time ribbon as cells: the played steps, the session's position, and the timers ahead.

A text or a call is one cell; a wait is several, by its length. Knows no widgets.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime
from optinsim.core.consent import Consent
from optinsim.core.events import TransitionTaken, mdn_of
from optinsim.core.values import value
from optinsim.phone.local_time import is_quiet, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta, tzinfo

    from optinsim.phone.session import Session
    from optinsim.simulator import Turn

DOTS = {
    Consent.NONE: "○",
    Consent.PENDING: "◐",
    Consent.SUBSCRIBED: "●",
    Consent.DECLINED: "⊘",
    Consent.EXPIRED: "⊗",
    Consent.UNSUBSCRIBED: "⊘",
}
"""A shape for each state, since a terminal may have no colours."""
GHOST, AHEAD, OTHERS = "◌", "·", "·"
_LINE, _QUIET_LINE = "─", "░"
_MOST_CELLS = 12
"""The most cells of a wait: a day in cells of two hours."""
_HOURS = 2
"""Hours of a cell in a wait up to the most cells; a longer wait has no shaded cells."""
MOST_GHOSTS = 4


@value
class Cell:
    """One character of the ribbon."""

    symbol: str
    style: str
    position: int | None = None
    """The position in the session that it shows; None: it lies in the future."""
    at: datetime | None = None
    """The time of a cell in the future."""


class States:
    """The current subscriber's state after each turn of a session, computed once for each."""

    def __init__(self) -> None:
        self._turns: list[Turn] | None = None
        self._mdn = ""
        self._states: list[Consent] = []

    def of(self, session: Session) -> list[Consent]:
        """The state after each turn: in the campaign in which it changed last."""
        if session.turns is not self._turns or session.current.mdn != self._mdn:
            self._turns, self._mdn, self._states = session.turns, session.current.mdn, []
        for turn in session.turns[len(self._states) :]:
            state = self._states[-1] if self._states else Consent.NONE
            for event in turn.events:
                if isinstance(event, TransitionTaken) and event.person.mdn == self._mdn:
                    state = event.after
            self._states.append(state)
        return self._states


def past(session: Session, states: list[Consent], most: int) -> list[Cell]:
    """The cells up to the session's position, which is the last one; at most so many."""
    zone, mdn = zone_of(session.current.mdn), session.current.mdn
    cells: list[Cell] = []
    for index in range(session.position - 1, -1, -1):
        if len(cells) >= most:
            break
        turn, state, position = session.turns[index], states[index], index + 1
        is_mine = any(mdn_of(event) == mdn for event in turn.events)
        style = f"ribbon--{state}"
        if isinstance(turn.command, AdvanceTime):
            line = list(_line(turn.at, turn.command.until, zone))
            last = DOTS[state] if is_mine else line[-1]
            cells.append(Cell(last, style, position))
            cells += [Cell(symbol, "ribbon--line", position) for symbol in reversed(line[:-1])]
        else:
            cells.append(Cell(DOTS[state] if is_mine else OTHERS, style, position))
    if len(cells) < most:
        cells.append(Cell(DOTS[Consent.NONE], "ribbon--none", 0))
    return cells[:most][::-1]


def future(session: Session, most: int) -> list[Cell]:
    """The cells after the session's position: the steps that lie ahead, or else the timers."""
    if not session.is_at_end:
        positions = range(session.position + 1, len(session.steps) + 1)[:most]
        return [Cell(AHEAD, "ribbon--ahead", position) for position in positions]
    zone = zone_of(session.current.mdn)
    cells: list[Cell] = []
    for before, due in pairwise([session.world.now, *session.world.upcoming(MOST_GHOSTS)]):
        line = list(_line(before, due, zone))
        step = (due - before) / max(len(line), 1)
        cells += [
            Cell(symbol, "ribbon--line", at=before + step * (number + 1))
            for number, symbol in enumerate(line[:-1])
        ]
        cells.append(Cell(GHOST, "ribbon--ghost", at=due))
    return cells[:most]


def _line(start: datetime, end: datetime, zone: tzinfo | None) -> Iterator[str]:
    """A symbol for each cell of a wait, shaded in the subscriber's quiet hours."""
    number = _cells(end - start)
    step = (end - start) / number
    has_hours = step.total_seconds() <= _HOURS * 3600
    for i in range(number):
        quiet = has_hours and is_quiet(start + step * (i + 0.5), zone)
        yield _QUIET_LINE if quiet else _LINE


def _cells(wait: timedelta) -> int:
    hours = wait.total_seconds() / 3600
    return min(max(round(hours / _HOURS), 1), _MOST_CELLS)

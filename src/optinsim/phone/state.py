"""The tab «State»: the machine of the platform, once for each campaign.

Knows where somebody stands and what moved last; how the machine is drawn, machine.py knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from optinsim.core.consent import Consent
from optinsim.core.events import TransitionTaken
from optinsim.core.values import value
from optinsim.phone.lines import Line, Lines, wrap
from optinsim.phone.machine import STYLES, Move, machine
from optinsim.phone.thread import day_name, lifetime, titled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from optinsim.core.consent import Rule
    from optinsim.core.setup import Campaign
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


_CONTEXT = 6
"""Lines to be seen from the current state on: the state, and what leads out of it."""


@value
class Standing:
    """Where the current subscriber stands with a campaign."""

    campaign: Campaign
    state: Consent
    table: Sequence[Rule]
    now: datetime
    expires_at: datetime | None
    last: Move | None
    is_only: bool


class StateView(Lines[Standing]):
    """The campaigns; of the one that is pointed at, or moved last, the whole machine."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._opened: int | None = None
        """Whose machine is drawn. (What is pointed at is opened a moment later, when the message
        about it comes; a frame in between shows the machine that is still open.)"""

    def follow(self, session: Session) -> None:
        """Show where the current subscriber stands now."""
        moves = last_moves(session.turns, session.current.mdn, len(session.account.setup.by_id))
        self.items = standings_of(session, moves)
        ids = list(session.account.setup.by_id)
        newest = ids.index(next(iter(moves))) if moves else 0
        self.open(newest if ids else None)

    def open(self, index: int | None) -> None:
        """Draw the machine of this one."""
        self.picked = self._opened = index
        self._measure()
        self.call_after_refresh(self.settle)

    def settle(self, top: int = 0) -> None:
        """Scroll only as far as it takes to see where somebody stands, and what leads on.

        What was in sight before does not count.
        """
        lines = [line for i in range(len(self.items)) for line in self.draw(i, self._width)]
        marked = [i for i, line in enumerate(lines) if line and line[0][1] == "machine--current"]
        height = self.size.height
        top = marked[0] + _CONTEXT - height if marked and len(lines) > height else 0
        self.scroll_to(y=max(min(top, marked[0] if marked else 0), 0), animate=False)

    def on_lines_picked(self, event: Lines.Picked) -> None:
        """Another campaign is pointed at."""
        event.stop()
        self.open(event.index)

    def draw(self, index: int, width: int) -> list[Line]:
        """A campaign's name and state, and the machine where it is the one to draw."""
        item = self.items[index]
        is_open = index == self._opened
        mark = "" if item.is_only else "▾ " if is_open else "▸ "
        lines: list[Line] = [
            *([(part, "machine--title")] for part in wrap(f"{mark}{titled(item.campaign)}", width)),
            *([(f"  {part}", "machine--edge")] for part in wrap(_standing(item), width - 2)),
        ]
        if is_open:
            lines += [[], *machine(item.table, item.state, item.last, width)]
        return [*lines, []]


def standings_of(session: Session, moves: Mapping[str, Move]) -> list[Standing]:
    """Where the current subscriber stands with every campaign."""
    setup, simulator, mdn = session.account.setup, session.simulator, session.current.mdn
    states, expiries = simulator.states(mdn), simulator.expiries(mdn)
    return [
        Standing(
            campaign,
            states[campaign.id],
            setup.table,
            simulator.now,
            expiries.get(campaign.id),
            moves.get(campaign.id),
            len(setup.campaigns) == 1,
        )
        for campaign in setup.campaigns
    ]


def _standing(item: Standing) -> str:
    """The state, and how long a pending one still lives."""
    if item.state is not Consent.PENDING:
        return str(item.state)
    if item.expires_at is None:
        return f"{item.state} · never expires"
    at = item.expires_at
    left = lifetime(at - item.now)
    return f"{item.state} · expires in {left} ({day_name(at)} {at:%H:%M})"


def last_moves(turns: Sequence[Turn], mdn: str, most: int) -> dict[str, Move]:
    """The last transition in each campaign by its id, the newest first."""
    found: dict[str, Move] = {}
    for turn in reversed(turns):
        for event in reversed(turn.events):
            if isinstance(event, TransitionTaken) and event.person.mdn == mdn:
                move = Move(event.before, event.trigger, event.after)
                found.setdefault(event.campaign.id, move)
        if len(found) == most:
            break
    return found

"""The part of the screen that moves to a time: by the ribbon, or typed.

Knows what is asked and said. What a typed time means, local_time.py knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from optinsim.core.commands import AdvanceTime
from optinsim.phone.dialogs.go_to_time import GoToTimeDialog
from optinsim.phone.local_time import zone_of
from optinsim.phone.steps import StepActions

if TYPE_CHECKING:
    from optinsim.phone.time_ribbon import TimeRibbon


class TimeActions(StepActions):
    """The actions of a `PhoneScreen` about times."""

    @work
    async def action_go_to_time(self) -> None:
        """Go to a time that is typed: wait for it, or go back to what was played by then."""
        session = self.session
        dialog = GoToTimeDialog(session.world.now, zone_of(session.current.mdn))
        at = await self.ask(dialog)
        if at is None or self.session is not session:
            return
        if at < session.world.now:
            await self.go_to(max(sum(turn.at <= at for turn in session.turns) - 1, 0))
        elif at > session.world.now:
            await self.play(lambda: session.play(AdvanceTime(at)))

    async def on_time_ribbon_moved(self, event: TimeRibbon.Moved) -> None:
        """Go to a position."""
        await self.go_to(event.position)

    async def on_time_ribbon_waited(self, event: TimeRibbon.Waited) -> None:
        """Let time pass up to a time that the ribbon shows."""
        if event.until > self.session.world.now:  # the session may be another by now
            await self.play(lambda: self.session.play(AdvanceTime(event.until)))

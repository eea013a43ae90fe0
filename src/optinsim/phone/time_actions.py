"""The part of the screen that moves to a time, by the ribbon or typed, and into two futures.

Knows the questions and texts for the user. Does not know the meaning of a typed time
(local_time.py), nor futures (futures.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from optinsim.core.commands import AdvanceTime
from optinsim.errors import CommandError
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.go_to_time import GoToTimeDialog
from optinsim.phone.dialogs.two_futures import TwoFuturesDialog
from optinsim.phone.futures import describe, two_futures
from optinsim.phone.local_time import zone_of
from optinsim.phone.steps import StepActions

if TYPE_CHECKING:
    from optinsim.phone.session import Session
    from optinsim.phone.time_ribbon import TimeRibbon


class TimeActions(StepActions):
    """The actions of a `PhoneScreen` about times and futures."""

    @work
    async def action_go_to_time(self) -> None:
        """Go to a typed time: wait for it, or go back to the steps played by then."""
        session = self.session
        dialog = GoToTimeDialog(session.world.now, zone_of(session.current.mdn))
        at = await self.ask(dialog)
        if at is None or self.session is not session:
            return
        if at < session.world.now:
            await self.go_to(max(sum(turn.at <= at for turn in session.turns) - 1, 0))
        elif at > session.world.now:
            await self.play(lambda: session.play(AdvanceTime(at)))

    @work
    async def action_two_futures(self) -> None:
        """Show two futures, from the highlighted bubble on, or from now on if there is none."""
        await self.show_futures(self.session, self.highlighted_position)

    @property
    def highlighted_position(self) -> int:
        """The position after the highlighted bubble; without one, the session's position."""
        view, position = self.query_one(ConversationView), self.session.position
        if view.highlighted is not None and view.highlighted < len(view.items):
            position = min(view.items[view.highlighted].turn + 1, position)
        return position

    async def show_futures(self, session: Session, position: int) -> None:
        """Show two futures of a session from a position on, and go on with the kept one."""
        try:
            futures = two_futures(session, position)
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
            return
        kept = await self.ask(TwoFuturesDialog(futures, position))
        if kept is not None:
            await self.show_session(kept)
            done = describe(kept, position)
            said = f"Kept: {done}. Ctrl+L leads back to the conversation before."
            self.notify(said, markup=False)

    async def on_time_ribbon_moved(self, event: TimeRibbon.Moved) -> None:
        """Go to a position."""
        await self.go_to(event.position)

    async def on_time_ribbon_waited(self, event: TimeRibbon.Waited) -> None:
        """Let time pass up to a time that the ribbon shows."""
        if event.until > self.session.world.now:  # the session may be another by now
            await self.play(lambda: self.session.play(AdvanceTime(event.until)))

"""The row of subscribers: whose phone is shown, where each stands, and what they have not read.

A reader of the session. Who is looked at next, it only asks for.
"""

from __future__ import annotations

from asyncio import Lock
from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message
from textual.widgets import Tab, Tabs

from optinsim.core.consent import Consent
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sized

    from optinsim.phone.session import Session


class Subscribers(Tabs):
    """A tab for each subscriber."""

    class Chosen(Message):
        """Another subscriber's phone is to be shown."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._in_turn = Lock()
        """For each `follow`, which looks at the tabs that are there and then waits for others."""

    async def follow(self, session: Session, unread: Mapping[str, Sized]) -> None:
        """Show all subscribers as they are now."""
        async with self._in_turn:
            await self._follow(session, unread)

    async def _follow(self, session: Session, unread: Mapping[str, Sized]) -> None:
        # As they are now: somebody else may come or be taken up while this one waits for its tab.
        subscribers, current = list(session.subscribers), session.current
        tabs = {tab.id: tab for tab in self.query(Tab)}
        for i, subscriber in enumerate(subscribers):
            states = session.simulator.states(subscriber.mdn)
            label = Text(one_line(subscriber.name), "bold")
            label.append(f" {subscriber.mdn} ", "not bold")
            label.append(_summary(states), "not bold italic")
            if waiting := unread.get(subscriber.mdn):
                label.append(f" ● {len(waiting)} new", "bold")
            if tab := tabs.get(f"p{i}"):
                tab.label = label
            else:
                await self.add_tab(Tab(label, id=f"p{i}"))
        # Nobody has chosen this: two of such choices on their way would undo each other for ever.
        with self.prevent(Tabs.TabActivated):
            self.active = f"p{subscribers.index(current)}"
        for i in range(len(subscribers), self.tab_count):
            await self.remove_tab(f"p{i}")

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """One was chosen, unless another has been in the meantime."""
        event.stop()
        if event.tab.id == self.active:
            self.post_message(self.Chosen(int(self.active[1:])))


def _summary(states: Mapping[str, Consent]) -> str:
    """Where somebody stands, in a word or a few."""
    shown = [str(state) for state in states.values() if state is not Consent.NONE]
    return ", ".join(dict.fromkeys(shown)) or "none"

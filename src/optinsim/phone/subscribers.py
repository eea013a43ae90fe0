"""The row of subscribers: whose phone is shown, where each stands, and what they have not read.

A reader of the session. Who is looked at next, it only asks for.
"""

from __future__ import annotations

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

    async def follow(self, session: Session, unread: Mapping[str, Sized]) -> None:
        """Show all subscribers as they are now."""
        tabs = {tab.id: tab for tab in self.query(Tab)}
        for i, subscriber in enumerate(session.subscribers):
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
        for i in range(len(session.subscribers), self.tab_count):
            await self.remove_tab(f"p{i}")
        self.active = f"p{session.subscribers.index(session.current)}"

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """One was chosen."""
        event.stop()
        self.post_message(self.Chosen(int((event.tab.id or "p0")[1:])))


def _summary(states: Mapping[str, Consent]) -> str:
    """Where somebody stands, in a word or a few."""
    shown = [str(state) for state in states.values() if state is not Consent.NONE]
    return ", ".join(dict.fromkeys(shown)) or "none"

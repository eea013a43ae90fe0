"""The subscribers' tabs: name, number, states and unread messages of each subscriber.

Reads the session. Does not switch the subscriber: the screen does.
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


class SubscriberTabs(Tabs):
    """A tab for each subscriber."""

    class Chosen(Message):
        """The user chose a subscriber, by index."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        """One `follow` at a time: it reads the tabs, awaits, and then changes them."""

    async def follow(self, session: Session, unread: Mapping[str, Sized]) -> None:
        """Show the session's present subscribers."""
        async with self._lock:
            await self._follow(session, unread)

    async def _follow(self, session: Session, unread: Mapping[str, Sized]) -> None:
        # A copy: the session may change while a tab is awaited.
        subscribers, current = list(session.subscribers), session.current
        tabs = {tab.id: tab for tab in self.query(Tab)}
        for i, subscriber in enumerate(subscribers):
            states = session.world.states(subscriber.mdn)
            label = Text(one_line(subscriber.name), "bold")
            label.append(f" {subscriber.mdn} ", "not bold")
            label.append(_summary(states), "not bold italic")
            if waiting := unread.get(subscriber.mdn):
                label.append(f" ● {len(waiting)} new", "bold")
            if tab := tabs.get(f"p{i}"):
                tab.label = label
            else:
                await self.add_tab(Tab(label, id=f"p{i}"))
        # This is not the user's choice: two such messages at a time would undo each other
        # without an end.
        with self.prevent(Tabs.TabActivated):
            self.active = f"p{subscribers.index(current)}"
        for i in range(len(subscribers), self.tab_count):
            await self.remove_tab(f"p{i}")

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """The user chose a tab, unless another one is active by now."""
        event.stop()
        if event.tab.id == self.active:
            self.post_message(self.Chosen(int(self.active[1:])))


def _summary(states: Mapping[str, Consent]) -> str:
    """The distinct states, without none unless it is the only one."""
    shown = [str(state) for state in states.values() if state is not Consent.NONE]
    return ", ".join(dict.fromkeys(shown)) or "none"

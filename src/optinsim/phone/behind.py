"""The tabs «behind the screen»: state, callbacks, record, and why.

Knows which tab is open, and refreshes only that one. What a tab shows is in its own module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TabbedContent, TabPane

from optinsim.phone.callbacks_tab import CallbacksTab
from optinsim.phone.record_tab import RecordTab
from optinsim.phone.state_tab import StateTab
from optinsim.phone.why_tab import WhyTab

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class BehindTabs(TabbedContent):
    """Four views of one session."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="behind")
        self._session = session
        self._stale: set[str] = set()
        """The tabs that do not show the current session yet, by id."""
        self._tabs: dict[str, StateTab | CallbacksTab | RecordTab | WhyTab] = {
            "state": StateTab(id="states"),
            "callbacks": CallbacksTab(id="callback-tree"),
            "record": RecordTab(id="record-tree"),
            "why": WhyTab(id="reasons"),
        }
        for name, tab in self._tabs.items():
            self.compose_add_child(TabPane(name.capitalize(), tab, id=name))

    def follow(self, session: Session) -> None:
        """Show the session as it is now."""
        self._session = session
        self._stale = set(self._tabs)
        self._refresh_tab(self.active)

    def explain(self, turn: int) -> None:
        """Open «Why» at a turn of the session, counted from 0."""
        self.active = "why"
        self._refresh_tab("why")
        self.query_one(WhyTab).highlight(turn)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Refresh the tab that was opened."""
        self._refresh_tab(event.pane.id or "")

    def _refresh_tab(self, name: str) -> None:
        if name in self._stale:
            self._stale.remove(name)
            self._tabs[name].follow(self._session)

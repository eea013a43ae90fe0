"""The tabs «behind the screen»: state, callbacks, record, why, and try.

Knows which tab is open, and refreshes only that one. Does not know the content of a tab (the tab's
own module).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TabbedContent, TabPane

from optinsim.phone.callbacks_tab import CallbacksTab
from optinsim.phone.record_tab import RecordTab
from optinsim.phone.state_tab import StateTab
from optinsim.phone.tries import Tries
from optinsim.phone.try_tab import TrialList, TryTab
from optinsim.phone.why_tab import WhyTab

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class BehindTabs(TabbedContent):
    """Five views of one session."""

    def __init__(self, session: Session) -> None:
        super().__init__(id="behind")
        self._session = session
        self._stale: set[str] = set()
        """The tabs that do not show the current session yet, by id."""
        self.tries = Tries()
        self._tabs: dict[str, StateTab | CallbacksTab | RecordTab | WhyTab | TryTab] = {
            "state": StateTab(self.tries),
            "callbacks": CallbacksTab(id="callback-tree"),
            "record": RecordTab(id="record-tree"),
            "why": WhyTab(id="reasons"),
            "try": TryTab(self.tries),
        }
        for name, tab in self._tabs.items():
            self.compose_add_child(TabPane(name.capitalize(), tab, id=name))

    def follow(self, session: Session) -> None:
        """Show the session's present state."""
        self._session = session
        self.tries.follow(session)
        self._stale = set(self._tabs)
        self._refresh_tab(self.active)

    def explain(self, turn: int) -> None:
        """Open «Why» at a turn of the session, counted from 0."""
        self.active = "why"
        self._refresh_tab("why")
        self.query_one(WhyTab).highlight(turn)

    def open_trials(self) -> None:
        """Open «Try», with the focus on its list."""
        self.active = "try"
        self._refresh_tab("try")
        self.call_after_refresh(self.query_one(TrialList).focus)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Refresh the tab that was opened."""
        self._refresh_tab(event.pane.id or "")

    def _refresh_tab(self, name: str) -> None:
        if name in self._stale:
            self._stale.remove(name)
            self._tabs[name].follow(self._session)

"""The time ribbon: one row that shows the time, and moves through it.

Shows cells. Does not make them (ribbon.py), nor moves the session (the screen).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget

from optinsim.phone.local_time import is_quiet, zone_of
from optinsim.phone.ribbon import Cell, States, future, past
from optinsim.phone.timeline import format_timespan

if TYPE_CHECKING:
    from datetime import datetime

    from textual import events
    from textual.binding import BindingType

    from optinsim.phone.session import Session

_NARROW = 70
"""Columns below which the words around the ribbon are short."""


class TimeRibbon(Widget, can_focus=True):
    """The current subscriber's local time, the ribbon, and when a prompt expires."""

    ALLOW_SELECT = False  # dragging moves through time
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.back", "Back", show=False),
        Binding("right", "screen.forward", "Forward", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("ribbon--none", "ribbon--pending", "ribbon--subscribed", "ribbon--declined"),
        *("ribbon--expired", "ribbon--unsubscribed", "ribbon--line", "ribbon--ahead"),
        *("ribbon--ghost", "ribbon--quiet", "ribbon--countdown"),
    }

    class Moved(Message):
        """The user goes to a position in the session."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

    class Waited(Message):
        """The user lets time pass up to a time."""

        def __init__(self, until: datetime) -> None:
            super().__init__()
            self.until = until

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._states = States()
        self._cells: list[Cell] = []
        self._left = 0
        """The column of the first cell."""
        self._is_dragged = False

    def follow(self, session: Session) -> None:
        """Show the session's present state."""
        self._session = session
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the position below the mouse; for a timer ahead, wait until it is due."""
        event.stop()
        cell = self._cell_at(event.x)
        if cell is not None and cell.at is not None:
            self.post_message(self.Waited(cell.at))
        else:
            self._is_dragged = True
            self.capture_mouse()
            self._move_to(cell)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag through the steps."""
        if self._is_dragged:
            self._move_to(self._cell_at(event.x))

    def on_mouse_up(self) -> None:
        """The drag ends."""
        self._is_dragged = False
        self.release_mouse()

    def _cell_at(self, x: int) -> Cell | None:
        index = x - self.gutter.left - self._left
        return self._cells[index] if 0 <= index < len(self._cells) else None

    def _move_to(self, cell: Cell | None) -> None:
        here = self._session.position if self._session is not None else None
        if cell is not None and cell.position is not None and cell.position != here:
            self.post_message(self.Moved(cell.position))

    def render(self) -> Text:
        """The row, in the present width and colours."""
        session, width = self._session, self.content_size.width
        if session is None:
            return Text()
        clock, countdown = self._clock(session), self._countdown(session)
        room = max(width - cell_len(clock) - cell_len(countdown) - 2, 3)
        after = future(session, room // 2)
        before = past(session, self._states.of(session), room - len(after))
        self._cells, self._left = [*before, *after], cell_len(clock) + 1
        quiet = is_quiet(session.world.now, zone_of(session.current.mdn))
        shown = Text(no_wrap=True, end="")
        shown.append(clock, self._style("ribbon--quiet") if quiet else "")
        shown.append(" ")
        for index, cell in enumerate(self._cells):
            style = self._style(cell.style)
            if index == len(before) - 1:
                style += Style(reverse=True)
            shown.append(cell.symbol, style)
        shown.append(" ")
        shown.append(countdown, self._style("ribbon--countdown"))
        return shown

    def _clock(self, session: Session) -> str:
        zone = zone_of(session.current.mdn)
        if zone is None:
            return "local time unknown"
        here = session.world.now.astimezone(zone)
        words = " quiet hours" if self.size.width >= _NARROW else ""
        return f"{here:%a %H:%M %Z}" + (f" ☾{words}" if is_quiet(here, zone) else "")

    def _countdown(self, session: Session) -> str:
        expiries = session.world.expiries(session.current.mdn)
        if not expiries:
            return ""
        left = format_timespan(min(expiries.values()) - session.world.now)
        return f"expires in {left}" if self.size.width >= _NARROW else f"{left} left"

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

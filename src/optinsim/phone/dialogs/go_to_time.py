"""The dialog that asks for the time to go to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Input, Label

from optinsim.phone.dialogs.dialog import CLOSES, Dialog, Field
from optinsim.phone.local_time import is_quiet, read_time
from optinsim.phone.timeline import day_name, format_timespan

if TYPE_CHECKING:
    from datetime import tzinfo

    from textual.app import ComposeResult

EXAMPLES = "Fri 21:55, 9pm, 2026-01-09 21:55, 3h, 2d; in UTC, or: Fri 9pm local"


class GoToTimeDialog(Dialog[datetime]):
    """A typed time, with its meaning while the user types."""

    def __init__(self, now: datetime, zone: tzinfo | None) -> None:
        super().__init__()
        self._now, self._zone = now, zone

    def compose(self) -> ComposeResult:
        """The field, and the meaning of its text."""
        with Vertical():
            yield Label("Go to what time?", classes="title")
            yield Field(placeholder="Fri 21:55")
            yield Label(EXAMPLES, id="meant", markup=False)
            yield Label(f"Enter goes there, {CLOSES}", classes="hint")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the meaning of the text."""
        at = read_time(event.value, self._now, self._zone)
        meant = EXAMPLES if at is None else self._describe(at)
        self.query_one("#meant", Label).update(meant)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the time."""
        at = read_time(event.value, self._now, self._zone)
        if at is not None:
            self.answer(at)

    def _describe(self, at: datetime) -> str:
        ago = at < self._now
        span = format_timespan(self._now - at if ago else at - self._now)
        said = f"{day_name(at)} {at:%H:%M} UTC, " + (f"{span} ago" if ago else f"in {span}")
        if self._zone is not None:
            here = at.astimezone(self._zone)
            quiet = ", in their quiet hours" if is_quiet(at, self._zone) else ""
            said += f"\n{here:%a %H:%M %Z} where the subscriber is{quiet}"
        return said

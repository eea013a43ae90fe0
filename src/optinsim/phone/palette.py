"""The command palette, which takes keys in any order and at any speed.

Knows what Textual's own lets happen when somebody types faster than it opens or closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.widgets import Input, OptionList

from optinsim.phone.dialogs.dialog import is_on_top

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Click
    from textual.message import Message


class Commands(CommandList):
    """The list of a palette, which typing makes shorter."""

    def on_click(self, event: Click) -> None:
        """Let nothing come of a click on what is not in the list any more."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.stop()
            event.prevent_default()


class Palette(CommandPalette):
    """Textual's, which can be left once only."""

    def compose(self) -> ComposeResult:
        """Textual's, with our list."""
        for widget in super().compose():
            yield Commands() if type(widget) is CommandList else widget

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; where that was done already, the phone below stays."""
        return super().dismiss(result) if is_on_top(self) else AwaitComplete()

    @on(Input.Changed)
    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _leave_it(self, event: Message) -> None:
        """Let nothing come of what arrives when the palette is left."""
        if not is_on_top(self):
            event.stop()
            event.prevent_default()

"""The command palette, which takes keys in any order and at any speed.

Knows what Textual's own lets happen when somebody types faster than it opens or closes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from optinsim.phone.dialogs.dialog import is_on_top

if TYPE_CHECKING:
    from textual.message import Message


class Palette(CommandPalette):
    """Textual's, which can be left once only."""

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

"""The command palette, made safe against keys and clicks that arrive while it opens or closes.

Knows the failures of Textual's own palette.
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


class PaletteList(CommandList):
    """The list of matches, which typing filters."""

    def on_click(self, event: Click) -> None:
        """Ignore a click on an option that is not in the list any more."""
        if event.style.meta.get("option", -1) >= self.option_count:
            event.stop()
            event.prevent_default()


class Palette(CommandPalette):
    """Textual's palette, which closes only once."""

    def compose(self) -> ComposeResult:
        """Textual's widgets, with our list."""
        for widget in super().compose():
            yield PaletteList() if type(widget) is CommandList else widget

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; a no-op if it is closed already: Textual would close the phone below."""
        return super().dismiss(result) if is_on_top(self) else AwaitComplete()

    @on(Input.Changed)
    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _ignore_when_closed(self, event: Message) -> None:
        """Ignore messages that arrive after the palette was closed."""
        if not is_on_top(self):
            event.stop()
            event.prevent_default()

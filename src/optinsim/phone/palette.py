"""The command palette: it searches descriptions too, and is safe against hasty keys and clicks.

Knows the failures of Textual's own palette.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, Hit
from textual.system_commands import SystemCommandsProvider
from textual.widgets import Input, OptionList

from optinsim.phone.dialogs.dialog import ignore_late_click, is_on_top

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.command import Hits
    from textual.events import Click
    from textual.message import Message


_BELOW_NAMES = 0.01
"""The score of a command that is found by its description: below all that are found by name."""


class Commands(SystemCommandsProvider):
    """The commands, found by name or description: "edit" finds the copy desk."""

    async def search(self, query: str) -> Hits:
        """The matches; Textual's own are by name only."""
        matcher, part = self.matcher(query), query.strip().casefold()
        for name, description, act, _ in self.app.get_system_commands(self.screen):
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), act, help=description)
            elif part in description.casefold():
                yield Hit(_BELOW_NAMES, name, act, help=description)


class PaletteList(CommandList):
    """The list of matches, which typing filters."""

    def on_click(self, event: Click) -> None:
        """Ignore a click on what is gone."""
        ignore_late_click(self, event)


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

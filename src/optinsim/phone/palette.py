"""The command palette, which takes keys in any order and at any speed.

Knows what Textual's own lets happen when somebody types faster than it opens or closes.
"""

from __future__ import annotations

from contextlib import suppress

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette


class Palette(CommandPalette):
    """Textual's, which can be left once only."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close; where that was done already, the phone below stays."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        # The list looks up lines of options that it has not laid out yet.
        with suppress(LookupError):
            super()._action_command_list(action)

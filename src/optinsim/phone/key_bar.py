"""The line at the bottom: the keys that can be pressed or clicked.

Knows when the keys are other ones. Which there are, keys.py and the focused widget say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.screen import Screen


class KeyBar(Footer):
    """Textual's footer, built again only for other keys.

    Textual's own builds ten widgets anew whenever the focus moves: half of the time of a Tab key.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._shown: list[tuple[str, str, bool]] = []

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Textual calls this whenever the focus moves, among other things."""
        keys = [
            (active.binding.key, active.binding.description, active.enabled)
            for active in screen.active_bindings.values()
            if active.binding.show
        ]
        if keys == self._shown and self.children:
            return
        if screen.app.app_focus:  # otherwise nothing is built, and the next call has to do it
            self._shown = keys
        super().bindings_changed(screen)

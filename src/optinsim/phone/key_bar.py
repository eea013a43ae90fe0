"""The line at the bottom: the keys that can be pressed or clicked.

Knows when the keys change, and which to leave out without room. Does not know the keys (keys.py,
and the focused widget).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.screen import Screen

_NEEDED = ("ctrl+p", "f5", "f4", "ctrl+s", "f3", "f6", "f7")
"""The keys that stay if there is room for only a few, the most needed first."""


class KeyBar(Footer):
    """Textual's footer, built again only for other keys, or for another width.

    Textual's own builds ten widgets anew whenever the focus moves: half of the time of a Tab key.
    """

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._shown: list[tuple[str, str, bool]] = []
        self._width = 0

    def compose(self) -> ComposeResult:
        """As many keys as fit."""
        self._width = self.app.size.width
        keys = list(super().compose())
        fitting = [key for key in keys if isinstance(key, FooterKey)]
        while len(fitting) > 1 and sum(map(_cells, fitting)) > self._width:
            fitting.remove(max(reversed(fitting), key=_rank))
        for key in keys:
            if not isinstance(key, FooterKey) or key in fitting:
                yield key

    def on_resize(self) -> None:
        """Show as many keys as fit into the new width."""
        if self.app.size.width != self._width:
            # Not awaited here: no frame is drawn meanwhile, and another resize may be running.
            self.refresh(recompose=True)

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


def _cells(key: FooterKey) -> int:
    return cell_len(key.key_display) + cell_len(key.description) + 2


def _rank(key: FooterKey) -> int:
    """The rank by which keys are left out: the highest first, and of equal ones the last."""
    return _NEEDED.index(key.key) if key.key in _NEEDED else len(_NEEDED)

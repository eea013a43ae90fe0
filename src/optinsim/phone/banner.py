"""A line above the conversation with an offer.

Knows how to appear and that it was clicked. Does not know the offer.
"""

from __future__ import annotations

from rich.text import Text
from textual.message import Message
from textual.widgets import Static

from optinsim.report.screen import one_line


class Banner(Static):
    """Hidden until it has a message. A click accepts the offer."""

    class Clicked(Message):
        """The user accepts the offer."""

    def on_mount(self) -> None:
        """Start hidden."""
        self.display = False

    def show_message(self, text: str) -> None:
        """Show a message until `hide_message`."""
        self.update(Text(f"⚠ {one_line(text)}"))
        self.display = True

    def hide_message(self) -> None:
        """Hide the banner."""
        self.display = False

    def on_click(self) -> None:
        """Tell the screen."""
        self.post_message(self.Clicked())

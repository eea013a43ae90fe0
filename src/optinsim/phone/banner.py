"""A line above the conversation that offers something.

Knows how to appear and to be taken. Does not know what it offers.
"""

from __future__ import annotations

from rich.text import Text
from textual.message import Message
from textual.widgets import Static

from optinsim.report.screen import one_line


class Banner(Static):
    """Not there until there is something to say. A click takes the offer."""

    class Taken(Message):
        """Somebody clicked on it."""

    def on_mount(self) -> None:
        """Begin without anything to say."""
        self.display = False

    def say(self, text: str) -> None:
        """Say something until `hush`."""
        self.update(Text(f"⚠ {one_line(text)}"))
        self.display = True

    def hush(self) -> None:
        """There is nothing to say any more."""
        self.display = False

    def on_click(self) -> None:
        """The offer is taken."""
        self.post_message(self.Taken())

"""Where a text is written: several lines if need be, with what it takes to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widgets import Static, TextArea

from optinsim.core.segments import Encoding, segment

if TYPE_CHECKING:
    from textual import events

LONGEST = 100_000
"""Characters of a text: a hundred times what any carrier takes."""


class Composer(TextArea):
    """The text that is being written. Enter sends it."""

    class Sent(Message):
        """The subscriber sends a text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HelpWanted(Message):
        """Somebody typed a question mark where nothing stood."""

    def __init__(self) -> None:
        super().__init__(
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            id="composer",
        )

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._instead(event)
            self.send()
        elif event.key in {"shift+enter", "ctrl+j"}:
            self._instead(event)
            self.insert("\n")
        elif event.character == "?" and not self.text:
            self._instead(event)
            self.post_message(self.HelpWanted())
        else:
            await super()._on_key(event)

    @staticmethod
    def _instead(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def send(self) -> None:
        """Send what is written, if anything is."""
        if self.text:
            self.post_message(self.Sent(self.text[:LONGEST]))


class Count(Static):
    """What it takes to send the text."""

    def count(self, text: str) -> None:
        """Show it for a text."""
        # (The composer's own placeholder fails where a tiny terminal leaves it no room.)
        self.update(counted(text) if text else "Type a text. Enter sends it, ? helps.")


def counted(text: str) -> str:
    """GSM-7 · 23/160 · 1 segment; with the character that makes it UCS-2."""
    size = segment(text)
    alone, part = (160, 153) if size.encoding is Encoding.GSM7 else (70, 67)
    room = alone if size.segments == 1 else part * size.segments
    plural = "" if size.segments == 1 else "s"
    line = f"{size.encoding} · {size.units}/{room} · {size.segments} segment{plural}"
    if size.culprit is None:
        return line
    shown = size.culprit if size.culprit.isprintable() else f"U+{ord(size.culprit):04X}"
    return f"{line} · because of {shown}"

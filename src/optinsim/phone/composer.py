"""Where a text is written: several lines if need be, with what it takes to send it.

Knows keys, and what a segment holds. Who sends the text, and to whom, it does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Static, TextArea

from optinsim.core.segments import Encoding, segment

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.document._document import EditResult
    from textual.document._edit import Edit

_HIGHEST = 5
"""Lines that are seen of a long text."""
LONGEST = 100_000
"""Characters of a text: a hundred times what any carrier takes."""


class Count(Static):
    """What it takes to send the text."""

    _shown = ""

    def count(self, text: str) -> None:
        """Show it for a text."""
        # (The composer's own placeholder fails where a tiny terminal leaves it no room.)
        shown = counted(text) if text else "Type a text. Enter sends it, ? helps."
        if shown != self._shown:
            self._shown = shown
            self.update(shown, layout=False)


class Composer(TextArea, inherit_bindings=False):
    """The text that is being written. Enter sends it."""

    # The editor's keys, but for those that the phone has for something else.
    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.key not in {"f6", "f7"}
    ]

    class Sent(Message):
        """The subscriber sends a text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HelpWanted(Message):
        """Somebody typed a question mark where nothing stood."""

    def __init__(self, count: Count) -> None:
        """An empty text.

        Args:
            count: what shows what it takes to send it. It is told at every letter and not by a
                message: a letter is one frame then, and not two.
        """
        self._count = count
        super().__init__(
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            id="composer",
        )

    def edit(self, edit: Edit) -> EditResult:
        """Every change of the text comes along here."""
        result = super().edit(edit)
        self._grow()
        return result

    def on_text_area_changed(self) -> None:
        """The text was changed as a whole."""
        self._grow()

    def on_resize(self) -> None:
        """Another width is another number of lines."""
        self._grow()

    def _grow(self) -> None:
        """Be as high as the text needs."""
        self._count.count(self.text)
        height = min(self.wrapped_document.height, _HIGHEST)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = max(height, 1)

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

    def write(self, text: str) -> None:
        """Take in what was typed or pasted while something else had the focus."""
        if text == "?" and not self.text:
            self.post_message(self.HelpWanted())
        else:
            self.insert(text)
            self.focus()

    @staticmethod
    def _instead(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def send(self) -> None:
        """Send what is written, if anything is."""
        if len(self.text) > LONGEST:
            told = f"That is too long: the first {LONGEST:,} characters were sent."
            self.notify(told, severity="warning")
        if self.text:
            self.post_message(self.Sent(self.text[:LONGEST]))


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

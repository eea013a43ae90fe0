"""The composer, in which a text of one or several lines is written, and its segment counter.

Knows keys and segments. Does not know who sends the text, nor to whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Static, TextArea

from optinsim.core.segments import Encoding, segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.document._document import EditResult
    from textual.document._edit import Edit

_HIGHEST = 5
"""The most lines of the composer; a longer text scrolls."""
LONGEST = 100_000
"""The most characters of a text that is sent."""


class SegmentCounter(Static):
    """Encoding, units and segments of the text in the composer."""

    _shown = ""

    def count(self, text: str) -> None:
        """Show the count for a text."""
        # (A placeholder of the composer itself raises in a terminal without room for it.)
        shown = describe_segments(text) if text else "Type a text. Enter sends it, ? helps."
        if shown != self._shown:
            self._shown = shown
            self.update(shown, layout=False)


class Composer(TextArea, inherit_bindings=False):
    """A text that is being written. Enter sends it."""

    # The editor's keys without the phone's keys.
    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.key not in {"f6", "f7"}
    ]

    class Sent(Message):
        """The user sends the text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HelpWanted(Message):
        """The user typed a question mark into the empty composer."""

    def __init__(self, count: SegmentCounter) -> None:
        """An empty text.

        Args:
            count: the segment counter. It is called at every letter, and gets no message: with a
                message, each letter would take two frames.
        """
        self._count = count
        self.sent_before: Callable[[], Sequence[str]] = list
        """Returns the sent texts, which Up recalls."""
        super().__init__(
            compact=True,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            id="composer",
        )

    def edit(self, edit: Edit) -> EditResult:
        """Textual calls this for every change by keys."""
        result = super().edit(edit)
        self._grow()
        return result

    def on_text_area_changed(self) -> None:
        """The whole text was replaced."""
        self._grow()

    def on_resize(self) -> None:
        """Another width may need another number of lines."""
        self._grow()

    def _grow(self) -> None:
        """Set the height to the text's lines, and count its segments."""
        self._count.count(self.text)
        height = min(self.wrapped_document.height, _HIGHEST)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = max(height, 1)

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._consume(event)
            self.send()
        elif event.key in {"up", "down"} and self._recall(-1 if event.key == "up" else 1):
            self._consume(event)
        elif event.key in {"shift+enter", "ctrl+j"}:
            self._consume(event)
            self.insert("\n")
        elif event.character == "?" and not self.text:
            self._consume(event)
            self.post_message(self.HelpWanted())
        else:
            await super()._on_key(event)

    def _recall(self, step: int) -> bool:
        """Show the text that was sent before, or after, the shown one; False: the cursor moves.

        Only at the first line, or the last one, and never in place of an unsent text.
        """
        sent = list(dict.fromkeys(reversed(self.sent_before())))[::-1]
        at = sent.index(self.text) if self.text in sent else len(sent)
        edge = 0 if step < 0 else self.wrapped_document.height - 1
        row = self.wrapped_document.location_to_offset(self.cursor_location).y
        if row != edge or (self.text and self.text not in sent) or not 0 <= at + step <= len(sent):
            return False
        self.load_text(sent[at + step] if at + step < len(sent) else "")
        self.move_cursor(self.document.end)
        return True

    def show_draft(self, text: str) -> None:
        """Show an unsent text, in place of the present one."""
        if text != self.text:
            self.load_text(text)
            self.move_cursor(self.document.end)

    def write(self, text: str) -> None:
        """Insert a text that was typed or pasted while another widget had the focus."""
        if text == "?" and not self.text:
            self.post_message(self.HelpWanted())
        else:
            self.insert(text)
            self.screen.set_focus(self)  # at once: the next key may be here already

    @staticmethod
    def _consume(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def send(self) -> None:
        """Send the text, unless it is empty; further typing is a new text."""
        if len(self.text) > LONGEST:
            warning = f"That is too long: the first {LONGEST:,} characters were sent."
            self.notify(warning, severity="warning")
        if self.text:
            self.post_message(self.Sent(self.text[:LONGEST]))
            self.clear()


def describe_segments(text: str) -> str:
    """Such as GSM-7 · 23/160 · 1 segment; with the first character that needs UCS-2."""
    size = segment(text)
    alone, part = (160, 153) if size.encoding is Encoding.GSM7 else (70, 67)
    room = alone if size.segments == 1 else part * size.segments
    plural = "" if size.segments == 1 else "s"
    line = f"{size.encoding} · {size.units}/{room} · {size.segments} segment{plural}"
    if size.culprit is None:
        return line
    shown = size.culprit if size.culprit.isprintable() else f"U+{ord(size.culprit):04X}"
    return f"{line} · because of {shown}"

"""A list of items of any height, of which only those in sight are drawn.

A conversation of ten thousand messages scrolls like one of ten. Knows Textual's line API; does not
know what an item is: whoever uses the list says how one is drawn.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

T = TypeVar("T")

Line = list[tuple[str, str]]
"""Pieces of text, each with the name of the component class that styles it; empty: no style."""


class Lines(ScrollView, Generic[T], can_focus=True):
    """Items one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "pick(-1)", "Up"),
        ("down", "pick(1)", "Down"),
    ]

    class Picked(Message):
        """Somebody pointed at an item."""

        def __init__(self, lines: Lines[T], index: int) -> None:
            super().__init__()
            self.lines = lines
            self.index = index

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self.items: list[T] = []
        self.picked: int | None = None
        """Which item is pointed at."""
        self._ends: list[int] = []
        """For each item, how many lines there are down to its end."""
        self._drawn: dict[int, list[Line]] = {}
        self._width = 0
        self._is_at_end = True

    def draw(self, index: int, width: int) -> list[Line]:
        """How an item looks. Its height must not hang on anything but the item and the width."""
        raise NotImplementedError

    def show(self, items: Sequence[T]) -> None:
        """Show other items, from the end."""
        self.items = list(items)
        self.picked = None
        self._measure()
        self._scroll_to_end()

    def append(self, items: Sequence[T]) -> None:
        """Show more items at the end, and scroll to them: somebody has just brought them about."""
        self.items += items
        self._measure_from(len(self._ends))
        self._resize()
        self._scroll_to_end()

    def _scroll_to_end(self) -> None:
        self._is_at_end = True
        self.scroll_end(animate=False)

    def pick(self, index: int) -> None:
        """Point at an item, and bring it into sight."""
        self._point_at(index)
        top = self._ends[index - 1] if index else 0
        if not self.scroll_y <= top < self.scroll_y + self.size.height:
            self.scroll_to(y=top, animate=False)

    def _point_at(self, index: int) -> None:
        for changed in (self.picked, index):
            if changed is not None:
                self._drawn.pop(changed, None)
        self.picked = index
        self.refresh()

    def action_pick(self, step: int) -> None:
        """Point at the item before, or after."""
        if self.items:
            at = len(self.items) if self.picked is None else self.picked
            self.pick(min(max(at + step, 0), len(self.items) - 1))
            self.post_message(self.Picked(self, self.picked or 0))

    def on_click(self, event: events.Click) -> None:
        """Point at what was clicked."""
        index = bisect_right(self._ends, event.y + self.scroll_offset.y)
        if index < len(self.items):
            self._point_at(index)
            self.post_message(self.Picked(self, index))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Note whether somebody looks at the end."""
        super().watch_scroll_y(old_value, new_value)
        self._is_at_end = new_value >= self.max_scroll_y

    def on_resize(self) -> None:
        """Draw anew where the width has changed."""
        top = bisect_right(self._ends, self.scroll_offset.y)
        if self.scrollable_content_region.width != self._width:
            self._measure()
        self.settle(top)

    def settle(self, top: int) -> None:
        """Scroll to what should be in sight when the widget has another size.

        Args:
            top: the item that was the first in sight, which stays so unless that was the end.
        """
        if self._is_at_end:
            self.scroll_end(animate=False)
        elif 0 < top < len(self._ends):
            self.scroll_to(y=self._ends[top - 1], animate=False)

    def notify_style_update(self) -> None:
        """Other colours."""
        super().notify_style_update()
        self.refresh()

    def _measure(self) -> None:
        self._width = self.scrollable_content_region.width
        self._measure_from(0)
        self._resize()

    def _measure_from(self, index: int) -> None:
        self._drawn.clear()
        del self._ends[index:]
        end = self._ends[-1] if self._ends else 0
        for i in range(index, len(self.items)):
            end += len(self.draw(i, self._width)) if self._width else 1
            self._ends.append(end)

    def _resize(self) -> None:
        self.virtual_size = Size(self._width, self._ends[-1] if self._ends else 0)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Textual asks for a line of the widget."""
        line = y + self.scroll_offset.y
        index = bisect_right(self._ends, line)
        if index >= len(self.items):
            return Strip.blank(self.size.width, self.rich_style)
        if index not in self._drawn:
            if len(self._drawn) > _MOST_DRAWN:
                self._drawn.clear()
            self._drawn[index] = self.draw(index, self._width)
        top = self._ends[index - 1] if index else 0
        styles = self.get_component_rich_style
        base = self.rich_style
        segments = [
            Segment(text, base + styles(name, partial=True) if name else base)
            for text, name in self._drawn[index][line - top]
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)


_MOST_DRAWN = 500
"""Items that are kept as they are drawn: a screen or two."""


def wrap(text: str, width: int) -> Iterator[str]:
    """The lines of a text, none wider than so many cells, broken between words where it can be."""
    width = max(width, 2)  # there are characters that take two
    for paragraph in text.split("\n"):
        if len(paragraph) <= width and (paragraph.isascii() or cell_len(paragraph) <= width):
            yield paragraph
        else:
            yield from _wrap(paragraph, width)


def _wrap(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for word in paragraph.split(" "):
        needed = cell_len(word)
        if line and used + 1 + needed > width:
            yield line
            line, used = "", 0
        elif line:
            line, used = f"{line} ", used + 1
        if needed > width:
            *whole, rest = chop_cells(word, width)
            yield from whole
            line, used = line + rest, used + cell_len(rest)
        else:
            line, used = line + word, used + needed
    yield line

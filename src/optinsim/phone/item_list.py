"""A scrolling list of items of any height, of which only the visible ones are drawn.

A conversation of ten thousand messages scrolls like one of ten. Knows Textual's line API. Does not
know what an item is: a subclass draws it.
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


class ItemList(ScrollView, Generic[T], can_focus=True):
    """Items one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "highlight(-1)", "Up"),
        ("down", "highlight(1)", "Down"),
    ]

    class Highlighted(Message):
        """The user highlighted an item."""

        def __init__(self, item_list: ItemList[T], index: int) -> None:
            super().__init__()
            self.item_list = item_list
            self.index = index

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self.items: list[T] = []
        self.highlighted: int | None = None
        """The index of the highlighted item."""
        self._ends: list[int] = []
        """For each item, the number of lines up to and with it."""
        self._drawn: dict[int, list[Line]] = {}
        self._width = 0
        self._is_at_end = True

    def draw(self, index: int, width: int) -> list[Line]:
        """The lines of an item. Their number must depend on the item and the width only."""
        raise NotImplementedError

    def show(self, items: Sequence[T]) -> None:
        """Show other items, scrolled to the end."""
        self.items = list(items)
        self.highlighted = None
        self._measure()
        self._scroll_to_end()

    def append(self, items: Sequence[T]) -> None:
        """Add items at the end, and scroll there: they are the result of what the user just did."""
        self.items += items
        self._measure_from(len(self._ends))
        self._resize()
        self._scroll_to_end()

    def _scroll_to_end(self) -> None:
        self._is_at_end = True
        self.scroll_end(animate=False)

    def highlight(self, index: int) -> None:
        """Highlight an item, and scroll to it."""
        self._set_highlighted(index)
        top = self._ends[index - 1] if index else 0
        if not self.scroll_y <= top < self.scroll_y + self.size.height:
            self.scroll_to(y=top, animate=False)

    def _set_highlighted(self, index: int) -> None:
        for changed in (self.highlighted, index):
            if changed is not None:
                self._drawn.pop(changed, None)
        self.highlighted = index
        self.refresh()

    def action_highlight(self, step: int) -> None:
        """Highlight the previous or the next item."""
        if self.items:
            at = len(self.items) if self.highlighted is None else self.highlighted
            self.highlight(min(max(at + step, 0), len(self.items) - 1))
            self.post_message(self.Highlighted(self, self.highlighted or 0))

    def on_click(self, event: events.Click) -> None:
        """Highlight the clicked item."""
        index = bisect_right(self._ends, event.y + self.scroll_offset.y)
        if index < len(self.items):
            self._set_highlighted(index)
            self.post_message(self.Highlighted(self, index))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember whether the list is scrolled to its end."""
        super().watch_scroll_y(old_value, new_value)
        self._is_at_end = new_value >= self.max_scroll_y

    def on_resize(self) -> None:
        """Draw again if the width has changed."""
        top = bisect_right(self._ends, self.scroll_offset.y)
        if self.scrollable_content_region.width != self._width:
            self._measure()
        self.settle(top)

    def settle(self, top: int) -> None:
        """Scroll after a change of the size.

        Args:
            top: the index of the first visible item, which stays the first, unless the list was
                scrolled to its end.
        """
        if self._is_at_end:
            self.scroll_end(animate=False)
        elif 0 < top < len(self._ends):
            self.scroll_to(y=self._ends[top - 1], animate=False)

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
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
        """A visible line of the widget; Textual calls this."""
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
"""The most drawn items in the cache: a screen or two."""


def wrap(text: str, width: int) -> Iterator[str]:
    """Wrap a text to a width in cells, between words where possible."""
    width = max(width, 2)  # some characters take two cells
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

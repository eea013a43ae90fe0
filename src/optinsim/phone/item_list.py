"""A scrolling list of items of any height, of which only the visible ones are drawn.

A conversation of ten thousand messages scrolls like one of ten. Knows Textual's line API. Does not
know what an item is: a subclass draws it and gives its text to copy.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from optinsim.phone.selection import Line, selected_of, split_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.selection import Selection

T = TypeVar("T")


class ItemList(ScrollView, Generic[T], can_focus=True):
    """Items one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "highlight(-1)", "Up", show=False),
        Binding("down", "highlight(1)", "Down", show=False),
        Binding("shift+up", "highlight(-1, True)", "Select up", show=False),
        Binding("shift+down", "highlight(1, True)", "Select down", show=False),
        ("c", "copy", "Copy"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--selected"}
    DECORATION: ClassVar[Collection[str]] = frozenset({""})
    """The names of pieces that are not copied."""

    class Highlighted(Message):
        """The user highlighted an item."""

        def __init__(self, item_list: ItemList[T], index: int) -> None:
            super().__init__()
            self.item_list = item_list
            self.index = index

    class Copied(Message):
        """The user copies items."""

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what
            """A name for it, in a few words."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self.items: list[T] = []
        self.highlighted: int | None = None
        """The index of the highlighted item; with several, the moving end."""
        self._anchor: int | None = None
        """With several highlighted items (Shift), the index of the fixed end; None: only one."""
        self._ends: list[int] = []
        """For each item, the number of lines up to its end."""
        self._drawn: dict[int, list[Line]] = {}
        self._styles: dict[str, Style] = {}
        self._width = 0
        self._is_at_end = True

    def draw(self, index: int, width: int) -> list[Line]:
        """The lines of an item. Their number must depend on the item and the width only."""
        raise NotImplementedError

    def text_of(self, index: int) -> str:
        """An item as text, to copy if the whole item is selected."""
        raise NotImplementedError

    def describe_copy(self, indices: range) -> tuple[str, str]:
        """The text of highlighted items that `c` copies, and a name for it."""
        text = "\n".join(map(self.text_of, indices))
        return text, text.partition("\n")[0]

    def show(self, items: Sequence[T]) -> None:
        """Show other items, scrolled to the end; equal ones at the beginning keep their lines."""
        pairs = zip(self.items, items, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self.items = list(items)
        self.highlighted = self._anchor = None
        self._measure(same)
        self._scroll_to_end()

    def append(self, items: Sequence[T], *, to_end: bool = True) -> None:
        """Add items at the end, and scroll there if the user caused them, or was there."""
        self.items += items
        self._measure_from(len(self._ends))
        to_end = to_end or self._is_at_end
        self._resize()
        if to_end:
            self._scroll_to_end()

    def _scroll_to_end(self) -> None:
        self._is_at_end = True
        self.scroll_end(animate=False)

    def highlight(self, index: int, anchor: int | None = None) -> None:
        """Highlight an item, and all items up to `anchor` if given; scroll to the item."""
        self._set_highlighted(index, anchor)
        top = self._ends[index - 1] if index else 0
        if not self.scroll_y <= top < self.scroll_y + self.size.height:
            self.scroll_to(y=top, animate=False)

    @property
    def marked(self) -> range:
        """The indices of the highlighted items."""
        if self.highlighted is None:
            return range(0)
        anchor = self.highlighted if self._anchor is None else self._anchor
        return range(min(anchor, self.highlighted), max(anchor, self.highlighted) + 1)

    def _set_highlighted(self, index: int, anchor: int | None = None) -> None:
        changed = {*self.marked}
        self.highlighted, self._anchor = index, anchor
        for one in changed | {*self.marked}:
            self._drawn.pop(one, None)
        self.refresh()

    def action_highlight(self, step: int, extends: bool = False) -> None:  # noqa: FBT001, FBT002
        """Highlight the previous or the next item; with `extends`, in addition."""
        if not self.items:
            return
        at = len(self.items) if self.highlighted is None else self.highlighted
        anchor = None
        if extends and self.highlighted is not None:
            anchor = self.highlighted if self._anchor is None else self._anchor
        index = min(max(at + step, 0), len(self.items) - 1)
        self.highlight(index, anchor)
        if anchor is None:
            self.post_message(self.Highlighted(self, index))

    def action_copy(self) -> None:
        """Copy the highlighted items; without any, the last one."""
        indices = self.marked or range(len(self.items))[-1:]
        if indices:
            self.post_message(self.Copied(*self.describe_copy(indices)))

    def on_click(self, event: events.Click) -> None:
        """Highlight the clicked item; a drag has selected text, and no item."""
        event.prevent_default()  # Textual's double click would select everything
        if self.text_selection is not None:
            return
        index = bisect_right(self._ends, event.y + self.scroll_offset.y)
        if index < len(self.items):
            self._set_highlighted(index)
            self.post_message(self.Highlighted(self, index))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without decoration; Textual calls this to copy."""
        first = 0 if selection.start is None else bisect_right(self._ends, selection.start.y)
        found = []
        for index in range(first, len(self.items)):
            top = self._ends[index - 1] if index else 0
            if selection.end is not None and top > selection.end.y:
                break
            lines = self.draw(index, self._width)
            text, is_whole = selected_of(lines, top, selection, self.DECORATION)
            if text:
                found.append(self.text_of(index) if is_whole else text)
        return "\n".join(found), "\n"

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Remember whether the list is scrolled to its end."""
        super().watch_scroll_y(old_value, new_value)
        self._is_at_end = new_value >= self.max_scroll_y

    def on_resize(self) -> None:
        """Draw again if the size requires it; the visible items stay visible."""
        top = bisect_right(self._ends, self.scroll_offset.y)
        if self._is_drawn_for_another_size():
            self._measure()
        self.settle(top)

    def _is_drawn_for_another_size(self) -> bool:
        """Whether the items must be drawn again; called after each change of the size."""
        return self.scrollable_content_region.width != self._width

    def settle(self, top: int) -> None:
        """Scroll after a change of the size.

        Args:
            top: the index of the first visible item, which stays the first, unless the list was
                scrolled to its end.
        """
        if self._is_at_end:
            self.scroll_end(animate=False)
        elif 0 < top < len(self._ends):
            # At once: the next change of the size may come before the next frame.
            self.scroll_to(y=self._ends[top - 1], animate=False, immediate=True)

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        super().notify_style_update()
        self._styles.clear()
        self.refresh()

    def _style(self, name: str) -> Style:
        """A component's style, with its automatic colour resolved against the background."""
        if name not in self._styles:
            style = self.get_component_rich_style(name, partial=True)
            styles = self.get_component_styles(name)
            ground = styles.background if styles.background.a else self.background_colors[1]
            if styles.auto_color and ground.ansi is None:
                text = ground + ground.get_contrast_text(styles.color.a)
                style += Style.from_color(text.rich_color)
            self._styles[name] = style
        return self._styles[name]

    def _measure(self, first: int = 0) -> None:
        """Measure the items from one on; all, if the width is another than before."""
        before, self._width = self._width, self.scrollable_content_region.width
        self._measure_from(first if self._width == before else 0)
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
        base = self.rich_style
        selection = self.text_selection
        pieces = split_at(
            self._drawn[index][line - top], selection.get_span(line) if selection else None
        )
        chosen = self._style("list--selected")
        segments = []
        for text, name, is_selected in pieces:
            style = base + self._style(name) if name else base
            segments.append(Segment(text, style + chosen if is_selected else style))
        strip = Strip(segments).adjust_cell_length(self.size.width, base)
        return strip.apply_offsets(0, line)


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

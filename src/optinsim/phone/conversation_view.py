"""The conversation as it is drawn: bubbles left and right, notes and days in the middle.

Knows how an item looks. Which items there are, timeline.py knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.timeline import Bubble, Day, Item
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.selection import Line


_WIDEST = 64
"""The most cells of a bubble's line."""
_TIME = 7
"""Cells of the time beside a bubble."""


class ConversationView(ItemList[Item]):
    """The current subscriber's conversation."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bubble--mine",
        "bubble--theirs",
        "bubble--edge-mine",
        "bubble--edge-theirs",
        "bubble--highlighted",
        "bubble--note",
        "bubble--time",
    }

    DECORATION = frozenset({"", "bubble--edge-mine", "bubble--edge-theirs", "bubble--time"})

    def text_of(self, index: int) -> str:
        """The text of a bubble, a note or a day."""
        return self.items[index].text

    def describe_copy(self, indices: range) -> tuple[str, str]:
        """Each text with its time and numbers, as it can be pasted into a ticket."""
        items = [self.items[index] for index in indices]
        return "\n".join(map(_line_of, items)), one_line(items[0].text)

    def draw(self, index: int, width: int) -> list[Line]:
        """The lines of a bubble, a note or a day."""
        item = self.items[index]
        if isinstance(item, Bubble):
            return self._bubble(item, index, width)
        name = "bubble--highlighted" if index in self.marked else "bubble--note"
        if isinstance(item, Day):
            return [[], _centred(f"── {item.text} ──", width, name)]
        return [_centred(line, width, name) for line in wrap(item.text, width - 2)]

    def _bubble(self, item: Bubble, index: int, width: int) -> list[Line]:
        room = min(_WIDEST, width - _TIME - 5)
        lines = list(wrap(item.text, room))
        widest = max(map(cell_len, lines))
        at = f"{item.at:%H:%M}"
        style = "bubble--mine" if item.is_mine else "bubble--theirs"
        edge = "bubble--edge-mine" if item.is_mine else "bubble--edge-theirs"
        if index in self.marked:
            edge = "bubble--highlighted"
        drawn: list[Line] = [[]] if self._changes_side(item, index) else []
        for i, line in enumerate(lines):
            body = f" {line}{' ' * (widest - cell_len(line))} "
            beside = at if i == 0 else ""
            if item.is_mine:
                before = " " * max(width - widest - 4 - _TIME, 0)
                drawn.append(
                    [(before, ""), (f"{beside:>6} ", "bubble--time"), (body, style), ("▐", edge)]
                )
            else:
                drawn.append([("▌", edge), (body, style), (f" {beside}", "bubble--time")])
        if item.caption:
            drawn.append([(f"  {item.caption}", "bubble--time")])
        return drawn

    def _changes_side(self, item: Bubble, index: int) -> bool:
        """Whether the previous item is not on the same side; then an empty line separates them."""
        before = self.items[index - 1] if index else None
        return not isinstance(before, Bubble) or before.is_mine is not item.is_mine


def _line_of(item: Item) -> str:
    """An item in a line of its own, which needs no other to be understood."""
    if isinstance(item, Bubble):
        return f"{item.at:%Y-%m-%d %H:%M:%S}Z  {item.sender} → {item.to}: {item.text}"
    return item.text if isinstance(item, Day) else f"{item.at:%Y-%m-%d %H:%M:%S}Z  {item.text}"


def _centred(text: str, width: int, name: str) -> Line:
    return [(" " * max((width - cell_len(text)) // 2, 0), ""), (text, name)]

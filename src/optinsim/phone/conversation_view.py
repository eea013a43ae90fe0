"""Draws the conversation: bubbles left and right, notes and days in the middle.

Knows how an item looks, with room and without. Does not know the items (timeline.py).
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.redline import redline
from optinsim.phone.timeline import Bubble, Day, Item
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.binding import BindingType

    from optinsim.phone.selection import Line

_WIDEST = 64
"""The most cells of a bubble's line."""
_TIME = 7
"""Cells of the time beside a bubble."""
_ROOMY = 30
"""The least rows of a terminal for round bubbles, which take two rows more."""


class ConversationView(ItemList[Item]):
    """The current subscriber's conversation."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bubble--mine",
        "bubble--theirs",
        "bubble--edge-mine",
        "bubble--edge-theirs",
        "bubble--shape-mine",
        "bubble--shape-theirs",
        "bubble--shape-highlighted",
        "bubble--gap",
        "bubble--added",
        "bubble--removed",
        "bubble--highlighted",
        "bubble--highlighted-edge",
        "bubble--note",
        "bubble--time",
        "bubble--warning",
    }
    DECORATION = {"", *COMPONENT_CLASSES} - {
        *("bubble--mine", "bubble--theirs", "bubble--added", "bubble--note", "bubble--highlighted")
    }
    BINDINGS: ClassVar[list[BindingType]] = [("e", "screen.edit_message", "Edit")]
    _is_roomy = True
    invitation: Sequence[str] = ()
    """The lines of an empty conversation."""

    def render_line(self, y: int) -> Strip:
        """A line of the conversation, or of the invitation."""
        if self.items:
            return super().render_line(y)
        width = self.size.width
        lines = [line for text in self.invitation for line in wrap(text, width - 2)]
        # (With too little room, show the beginning.)
        text = f" {lines[y - 1]}" if 1 <= y <= len(lines) else ""
        style = self.rich_style + self._style("bubble--note")
        return Strip([Segment(text, style)]).adjust_cell_length(width, self.rich_style)

    def _is_drawn_for_another_size(self) -> bool:
        """Bubbles are as large as the terminal allows."""
        was_roomy, self._is_roomy = self._is_roomy, self.app.size.height >= _ROOMY
        return self._is_roomy is not was_roomy or super()._is_drawn_for_another_size()

    def text_of(self, index: int) -> str:
        """The text of a bubble, a note or a day."""
        return self.items[index].text

    def describe_copy(self, indices: range) -> tuple[str, str]:
        """Each text with its time and numbers, to be pasted into a ticket."""
        items = [self.items[index] for index in indices]
        return "\n".join(map(_line_of, items)), one_line(items[0].text)

    def draw(self, index: int, width: int) -> list[Line]:
        """The lines of a bubble, a note or a day."""
        item = self.items[index]
        if isinstance(item, Bubble):
            drawn = [*self._bubble(item, index, width)]
            return drawn if self._is_roomy or not self._follows_bubble(index) else [[], *drawn]
        name = "bubble--highlighted" if index in self.marked else "bubble--note"
        if isinstance(item, Day):
            return [[], _centred(f"── {item.text} ──", width, name)]
        return [_centred(line, width, name) for line in wrap(item.text, width - 2)]

    def _follows_bubble(self, index: int) -> bool:
        return index > 0 and isinstance(self.items[index - 1], Bubble)

    def _bubble(self, item: Bubble, index: int, width: int) -> Iterator[Line]:
        """The bubble on its side, and its cost: with room, beside its lower edge."""
        side = "mine" if item.is_mine else "theirs"
        body, is_marked = f"bubble--{side}", index in self.marked
        shape = f"bubble--shape-{'highlighted' if is_marked else side}"
        lines = _wrapped([*_pieces(item, body)], min(_WIDEST, width - _TIME - 5))
        widths = [sum(cell_len(text) for text, _ in line) for line in lines]
        inside = max(widths) + 3  # a space on either side, and the edge
        indent = " " * max(width - inside, _TIME) if item.is_mine else ""
        edge = ("▐" if item.is_mine else "▌", f"bubble--edge-{side}")
        if is_marked:
            edge = (edge[0], "bubble--highlighted-edge")
        elif self._is_roomy:
            edge = (" ", body)
        if self._is_roomy:
            yield [(indent, ""), (f"▗{'▄' * (inside - 2)}▖", shape)]
        for i, line in enumerate(lines):
            at = f"{item.at:%H:%M}" if i == 0 else ""
            text = [(" ", body), *line]
            text.append((" " * (inside - 2 - widths[i]), body))
            if item.is_mine:
                yield [(indent[_TIME:], ""), (f"{at:>6} ", "bubble--time"), *text, edge]
            else:
                yield [edge, *text, (f" {at}", "bubble--time")]
        if item.is_mine:
            if self._is_roomy:
                yield [(indent, ""), (f"▝{'▀' * (inside - 1)}", shape)]
            return
        cost = item.cost.line if item.cost else ""
        style = "bubble--warning" if item.cost and item.cost.is_much else "bubble--time"
        if not self._is_roomy:
            yield from ([(f"  {line}", style)] for line in wrap(cost, width - 3))
            return
        fits = cell_len(cost) <= width - inside - 2
        yield [(f"{'▀' * (inside - 1)}▘", shape), (f" {cost}" if fits else "", style)]
        if not fits:
            yield from ([(f"  {line}", style)] for line in wrap(cost, width - 3))


def _with_gaps(item: Bubble) -> str:
    """The text with a mark in the place of each empty field."""
    text, end = [], 0
    for at, name in item.gaps:
        text += [item.text[end:at], f"[no\u00a0{one_line(name)}]"]
        end = at
    return "".join([*text, item.text[end:]])


def _pieces(item: Bubble, body: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: unchanged words, empty fields, and added and removed words."""
    text = _with_gaps(item)
    if not item.gaps and item.before is None:
        yield text, body
        return
    words = [(text, "kept")] if item.before is None else redline(_with_gaps(item.before), text)
    for word, fate in words:
        if fate != "kept":
            yield word, f"bubble--{fate}"
            continue
        for i, piece in enumerate(_GAP.split(word)):
            yield piece, "bubble--gap" if i % 2 else body


def _wrapped(pieces: list[tuple[str, str]], width: int) -> list[Line]:
    """The lines of a text in pieces."""
    lines = wrap("".join(text for text, _ in pieces), width)
    if len(pieces) == 1:
        return [[(line, pieces[0][1])] for line in lines]
    # Wrapping drops only spaces and line breaks.
    names = (name for text, name in pieces for character in text if character not in " \n")
    wrapped = []
    for line in lines:
        named, name = list[tuple[str, str]](), pieces[0][1]
        for character in line:
            name = name if character == " " else next(names)
            named.append((character, name))
        groups = groupby(named, key=itemgetter(1))
        wrapped.append([("".join(c for c, _ in group), name) for name, group in groups])
    return wrapped


_GAP = re.compile(r"(\[no\u00a0[^\[\]]*\])")
"""A mark of an empty field. It has no space, so that no line break splits it."""


def _line_of(item: Item) -> str:
    """An item as a line that is clear without the others."""
    if isinstance(item, Bubble):
        return f"{item.at:%Y-%m-%d %H:%M:%S}Z  {item.sender} → {item.to}: {item.text}"
    return item.text if isinstance(item, Day) else f"{item.at:%Y-%m-%d %H:%M:%S}Z  {item.text}"


def _centred(text: str, width: int, name: str) -> Line:
    return [(" " * max((width - cell_len(text)) // 2, 0), ""), (text, name)]

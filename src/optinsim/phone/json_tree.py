"""JSON values that fold, one below the other, in lines that wrap.

Knows JSON, and no vendor. Does not use Textual's own tree, whose lines neither wrap nor can be
selected.
"""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding

from optinsim.core.values import value
from optinsim.phone.item_list import ItemList, wrap
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events
    from textual.binding import BindingType

    from optinsim.phone.selection import Line

Path = tuple[int, ...]
"""The path from an entry's value to one inside it: the index at each depth."""


@value
class JsonEntry:
    """A JSON value with a heading."""

    heading: str
    json: Any


@value
class JsonRow:
    """One row: a heading, or a value inside the entry with its key."""

    entry: int
    """The index of the entry."""
    path: Path
    key: str
    """The heading, or the key with its colon; empty in a list."""
    shown: str
    """The value; for a list or an object, the number of its items."""
    style: str
    is_open: bool | None
    """Whether the values inside are shown; None: there are none."""


class JsonTree(ItemList[JsonRow]):
    """Values with their headings. Enter folds and unfolds, c copies, a folds all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "fold", "Fold", show=False),
        Binding("home", "highlight(-100_000_000)", "First", show=False),
        Binding("end", "highlight(100_000_000)", "Last", show=False),
        ("a", "fold_all", "Fold all"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "json--heading",
        "json--highlighted",
        "json--key",
        "json--string",
        "json--scalar",
        "json--null",
        "json--folded",
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._shown: list[JsonEntry] = []
        self._rows: list[list[JsonRow]] = []
        """By entry."""
        self._turned: set[tuple[int, Path]] = set()
        """The folded or unfolded rows: headings begin folded, values inside them unfolded."""

    def show_entries(self, entries: Sequence[JsonEntry]) -> None:
        """Show these entries, the last one unfolded; entries shown already stay unchanged."""
        kept = 0
        for old, new in zip(self._shown, entries, strict=False):
            if old is not new and old != new:
                break
            kept += 1
        self._turned = {(entry, path) for entry, path in self._turned if entry < kept}
        if entries:
            self._turned.add((len(entries) - 1, ()))
        self._shown = list(entries)
        self._show_from(max(min(kept, len(entries) - 1), 0))
        if self._rows:
            self.call_after_refresh(self._scroll_to_last)

    def _show_from(self, entry: int) -> None:
        """Make the rows of all entries from this one on."""
        del self._rows[entry:]
        first = sum(map(len, self._rows))
        for index in range(entry, len(self._shown)):
            self._rows.append(list(self._rows_of(index)))
        self.items = [*chain.from_iterable(self._rows)]
        if self.highlighted is not None and self.highlighted >= len(self.items):
            self.highlighted = self._anchor = None
        self._measure_from(min(first, len(self._ends)))
        self._resize()

    def _rows_of(self, index: int) -> Iterator[JsonRow]:
        entry = self._shown[index]
        is_open = (index, ()) in self._turned
        yield JsonRow(index, (), one_line(entry.heading), "", "json--heading", is_open)
        if is_open:
            yield from self._children(index, (), entry.json)

    def _children(self, index: int, path: Path, found: Any) -> Iterator[JsonRow]:
        if isinstance(found, dict):
            items = [
                (f"{json.dumps(key, ensure_ascii=False)}: ", one) for key, one in found.items()
            ]
        elif isinstance(found, list):
            items = [("", one) for one in found]
        else:
            items = [("", found)] if not path else []
        for i, (key, one) in enumerate(items):
            here = (*path, i)
            if isinstance(one, dict | list) and one:
                left, right = "{}" if isinstance(one, dict) else "[]"
                is_open = (index, here) not in self._turned
                counted = f"{left} {len(one)} {right}"
                yield JsonRow(index, here, one_line(key), counted, "json--folded", is_open)
                if is_open:
                    yield from self._children(index, here, one)
            else:
                shown = one_line(json.dumps(one, ensure_ascii=False))
                yield JsonRow(index, here, one_line(key), shown, _style(one), None)

    def _scroll_to_last(self) -> None:
        """Scroll so that the last entry is visible from its heading on."""
        before = sum(map(len, self._rows[:-1]))
        top = self._ends[before - 1] if 0 < before <= len(self._ends) else 0
        self.scroll_to(y=top, animate=False)

    def draw(self, index: int, width: int) -> list[Line]:
        """The row, indented to its depth."""
        row = self.items[index]
        indent = "  " * len(row.path)
        mark = {True: "▾ ", False: "▸ ", None: "  " if row.path else ""}[row.is_open]
        key = "json--heading" if not row.path else "json--key"
        if index in self.marked:
            key = "json--highlighted"
        lines: list[Line] = []
        taken = len(row.key)
        for i, text in enumerate(wrap(f"{row.key}{row.shown}", width - len(indent) - 2)):
            keyed = text[:taken]
            taken -= len(keyed)
            taken -= taken == 1  # the space after the key, which a break takes the place of
            before = indent + (mark if i == 0 else "  ")
            lines.append([(before, ""), (keyed, key), (text[len(keyed) :], row.style)])
        return lines

    def text_of(self, index: int) -> str:
        """The row, indented as in JSON."""
        row = self.items[index]
        return f"{'  ' * len(row.path)}{row.key}{row.shown}"

    def describe_copy(self, indices: range) -> tuple[str, str]:
        """Several rows in their shown form; for a single row, the whole value of its entry."""
        if len(indices) > 1:
            return super().describe_copy(indices)
        entry = self._shown[self.items[indices[0]].entry]
        return json.dumps(entry.json, indent=2, ensure_ascii=False), entry.heading

    def on_click(self, event: events.Click) -> None:
        """Highlight the clicked row, and fold or unfold it."""
        super().on_click(event)
        if self.text_selection is None and self.highlighted is not None:
            self.action_fold()

    def action_fold(self) -> None:
        """Fold the highlighted row, or unfold it."""
        if self.highlighted is None:
            return
        row = self.items[self.highlighted]
        if row.is_open is not None:
            self._turned ^= {(row.entry, row.path)}
            self._show_from(row.entry)

    def action_fold_all(self) -> None:
        """Fold every entry to its heading."""
        self._turned = {(entry, path) for entry, path in self._turned if path}
        self.highlighted = self._anchor = None
        self._show_from(0)


def _style(scalar: Any) -> str:
    if isinstance(scalar, str):
        return "json--string"
    return "json--null" if scalar is None else "json--scalar"

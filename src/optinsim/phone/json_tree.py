"""JSON values that fold, one below the other: Textual's tree, with nodes of ours.

Knows JSON, and no vendor. Tree.add_json of Textual is not used: it shows values as Python's repr
(True, None) and not as JSON, takes brackets in a key for markup, folds everything, and leaves no
value to copy.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.message import Message
from textual.widgets import Tree

from optinsim.core.values import value
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.widgets.tree import TreeNode


@value
class JsonEntry:
    """A JSON value with a heading."""

    heading: str
    json: Any


class JsonTree(Tree[Any]):
    """Values with their headings. Enter folds and unfolds, c copies, a folds all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("c", "copy_json", "Copy"),
        ("a", "fold_all", "Fold all"),
    ]

    class Copied(Message):
        """The user copies a value."""

        def __init__(self, heading: str, text: str) -> None:
            super().__init__()
            self.heading = heading
            self.text = text

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__("", id=id)
        self.show_root = False
        self.guide_depth = 2
        self._shown: list[JsonEntry] = []

    def show(self, entries: Sequence[JsonEntry]) -> None:
        """Show these entries; entries that are shown already stay folded or unfolded."""
        kept = 0
        for old, new in zip(self._shown, entries, strict=False):
            if old is not new and old != new:
                break
            kept += 1
        for node in list(self.root.children)[kept:]:
            node.remove()
        for entry in entries[kept:]:
            node = self.root.add(Text(one_line(entry.heading), "bold"), entry)
            _add_children(node, entry.json)
        self._shown = list(entries)
        if self.root.children:
            last = self.root.children[-1]
            last.expand()
            self.call_after_refresh(self.scroll_to_node, last, animate=False)

    def action_copy_json(self) -> None:
        """Copy the whole value of the entry that the cursor is in."""
        node = self.cursor_node
        while node is not None and not isinstance(node.data, JsonEntry):
            node = node.parent
        if node is not None and isinstance(node.data, JsonEntry):
            text = json.dumps(node.data.json, indent=2, ensure_ascii=False)
            self.post_message(self.Copied(node.data.heading, text))

    def action_fold_all(self) -> None:
        """Fold every entry to its heading."""
        for node in self.root.children:
            node.collapse()


def _add_children(node: TreeNode[Any], found: Any) -> None:
    """Add the items of a mapping or a list below its node."""
    if isinstance(found, dict):
        items = [(json.dumps(key, ensure_ascii=False) + ": ", item) for key, item in found.items()]
    else:
        items = [("", item) for item in found] if isinstance(found, list) else []
    for key, item in items:
        label = Text(one_line(key), "cyan")
        if isinstance(item, dict | list) and item:
            brackets = ("{", "}") if isinstance(item, dict) else ("[", "]")
            child = node.add(label.append(f"{brackets[0]} {len(item)} {brackets[1]}", "dim"))
            _add_children(child, item)
            child.expand()
        else:
            shown = one_line(json.dumps(item, ensure_ascii=False))
            node.add_leaf(label.append(shown, _style(item)))


def _style(scalar: Any) -> str:
    return "green" if isinstance(scalar, str) else "magenta" if scalar is None else "yellow"

"""The offsets at which every value of a YAML text begins and ends.

Used to change a part of a file and keep the rest. Reads only texts that the reader (reader.py) has
accepted, and only for updates and comments: a run does not need it. Does not know what a file is
about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.adapter import Place

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
"""White space and comments between two values."""
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")
_BLOCK_TEXT = re.compile(r"[|>][-+0-9]*")


class NodeKind(Enum):
    """The kind of a node."""

    SCALAR = "scalar"
    LIST = "list"
    MAPPING = "mapping"
    ALIAS = "alias"


@dataclass(slots=True)
class Node:
    """A value of a file, from its first character to the end of its last, without an anchor."""

    kind: NodeKind
    start: int
    """An offset in the text, in characters."""
    end: int
    style: str = ""
    """A scalar: empty, or one of `'`, `"`, `|`, `>`; a collection: empty, or `[`, `{`."""
    text: str = ""
    """A scalar's value."""
    keys: list[Node] = field(default_factory=list)
    """Of a mapping, one for each item."""
    items: list[Node] = field(default_factory=list)
    anchor: str = ""
    shared: bool = False
    """Whether an alias repeats it."""

    @property
    def is_block(self) -> bool:
        """Whether it is a collection without brackets, over several lines."""
        return self.kind in (NodeKind.LIST, NodeKind.MAPPING) and not self.style

    def child(self, part: str | int) -> Node | None:
        """The value of a key, or the item at an index."""
        if self.kind is NodeKind.LIST and isinstance(part, int):
            return self.items[part] if part < len(self.items) else None
        for key, item in zip(self.keys, self.items, strict=False):
            if key.text == part:
                return item
        return None

    def walk(self) -> Iterator[Node]:
        """The node and all nodes in it, including keys, in the order of the text."""
        yield self
        for i, item in enumerate(self.items):
            if self.keys:
                yield from self.keys[i].walk()
            yield from item.walk()


def path_of(root: Node, place: Place) -> list[Node]:
    """The existing nodes on the path to a place, the root first."""
    path = [root]
    for part in place:
        node = path[-1].child(part)
        if node is None:
            break
        path.append(node)
    return path


def layout(text: str) -> list[Node]:
    """The roots of a text's documents, empty ones left out.

    Args:
        text: accepted by the reader, without a byte order mark.
    """
    next_event = _Loader(text).get_event
    roots = []
    while (kind := type(next_event())) is not StreamEndEvent:
        if kind is DocumentStartEvent:
            root = _document(next_event, text)
            if root.kind is not NodeKind.SCALAR or root.style or root.text:
                roots.append(root)
    return roots


def _document(next_event: Callable[[], Any], text: str) -> Node:
    """The root of the document whose start has been read, to its end."""
    holder = Node(NodeKind.LIST, 0, 0)
    around = [holder]
    anchors: dict[str, Node] = {}
    while True:
        event = next_event()
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            _close(around.pop(), event)
            continue
        node = _node(event, text)
        if node is None:
            return holder.items[0]
        parent = around[-1]
        if parent.kind is NodeKind.MAPPING and len(parent.keys) == len(parent.items):
            parent.keys.append(node)
        else:
            parent.items.append(node)
        if node.kind is NodeKind.ALIAS:
            anchors[node.anchor].shared = True
        elif node.anchor:
            anchors[node.anchor] = node
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            around.append(node)


def _node(event: Any, text: str) -> Node | None:
    """The node that an event begins; None at the document's end."""
    kind, start, end = type(event), event.start_mark.index, event.end_mark.index
    anchor = getattr(event, "anchor", None) or ""
    if kind is AliasEvent:
        return Node(NodeKind.ALIAS, start, end, anchor=anchor)
    if anchor and (named := _ANCHOR.match(text, start)):
        start = skip(text, named.end())
    if kind is ScalarEvent:
        style = event.style or ""
        if style in ("|", ">"):
            end = _end_of_block_text(text, start, end)
        return Node(NodeKind.SCALAR, start, max(start, end), style, event.value, anchor=anchor)
    if kind is MappingStartEvent:
        return Node(NodeKind.MAPPING, start, end, "{" if event.flow_style else "", anchor=anchor)
    if kind is SequenceStartEvent:
        return Node(NodeKind.LIST, start, end, "[" if event.flow_style else "", anchor=anchor)
    return None


def _close(node: Node, event: Any) -> None:
    """Set the end of a collection: without brackets, the end of its last item.

    (Its end event comes later, after comments and empty lines.)
    """
    node.end = event.end_mark.index if node.style else node.items[-1].end


def _end_of_block_text(text: str, start: int, end: int) -> int:
    """The end of the last character of a `|` or `>`; empty lines may follow, unless kept."""
    header = _BLOCK_TEXT.match(text, start)
    if header is not None and "+" in header[0]:
        return start + len(text[start:end].removesuffix("\n").removesuffix("\r"))
    return start + len(text[start:end].rstrip())


def skip(text: str, start: int) -> int:
    """The end of white space and comments."""
    gap = _GAP.match(text, start)
    return start if gap is None else gap.end()


def comments_in(text: str, node: Node) -> list[str]:
    """The comments within a value, in their order."""
    found = []
    at = node.start
    scalars = [n for n in node.walk() if n.kind in (NodeKind.SCALAR, NodeKind.ALIAS)]
    for scalar in scalars:
        found += comments_between(text, at, scalar.start)
        if scalar.style in ("|", ">"):
            header = text[scalar.start : scalar.end].splitlines()[0]
            if "#" in header:
                found.append(header[header.index("#") :])
        at = scalar.end
    return found + comments_between(text, at, node.end)


def comments_between(text: str, start: int, end: int) -> list[str]:
    """The comments of a part of the text that contains no scalar."""
    return [match.rstrip() for match in re.findall(r"#[^\r\n]*", text[start:end])]

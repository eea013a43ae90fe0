"""What a YAML document says: its values as they were typed, and where each of them stands.

Knows places and positions. Does not know YAML, and not what a file is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.files.problems import Mark, Problem

if TYPE_CHECKING:
    from optinsim.adapter import Place


class Mapping(dict[str, Any]):
    """A mapping of a file, with the places of its keys and values."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, tuple[Any, Any]] = {}
        """For each key, YAML's own marks of the key and of the value."""


class Sequence(list[Any]):
    """A list of a file, with the places of its items."""

    __slots__ = ("marks",)

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[Any] = []


@value
class Document:
    """One YAML document of a file."""

    file: str
    lines: list[str]
    tree: Any
    """Mappings, lists, `Plain` for unquoted scalars and `str` for quoted ones."""
    start: Mark

    def mark(self, place: Place, *, of_key: bool = False) -> Mark:
        """Where the value (or its key) at a place is; where it is missing, what should hold it."""
        mark = self.start
        node = self.tree
        for i, part in enumerate(place):
            if isinstance(node, Mapping) and part in node.marks:
                key_mark, value_mark = node.marks[str(part)]
                found = key_mark if of_key and i == len(place) - 1 else value_mark
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
                found = node.marks[part]
            else:
                break
            mark = mark_of(found)
            node = node[part]
        return mark

    def has(self, place: Place) -> bool:
        """Whether the file says anything at the place."""
        node = self.tree
        for part in place:
            if isinstance(node, Mapping) and part in node:
                node = node[str(part)]
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return False
        return True

    def problem(self, place: Place, message: str, *, of_key: bool = False, **more: str) -> Problem:
        """A problem at a place of this document; `more` are Problem's other fields."""
        mark = self.mark(place, of_key=of_key)
        return Problem(self.file, message, mark, line(self.lines, mark.line), **more)


def mark_of(mark: Any) -> Mark:
    """YAML's own mark, which counts from 0, as ours."""
    return Mark(mark.line + 1, mark.column + 1)


def line(lines: list[str], number: int) -> str:
    """The line of that number; empty where the file has ended."""
    return lines[number - 1] if number <= len(lines) else ""

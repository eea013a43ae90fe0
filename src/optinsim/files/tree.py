"""The tree of a YAML document: its values as they were typed, and the position of each.

Knows places and positions. Does not know YAML, nor what a file is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.files.credentials import is_harmless, may_name
from optinsim.files.excerpts import (
    DocumentKind,
    excerpt,
    hides,
    is_masked,
    keys_of,
    kind_of,
    within,
)
from optinsim.files.problems import Mark, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.adapter import Place


class YamlMapping(dict[str, Any]):
    """A mapping of a file, with the places of its keys and values."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[int] = []
        """For each key in turn, its position and that of its value; see `LINE`."""


class YamlSequence(list[Any]):
    """A list of a file, with the places of its items."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[int] = []
        """The position of each item; see `LINE`."""


DEEPEST = 50
"""How deep collections may be nested. (libyaml's composer overflows the stack; its parser, which we
use, does not. Neither do pydantic, json and our own recursions, up to this depth.)"""

Size = tuple[int, int]
"""How many values and characters, and how deep collections are nested."""


def size(value: object, known: dict[int, Size]) -> Size:
    """The size of a tree, including the repetitions by aliases.

    `known` caches the sizes of collections by their id, since aliases repeat them.
    """
    if isinstance(value, str):
        return 1 + len(value), 0
    if not isinstance(value, dict | list):
        return 1, 0
    key = id(value)
    if key not in known:
        total, deepest = 1, 0
        if isinstance(value, dict):
            total += sum(1 + len(name) for name in value)
            value = list(value.values())
        for item in value:
            inner, depth = size(item, known)
            total += inner
            deepest = max(deepest, depth)
        known[key] = (total, 1 + deepest)
    return known[key]


@value
class Document:
    """One YAML document of a file."""

    file: str
    lines: list[str]
    tree: Any
    """Mappings, lists, `Plain` for unquoted scalars and `str` for quoted ones."""
    start: Mark

    def mark(self, place: Place, *, of_key: bool = False) -> Mark:
        """The position of the value (or its key) at a place; if it is missing, of its parent."""
        found = None
        node = self.tree
        for i, part in enumerate(place):
            if isinstance(node, YamlMapping) and part in node:
                number = 2 * list(node).index(str(part))
                wants_key = of_key and i == len(place) - 1
                found = node.places[number if wants_key else number + 1]
            elif isinstance(node, YamlSequence) and isinstance(part, int) and part < len(node):
                found = node.places[part]
            else:
                break
            node = node[part]
        return self.start if found is None else mark_at(found)

    def file_of(self, place: Place) -> str:  # noqa: ARG002  (where a document is of several)
        """The name of the file that contains the value at a place."""
        return self.file

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents of which it is merged, one for each file; itself, unless it extends."""
        return (self,)

    def has(self, place: Place) -> bool:
        """Whether there is a value at the place."""
        return self.at(place, _NOTHING) is not _NOTHING

    def at(self, place: Place, otherwise: object = None) -> Any:
        """The value at the place, or `otherwise`."""
        node = self.tree
        for part in place:
            if isinstance(node, YamlMapping) and part in node:
                node = node[str(part)]
            elif isinstance(node, YamlSequence) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return otherwise
        return node

    def problem(
        self, place: Place, message: str, *, code: str, of_key: bool = False, **more: str
    ) -> Problem:
        """A problem at a place of this document; `more` are Problem's other fields."""
        mark = self.mark(place, of_key=of_key)
        path = keys_of(place[:-1] if of_key else place)
        written = line(self.lines, mark.line)
        source = excerpt(written, kind_of(self.tree), path)
        masked = is_masked(written, source)
        return Problem(self.file, message, mark, source, **more, is_masked=masked, code=code)

    def hides(self, place: Place) -> bool:
        """Whether a problem may not quote the value at a place: it may have a credential.

        A text continues in the next line, if that is indented and has no key: `assword:123` is no
        key.
        """
        kind, path = kind_of(self.tree), keys_of(place)
        if hides(kind, path):
            return True
        text = self.at(place)
        if not isinstance(text, str) or within(kind, path)[0] is not DocumentKind.ACCOUNT:
            return False
        return len(text.split()) > 1 and text not in line(self.lines, self.mark(place).line)

    def may_name(self, place: Place, known: Iterable[str]) -> bool:
        """Whether a problem may quote the unknown key at a place."""
        kind, path = within(kind_of(self.tree), keys_of(place))
        if kind is DocumentKind.SCENARIO or not path:
            return True
        if kind is DocumentKind.FOREIGN:
            return may_name(path[-1], (), known)
        # A key without a value may be a credential whose own key is missing.
        if self.at(place) == "" and not is_harmless(path[:-1]):
            return False
        return may_name(path[-1], path[:-1], known)


_NOTHING = object()


def mentions(value: object, word: str) -> bool:
    """Whether a word may be anywhere in a tree; far faster than walking it.

    The word has no quotes and backslashes.
    """
    return word in repr(value)


LINE = 100_000_000
"""A position in a file is one number: its line times this, plus its column, both from 0.
The garbage collector does not track numbers, as it does tuples. (No column comes near it.)"""


def mark_at(place: int) -> Mark:
    """The mark of a position."""
    line_before, column_before = divmod(place, LINE)
    return Mark(line_before + 1, column_before + 1)


def mark_of(mark: Any) -> Mark:
    """YAML's own mark, which counts from 0, as ours."""
    return Mark(mark.line + 1, mark.column + 1)


def line(lines: list[str], number: int) -> str:
    """The line of that number; empty after the end of the file."""
    return lines[number - 1] if number <= len(lines) else ""

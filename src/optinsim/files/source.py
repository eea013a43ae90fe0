"""Reading YAML without losing what was typed, or where.

Knows YAML's events, and turns each document into mappings, lists and scalars that keep their
characters and positions. Does not know what a file is about. It builds no objects, follows no tags,
and is bounded in size, depth and in what aliases may multiply.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from optinsim.core.values import value
from optinsim.errors import FileError
from optinsim.fields import Plain
from optinsim.files.problems import Mark, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Place

LARGEST_FILE = 50_000_000
"""Bytes: some fifty thousand scenarios."""
DEEPEST = 50
"""Collections inside each other. (libyaml's own composer overflows the stack; its parser, which is
what we use, does not.)"""
ALIASES_MAY_MULTIPLY_BY = 10
"""A document has no more values than characters, unless aliases repeat them."""

# libyaml where it is there (it is in every wheel); the pure reader is far slower.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
            mark = Mark(found.line + 1, found.column + 1)
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
        return Problem(self.file, message, mark, _line(self.lines, mark.line), **more)


def read_file(path: Path, shown: str) -> list[Document]:
    """The documents of a file, empty ones left out.

    Args:
        path: where it is.
        shown: its name in problems.

    Raises:
        FileError: it is not there, not UTF-8, too large, no YAML, or unsafe.
    """
    try:
        # The size is looked at before a byte is read; a device or a pipe says 0 and is read so far.
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError([Problem(shown, f"cannot be read: {reason}")]) from None
    if len(data) > LARGEST_FILE:
        raise FileError([Problem(shown, f"is larger than {LARGEST_FILE // 1_000_000} MB")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        mark = Mark(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
        problem = Problem(shown, f"is not UTF-8: byte {data[error.start]:#04x}", mark)
        raise FileError([problem]) from None
    return read_text(text, shown)


def read_text(text: str, shown: str) -> list[Document]:
    """The documents of a YAML text; raises what `read_file` does."""
    reader = _Reader(text, shown)
    try:
        documents = list(reader.documents())
    except yaml.YAMLError as error:
        reader.problems.append(_yaml_problem(error, reader))
    if reader.problems:
        raise FileError(reader.problems)
    return documents


class _Reader:
    """Builds the trees of one text from YAML's events."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown
        self.lines = text.splitlines()
        self.problems: list[Problem] = []

    def documents(self) -> Iterator[Document]:
        events = yaml.parse(self.text, Loader=_Loader)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                first, tree = self._document(events)
                if not (isinstance(tree, Plain) and tree == ""):
                    yield Document(self.shown, self.lines, tree, Mark(first.line + 1, 1))

    def _document(self, events: Iterator[Any]) -> tuple[Any, Any]:
        """The first mark and the tree of the document whose start has been read."""
        holder = Sequence()
        stack: list[Any] = [holder]
        keys: list[tuple[str, Any] | None] = [None]
        """For each open collection, the key that waits for its value."""
        anchors: dict[str, Any] = {}
        sizes: dict[int, int] = {}
        """How many values an anchored collection holds, aliases followed, by its id."""
        starts: list[tuple[str | None, int]] = []
        count = 0
        limit = ALIASES_MAY_MULTIPLY_BY * len(self.text) + 1000
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = event.value if event.style else Plain(event.value)
                if event.tag:
                    self._refuse_tag(event)
                if event.anchor:
                    anchors[event.anchor] = value
                count += 1
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                value = Mapping() if kind is yaml.MappingStartEvent else Sequence()
                if event.tag:
                    self._refuse_tag(event)
                self._put(stack, keys, value, event.start_mark)
                stack.append(value)
                keys.append(None)
                starts.append((event.anchor, count))
                if len(stack) > DEEPEST:
                    self._stop(event, f"collections are nested more than {DEEPEST} deep")
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                closed = stack.pop()
                keys.pop()
                anchor, before = starts.pop()
                count += 1
                if anchor:
                    anchors[anchor] = closed
                    sizes[id(closed)] = count - before
                continue
            elif kind is yaml.AliasEvent:
                if event.anchor not in anchors:
                    self._stop(event, f"alias *{event.anchor} stands before or inside its anchor")
                value = anchors[event.anchor]
                count += sizes.get(id(value), 1)
                if count > limit:
                    self._stop(event, "aliases repeat too much: this is an anchor bomb")
            else:  # the document's end
                break
            self._put(stack, keys, value, event.start_mark)
        return holder.marks[0], holder[0]

    def _put(self, stack: list[Any], keys: list[Any], value: Any, mark: Any) -> None:
        """Give the innermost open collection its next key or value."""
        parent = stack[-1]
        if type(parent) is Sequence:
            parent.append(value)
            parent.marks.append(mark)
            return
        waiting = keys[-1]
        if waiting is None:
            if not isinstance(value, str):
                self.problems.append(self._problem(mark, "a key must be text"))
                value = f"?{len(parent)}"
            keys[-1] = (str(value), mark)
            return
        key, key_mark = waiting
        keys[-1] = None
        if key in parent:
            first = parent.marks[key][0]
            message = f"key {key!r} is given twice; the first is in line {first.line + 1}"
            self.problems.append(self._problem(key_mark, message))
            return
        parent[key] = value
        parent.marks[key] = (key_mark, mark)

    def _refuse_tag(self, event: Any) -> None:
        message = f"tag {event.tag!r} is not used here"
        self.problems.append(self._problem(event.start_mark, message, "the value alone"))

    def _stop(self, event: Any, message: str) -> None:
        raise FileError([*self.problems, self._problem(event.start_mark, message)])

    def _problem(self, mark: Any, message: str, expected: str = "") -> Problem:
        place = Mark(mark.line + 1, mark.column + 1)
        source = _line(self.lines, place.line)
        return Problem(self.shown, message, place, source, expected)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if number <= len(lines) else ""


def _yaml_problem(error: yaml.YAMLError, reader: _Reader) -> Problem:
    """What YAML's own reader could not read."""
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML"
    if mark is not None:
        place = Mark(mark.line + 1, mark.column + 1)
    else:
        position = getattr(error, "position", None)
        if not isinstance(position, int):
            return Problem(reader.shown, f"bad YAML: {reason}")
        before = reader.text[:position]
        place = Mark(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    return Problem(reader.shown, f"bad YAML: {reason}", place, _line(reader.lines, place.line))

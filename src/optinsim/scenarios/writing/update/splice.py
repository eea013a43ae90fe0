"""Applies changes to a text: replaces, inserts and removes values; the rest stays byte for byte.

Knows the places of lines, dashes, commas and comments. A value in brackets stays in brackets, a
value with lines of its own keeps them, and comments within a removed value move to a line above it.
Does not know what expectations mean.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.files.layout import Node, NodeKind, comments_between, comments_in, path_of, skip
from optinsim.scenarios.writing import write
from optinsim.scenarios.writing.update.changes import AddKey, Insert, Move, Remove, Replace
from optinsim.scenarios.writing.update.scalars import block_indent, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.scenarios.writing.update.changes import Change

_BREAK = re.compile(r"\r\n|\n|\r")
_SPACES = re.compile(" *")
_TEXTS = frozenset({"reading", "replies", "state"})
"""Keys that are read as text, so that `02134` needs no quotes; headers are too."""


@value
class Edit:
    """Characters that other characters replace."""

    start: int
    end: int
    text: str


def spliced(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits, none of which overlap.

    Texts inserted at one place keep the order of the edits, before the text that is cut there.
    """
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return "".join((*parts, text[at:]))


class Splicer:
    """Turns the changes of one document into edits of the text."""

    def __init__(self, text: str, root: Node) -> None:
        self._text = text
        self._root = root
        found = _BREAK.search(text)
        self._newline = found[0] if found else "\n"
        self._gone: set[Place] = set()
        """The entries that are removed or moved."""

    def edits(self, changes: Sequence[Change]) -> Iterator[Edit]:
        """The edits.

        Raises:
            ValueError: a text has half a surrogate pair, which no file can contain.
        """
        new: dict[Place, dict[str, Any]] = {}
        self._gone = {change.at for change in changes if isinstance(change, Remove | Move)}
        moved = {change.at for change in changes if isinstance(change, Move)}
        found: list[tuple[Place, Iterable[Edit]]] = []
        for change in changes:
            match change:
                case Replace(at, expected):
                    found.append((at, self._replace(at, expected)))
                case AddKey(at, key, expected):
                    new.setdefault(at, {})[key] = expected
                case Insert(at, before, expected):
                    found.append((at, [self._insert(at, before, expected)]))
                case Move(at, before):
                    found.append((at[:-1], [self._insert(at[:-1], before, None, int(at[-1]))]))
                case Remove():
                    pass  # all of a list at once, below
        found += [(at, self._add(at, items)) for at, items in new.items()]
        for at in dict.fromkeys(at[:-1] for at in sorted(self._gone)):
            found.append((at, self._remove(at, moved)))
        # Where an inner and an outer collection end in one line, the inner one's comes first.
        for _, edits in sorted(found, key=lambda one: -len(one[0])):
            yield from edits

    # values

    def _replace(self, at: Place, expected: Any) -> Iterator[Edit]:
        path = path_of(self._root, at)
        node, parent = path[-1], path[-2]
        yield from self._saved(node.start, comments_in(self._text, node))
        if any(holder.style for holder in path[:-1]):
            yield Edit(node.start, node.end, self._inline(expected, node, at))
            return
        column = self._column(node.start)
        if node.is_block:
            if isinstance(expected, dict | list) and expected:
                # A list may have its key's indentation; a mapping's keys would be siblings.
                too_near = parent.kind is NodeKind.MAPPING and column == self._column(parent.start)
                deeper = 2 if too_near and isinstance(expected, dict) else 0
                lines = list(write.block(expected, column + deeper, open_=True))
                yield Edit(node.start, node.end, self._lines(lines)[column:])
            elif self._has_its_own_lines(node, parent) and not node.anchor:
                yield from self._onto_the_line_of_its_key(parent, node, expected, at)
            else:
                yield Edit(node.start, node.end, self._inline(expected, node, at))
            return
        indent = self._column(parent.start) + 2
        lines = list(write.block(expected, indent))
        if not isinstance(expected, dict | list) or lines == [" " * indent + write.flow(expected)]:
            yield Edit(node.start, node.end, self._inline(expected, node, at))
        elif parent.kind is NodeKind.MAPPING:
            key = parent.keys[parent.items.index(node)]
            start = key.end + len(self._text[key.end : node.start].rstrip())
            yield Edit(start, node.end, self._newline + self._lines(lines))
        else:
            lines = list(write.block(expected, column))
            yield Edit(node.start, node.end, self._lines(lines).lstrip(" "))

    def _has_its_own_lines(self, node: Node, parent: Node) -> bool:
        """Whether a value begins below its key."""
        return parent.kind is NodeKind.MAPPING and self._begins_a_line(node.start)

    def _onto_the_line_of_its_key(
        self, parent: Node, node: Node, expected: Any, at: Place
    ) -> Iterator[Edit]:
        """Replace a value's lines by a value after the colon."""
        key = parent.keys[parent.items.index(node)]
        colon = self._text.index(":", skip(self._text, key.end)) + 1
        yield Edit(colon, colon, " " + self._inline(expected, node, at))
        yield self._cut_lines(node.start, node.end)

    def _inline(self, expected: Any, node: Node | None, at: Place) -> str:
        """The value within a line, or as a block of text if the former value was one."""
        if isinstance(expected, dict | list | tuple):
            return write.flow(expected)
        style, indent = "", 0
        if node is not None and node.kind is NodeKind.SCALAR:
            style = node.style
            parent = path_of(self._root, at)[-2]
            indent = block_indent(self._text, node, self._column(parent.start) + 2)
        as_text = not _TEXTS.isdisjoint(at[3:4]) or at[3:5] == ("response", "headers")
        return scalar(expected, style, indent, self._newline, as_text=as_text)

    def _saved(self, at: int, found: Iterable[str]) -> Iterator[Edit]:
        """The comments of a removed value, on lines above its first line."""
        start = self._line_start(at)
        indent = " " * (_skip_spaces(self._text, start) - start)
        for comment in found:
            yield Edit(start, start, f"{indent}{comment}{self._newline}")

    # keys

    def _add(self, at: Place, items: dict[str, Any]) -> Iterator[Edit]:
        path = path_of(self._root, at)
        node = path[-1]
        if len(path) == len(at):  # the step has no `expect` yet
            items = {str(at[-1]): items}
        if node.style or not node.items:
            added = ", ".join(f"{write.key(k)}: {write.flow(v)}" for k, v in items.items())
            if node.items:
                yield Edit(node.items[-1].end, node.items[-1].end, f", {added}")
            else:
                yield Edit(node.start + 1, node.start + 1, added)
            return
        column = self._column(node.start)
        lines = [line for key, item in items.items() for line in self._entry(key, item, column)]
        yield self._lines_behind(node.end, lines)

    @staticmethod
    def _entry(key: str, item: Any, column: int) -> Iterator[str]:
        """The lines of a key; a new `expect` has a line for each of its keys."""
        if key == "expect":
            yield f"{' ' * column}expect:"
            yield from write.block(item, column + 2, open_=True)
        else:
            yield from write.entry(write.key(key), item, column)

    # entries

    def _insert(self, at: Place, before: int, expected: Any, moved: int | None = None) -> Edit:
        """Insert an entry beside one that stays, or move an entry of the list unchanged."""
        node = path_of(self._root, at)[-1]
        kept = [i for i in range(len(node.items)) if (*at, i) not in self._gone]
        ahead = [i for i in kept if i < before]
        if node.style or not node.items:
            if moved is not None:
                text = self._text[node.items[moved].start : node.items[moved].end]
            else:
                text = self._inline(expected, _like(node), (*at, 0))
            if not kept:
                return Edit(node.start + 1, node.start + 1, text)
            if ahead:
                return Edit(node.items[ahead[-1]].end, node.items[ahead[-1]].end, f", {text}")
            return Edit(node.items[kept[0]].start, node.items[kept[0]].start, f"{text}, ")
        column = self._column(node.start)
        if moved is not None:
            lines = [" " * column + self._text[self._dash(node, moved) : node.items[moved].end]]
        else:
            lines = self._item(expected, node, at)
        if ahead:
            return self._lines_behind(node.items[ahead[-1]].end, lines)
        dash = self._dash(node, kept[0])
        return Edit(dash, dash, self._lines(lines)[column:] + self._newline + " " * column)

    def _item(self, expected: Any, node: Node, at: Place) -> list[str]:
        """The lines of a new entry, in the style of the existing ones."""
        column, like = self._column(node.start), _like(node)
        if isinstance(expected, dict | list) and expected:
            open_ = any(item.is_block for item in node.items)
            lines = list(write.block(expected, column + 2, open_=open_))
        else:
            lines = [" " * (column + 2) + self._inline(expected, like, (*at, 0))]
        return [f"{' ' * column}- {lines[0].lstrip(' ')}", *lines[1:]]

    def _remove(self, at: Place, moved: set[Place]) -> Iterator[Edit]:
        """Cut entries out of a list in which others stay."""
        node = path_of(self._root, at)[-1]
        count = len(node.items)
        kept = [i for i in range(count) if (*at, i) not in self._gone]
        for i in set(range(count)).difference(kept):
            item = node.items[i]
            if node.style:
                tail = i > kept[-1]
                start = node.items[i - 1].end if tail else item.start
                end = item.end if tail else node.items[i + 1].start
                edit = Edit(start, end, "")
            elif i < kept[0] and not self._begins_a_line(self._dash(node, 0)):
                edit = Edit(self._dash(node, i), self._dash(node, i + 1), "")
            else:
                edit = self._cut_lines(self._dash(node, i), item.end)
            lost = [] if (*at, i) in moved else comments_in(self._text, item)
            if node.style or (*at, i) not in moved:
                lost = [
                    *comments_between(self._text, min(edit.start, item.start), item.start),
                    *lost,
                    *comments_between(self._text, item.end, max(edit.end, item.end)),
                ]
            yield from self._saved(edit.start, lost)
            yield edit

    def _dash(self, node: Node, number: int) -> int:
        """The offset of an entry's dash."""
        return skip(self._text, node.items[number - 1].end if number else node.start)

    # lines

    def _cut_lines(self, start: int, end: int) -> Edit:
        """Remove whole lines; a comment after them stays at their beginning."""
        stop = self._line_end(end)
        rest = self._text[end:stop].lstrip(" \t")
        if rest.startswith("#"):
            return Edit(start, self._text.index("#", end), "")
        broken = _BREAK.match(self._text, stop)
        return Edit(self._line_start(start), broken.end() if broken else stop, "")

    def _lines_behind(self, at: int, lines: list[str]) -> Edit:
        """Insert lines after the line in which a value ends."""
        stop = self._line_end(at)
        broken = _BREAK.match(self._text, stop)
        if broken:
            return Edit(broken.end(), broken.end(), self._lines(lines) + self._newline)
        return Edit(stop, stop, self._newline + self._lines(lines))

    def _lines(self, lines: list[str]) -> str:
        return self._newline.join(lines)

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _BREAK.search(self._text, at)
        return found.start() if found else len(self._text)

    def _begins_a_line(self, at: int) -> bool:
        return _skip_spaces(self._text, self._line_start(at)) == at

    def _column(self, at: int) -> int:
        return at - self._line_start(at)


def _skip_spaces(text: str, at: int) -> int:
    """The end of the spaces that begin there."""
    spaces = _SPACES.match(text, at)
    return spaces.end() if spaces else at


def _like(node: Node) -> Node | None:
    """The entry of a list whose style a new one takes."""
    last = node.items[-1] if node.items else None
    return last if last is not None and last.style in ("", "'", '"') else None

"""Rows of a message log, read from JSON.

Knows how exports nest: one object a line, one after another, a list, an answer of an API with the
messages in it, a callback, and JSON in a string (Amazon SNS). Does not know the meaning of a cell.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from optinsim.scenarios.writing.log_columns import normal
from optinsim.scenarios.writing.log_rows import MOST_ROWS, BadRow, LogRow, Rows, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.writing.log_columns import ColumnTable

    _Cells = dict[str, Any]

_MOST_BROKEN = 1000
"""Broken places: each may have to be read up to the end of the file."""
_DEEPEST_ENVELOPE = 6
_DEEPEST_CELL = 4
_MOST_RECIPIENTS = 1000
"""Recipients of one message; a longer list is no list of recipients."""
_MOST_KEYS = 1000
"""Keys of one object; later keys are no part of a message."""
_LONGEST_KEY = 100
_INHERITED = frozenset({"time", "status", "direction"})
"""Values of an envelope that apply to the message in it: a callback's time and what it reports."""
_BETWEEN = re.compile(r"[\s,]*")

_decode = json.JSONDecoder().raw_decode


def json_rows(text: str, table: ColumnTable) -> Rows:
    """The rows of a JSON log.

    Raises:
        BadRow: there are too many.
    """
    names: dict[str, str] = {}
    rows = counted(_rows(text, table, names))
    return Rows(list(names.values()), rows)


def _rows(text: str, table: ColumnTable, names: dict[str, str]) -> Iterator[LogRow]:
    """All rows of a text; fills in the names of the columns."""
    reader = _Messages(table)
    line, counted_to, broken = 1, 0, 0
    at = _skip(text, 0)
    while at < len(text):
        found: list[tuple[int, _Cells | BadRow]]
        try:
            document, end = _decode(text, at)
            found = list(islice(reader.of_document(text, at, document), MOST_ROWS + 1))
        except (ValueError, RecursionError):
            end = text.find("\n", at) + 1 or len(text)
            broken += 1
            if broken > _MOST_BROKEN:
                raise BadRow(f"has more than {_MOST_BROKEN:,} places that are no JSON") from None
            expected = '{"time": …, "from": …, "to": …, "text": …}'
            closes = text[at] in "]}"  # a list with a broken entry
            found = [] if closes else [(at, BadRow("this is no JSON", expected))]
        for start, cells in found:
            line += text.count("\n", counted_to, start)
            counted_to = start
            if isinstance(cells, BadRow):
                yield LogRow(line, {}, cells)
                continue
            for name in cells:
                names.setdefault(normal(name), name)
            known = ((normal(name), cell) for name, cell in reversed(cells.items()))
            yield LogRow(line, {name: cell for name, cell in known if table.needs(name)})
        at = _skip(text, end)


class _Messages:
    """Finds the messages in values of JSON: where each begins, and its cells by name."""

    def __init__(self, table: ColumnTable) -> None:
        self._table = table

    def of_document(
        self, text: str, at: int, document: Any
    ) -> Iterator[tuple[int, _Cells | BadRow]]:
        """The messages in one value of the file; an object without any is an empty message."""
        if isinstance(document, list):
            for start, entry in _children(text, at):
                yield from self.of_document(text, start, entry)
        elif isinstance(document, dict):
            some = False
            for found in self._inside(text, at, document, {}, 0):
                some = True
                yield found
            if not some:
                yield at, _single(_cells(document))
        else:
            yield at, BadRow("this is no JSON object", "one object a message")

    def _inside(
        self, text: str, at: int, value: Any, outer: _Cells, depth: int
    ) -> Iterator[tuple[int, _Cells]]:
        """The messages in an object or a list, at any depth."""
        if isinstance(value, dict):
            cells = _cells(value)
            if self._is_message(cells) and not self._is_envelope(value):
                for one in self._to_each(cells):
                    yield at, self._with(outer, one)
                return
            outer = self._with(outer, self._inheritance(value))
        some = False
        for start, child in _children(text, at) if depth < _DEEPEST_ENVELOPE else ():
            for place, cells in self._in_child(text, start, child, outer, depth + 1):
                some = True
                yield place, cells
        if isinstance(value, dict) and not some and self._has_text(value):
            yield at, self._with(outer, _single(_cells(value)))

    def _in_child(
        self, text: str, at: int, child: Any, outer: _Cells, depth: int
    ) -> Iterator[tuple[int, _Cells]]:
        if isinstance(child, dict | list):
            yield from self._inside(text, at, child, outer, depth)
        elif isinstance(child, str) and child.startswith('{"'):
            # Amazon SNS puts the message into a string.
            try:
                document, _ = _decode(child)
            except (ValueError, RecursionError):
                return
            for _, cells in self._inside(child, 0, document, outer, depth):
                yield at, cells

    def _is_message(self, cells: _Cells) -> bool:
        return self._table.is_message(map(normal, cells))

    def _is_envelope(self, value: _Cells) -> bool:
        """Whether a message is in an object that looks like one itself (Bandwidth's events)."""
        inner = (child for child in islice(value.values(), _MOST_KEYS) if isinstance(child, dict))
        return any(self._is_message(_cells(child)) for child in inner)

    def _inheritance(self, envelope: _Cells) -> _Cells:
        return {
            name: cell
            for name, cell in islice(envelope.items(), _MOST_KEYS)
            if isinstance(cell, str | int | float) and self._needs(name)
        }

    def _has_text(self, value: _Cells) -> bool:
        return any("text" in self._table.needs(normal(name)) for name in islice(value, _MOST_KEYS))

    def _needs(self, name: str) -> set[str]:
        return self._table.needs(normal(name)) & _INHERITED

    def _with(self, outer: _Cells, own: _Cells) -> _Cells:
        """The cells of a message, and those of its envelope that the message lacks."""
        if not outer:
            return own
        said = {
            need for name, cell in own.items() if cell is not None for need in self._needs(name)
        }
        missing = {name: cell for name, cell in outer.items() if self._needs(name) - said}
        return {**missing, **own}

    def _to_each(self, cells: _Cells) -> Iterator[_Cells]:
        """A message to several people as one to each of them."""
        several = (
            len(cell)
            for name, cell in cells.items()
            if isinstance(cell, list) and "to" in self._table.needs(normal(name))
        )
        count = next(several, 0)
        if not count:
            yield _single(cells)
            return
        known = {name: cell for name, cell in cells.items() if self._table.needs(normal(name))}
        for i in range(count):
            one = {
                name: cell[i] if isinstance(cell, list) and len(cell) == count else cell
                for name, cell in known.items()
            }
            yield _single(one)


def _single(cells: _Cells) -> _Cells:
    return {name: None if isinstance(cell, list) else cell for name, cell in cells.items()}


def _cells(found: _Cells) -> _Cells:
    """An object as cells: `{"from": {"phone_number": …}}` is the cell `from.phone_number`.

    A list with one entry is that entry; a longer list is a list of cells.
    """
    cells: _Cells = {}
    lists: dict[str, list[Any]] = {}
    _flatten(found, "", cells, lists)
    for name, entries in lists.items():
        cells.setdefault(name, entries[0] if len(entries) == 1 else entries)
    return cells


def _flatten(
    found: _Cells, prefix: str, cells: _Cells, lists: dict[str, list[Any]], *, listed: bool = False
) -> None:
    for key, cell in islice(found.items(), _MOST_KEYS):
        name = f"{prefix}{key[:_LONGEST_KEY]}"
        if isinstance(cell, dict):
            if prefix.count(".") < _DEEPEST_CELL:
                _flatten(cell, f"{name}.", cells, lists, listed=listed)
        elif isinstance(cell, list):
            for entry in cell if len(cell) <= _MOST_RECIPIENTS else ():
                if isinstance(entry, dict):
                    if prefix.count(".") < _DEEPEST_CELL:
                        _flatten(entry, f"{name}.", cells, lists, listed=True)
                elif not isinstance(entry, list):
                    lists.setdefault(name, []).append(entry)
        elif listed:
            lists.setdefault(name, []).append(cell)
        else:
            cells.setdefault(name, cell)


def _children(text: str, at: int) -> Iterator[tuple[int, Any]]:
    """Where the entries of a list or the values of an object begin, and what they are."""
    named = text[at] == "{"
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        if named:
            _, at = _decode(text, at)
            at = _skip(text, _skip(text, at) + 1)  # the colon
        child, end = _decode(text, at)
        yield at, child
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at

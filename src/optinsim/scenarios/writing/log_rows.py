"""Rows of a message log, and how they are read from CSV.

Knows delimiters and quotes. A broken row affects only itself. Does not know JSON (log_json.py), nor
the meaning of a cell.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.scenarios.writing.log_columns import normal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_ROWS = 100_000
"""Rows of one log, including status events and broken ones."""


class BadRow(Exception):  # noqa: N818  (it never leaves the reader of logs)
    """The problem of a row, and what was expected."""

    def __init__(self, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.message, self.expected = message, expected


@value
class LogRow:
    """One row of a log."""

    line: int
    """Where it begins, counted from 1."""
    cells: Mapping[str, Any]
    """By normal name; empty if the row is broken."""
    bad: BadRow | None = None


@value
class Rows:
    """All rows of a log."""

    names: Sequence[str]
    """The columns as written, in the order of their first use."""
    rows: Sequence[LogRow]


def counted(rows: Iterator[LogRow]) -> list[LogRow]:
    """The rows, if they are not too many.

    Raises:
        BadRow: there are more than `MOST_ROWS`.
    """
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise BadRow(f"has more than {MOST_ROWS:,} rows")
    return found


_DELIMITERS = ",;\t|"
_LONGEST_ROW = 100
"""Lines: an unclosed quote would make the rest of the log one row."""


def csv_rows(text: str) -> Rows:
    """The rows of a CSV log.

    Raises:
        BadRow: there are too many, or the header is no CSV.
    """
    lines = StringIO(text, newline="").readlines()
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if start < len(lines) and (named := re.fullmatch(r'"?sep=(.)"?\s*', lines[start])):
        delimiter, start = named[1], start + 1  # Excel's form
    else:
        delimiter = max(_DELIMITERS, key=lines[start].count) if lines else ","
    records = _records(lines, start, delimiter)
    header: list[str] = []
    for _, cells, bad in records:
        if bad is not None:
            raise bad
        header = [cell.strip() for cell in cells]
        break
    names = [normal(name) for name in header]
    return Rows(header, counted(_csv_row(names, *record) for record in records))


def _csv_row(names: list[str], line: int, cells: list[str], bad: BadRow | None) -> LogRow:
    more = any(cell.strip() for cell in cells[len(names) :])
    if bad is None and (more or len(cells) < len(names)):
        bad = BadRow(f"this has {len(cells)} cells", f"{len(names)}, as in the header")
    return LogRow(line, {} if bad else dict(zip(names, cells, strict=False)), bad)


def _records(
    lines: list[str], at: int, delimiter: str
) -> Iterator[tuple[int, list[str], BadRow | None]]:
    """Line numbers and cells of the records from a line on, blank ones left out."""
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        reader = csv.reader(
            (lines[i] for i in range(at, min(at + _LONGEST_ROW, len(lines)))),
            delimiter=delimiter,
            strict=True,
        )
        try:
            cells = next(reader)
        except csv.Error as error:
            yield at + 1, [], BadRow(f"this is no CSV: {error}", 'a " inside of "…" written as ""')
            at += 1
            continue
        if any(cell.strip() for cell in cells):
            yield at + 1, cells, None
        at += reader.line_num

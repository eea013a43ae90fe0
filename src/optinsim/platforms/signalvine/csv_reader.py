"""Reads the CSV of an import: a row of names, then rows of cells.

Uses Python's csv module. Refuses a CSV that the module cannot read, or that is ambiguous, with a
text of ours (V7). Does not know fields and participants.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOM = "\ufeff"


class CsvError(Exception):
    """The text cannot be read as a CSV; no row of it can be used."""

    def __init__(self, row: int, *messages: str) -> None:
        super().__init__(row, *messages)
        self.row = row
        self.messages = messages


class CsvTable:
    """A CSV whose header has been read; rows are numbered, and the header is row 1."""

    def __init__(self, text: str) -> None:
        """Read the header.

        Raises:
            CsvError: there is none, or it is ambiguous.
        """
        if "\0" in text:
            raise CsvError(1, "The CSV contains a NUL character")
        # Newlines unchanged: the csv reader handles all three kinds, also inside quotes.
        self._reader = csv.reader(StringIO(text.removeprefix(_BOM), newline=""), strict=True)
        self._row = 0
        self.header = next(self._records(), [])
        self._check_header()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The remaining rows, each with its number, without blank lines.

        Raises:
            CsvError: the rest cannot be read.
        """
        for cells in self._records():
            yield self._row, cells

    def _records(self) -> Iterator[list[str]]:
        while True:
            self._row += 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                raise CsvError(self._row, f"This row cannot be read as CSV: {error}") from None
            if cells is None:
                return
            if cells:
                yield cells

    def _check_header(self) -> None:
        if not self.header:
            raise CsvError(1, "The CSV has no header row")
        seen = set()
        for i, name in enumerate(self.header, 1):
            if not name:
                raise CsvError(self._row, f"Column {i} has no name")
            if name in seen:
                raise CsvError(self._row, f"Repeated column: {name:.100}")
            seen.add(name)

"""The rows of an import: a CSV's cells, read by the types of the program's fields.

SDK has the texts of two errors, the others are ours (V7). Does not know participants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optinsim.core.values import value
from optinsim.platforms.signalvine.csv_reader import CsvError
from optinsim.platforms.signalvine.profile import READ_ONLY, may_be_blank, reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.platforms.signalvine.profile import Reader

Row = dict[str, str | None]
"""Cells by column, in the stored form; None: the cell is blank."""


@value
class RowError:
    """An error in a row."""

    row: int
    """The header is row 1 (ours)."""
    message: str


class Column(NamedTuple):
    """A column of the CSV."""

    name: str
    type: str
    read: Reader | None
    may_be_blank: bool


def known_columns(
    header: list[str], chosen: Iterable[str], types: Mapping[str, str], country: str
) -> list[Column]:
    """The columns of a header.

    Args:
        header: their names.
        chosen: the fields that the import updates, which have to exist as well.
        types: the types of the program's fields, by name.
        country: the country of phones without a country code.

    Raises:
        CsvError: the program has no such field, or an import cannot set it.
    """
    names = dict.fromkeys((*header, *chosen))
    wrong = [
        f"Unrecognized variable: {name:.100}"  # SDK
        if name not in types
        else f"Read-only variable: {name}"
        for name in names
        if name not in types or name in READ_ONLY
    ]
    if wrong:
        raise CsvError(1, *wrong)
    return [
        Column(name, types[name], reader(types[name], country), may_be_blank(types[name]))
        for name in header
    ]


def read_row(
    columns: list[Column], number: int, cells: list[str], errors: list[RowError]
) -> Row | None:
    """The cells by column; None if a cell is wrong, and then adds its error to `errors`.

    Reads every cell, used or not: D3 wants a CSV without errors (ours).
    """
    if len(cells) != len(columns):
        message = f"This row has {len(cells)} cells, and the header has {len(columns)}"
        errors.append(RowError(number, message))
        return None
    row: Row = {}
    is_good = True
    for (name, type_name, read, _), cell in zip(columns, cells, strict=True):
        if read is None or not cell:
            row[name] = cell or None
            continue
        kept = read(cell)
        if kept is None:
            is_good = False
            errors.append(RowError(number, f"Could not parse '{cell:.100}' as {type_name}"))  # SDK
        row[name] = kept or None
    return row if is_good else None

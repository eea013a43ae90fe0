"""The fields of a participant's profile: their types, and the valid cells of a CSV.

SDK and FIELDS name the types and show their forms (facts/signalvine.md, «CSV columns»); forms that
they leave open are ours. Does not know rows and participants.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from optinsim.core.numbers import parse_mdn

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.platforms.signalvine.account import Program

    Reader = Callable[[str], str | None]
    """Converts a non-blank cell to the stored form; None: the cell is of another type."""

BUILT_IN = {
    "signalvine_id": "UUID",
    "related_id": "UUID",
    "customer_id": "String",
    "phone": "Phone",
    "program_phone": "Phone",
    "phone_valid": "Boolean",
    "active": "Boolean",
    "group_list": "List",
    "timezone": "Timezone",
    "created_at": "DateTime",
    "first_name": "String",
    "last_name": "String",
}
"""The fields of every profile, with their types (SDK)."""

READ_ONLY = frozenset({"related_id", "program_phone", "phone_valid", "created_at"})
"""The fields that an import cannot set (ours: no page sets them)."""


def schema(program: Program) -> dict[str, str]:
    """The type of every field of the program's participants, by name."""
    return {**BUILT_IN, **{field.name: field.type for field in program.fields}}


def may_be_blank(type_name: str) -> bool:
    """Whether a blank cell clears a field of the type: `Maybe (…)` says so (FIELDS)."""
    return type_name.startswith("Maybe") or type_name in {"String", "List", "Timezone"}


def reader(type_name: str, country: str) -> Reader | None:
    """The reader for cells of a type; None: any text is valid."""
    plain = type_name.removeprefix("Maybe (").removesuffix(")")
    if plain == "Phone":
        return lambda cell: _phone(cell, country)
    return _READERS.get(plain)


def _boolean(cell: str) -> str | None:
    """TRUE or FALSE (FIELDS), in any case: D3 has `true`, SDK `False`."""
    folded = cell.lower()
    return folded if folded in {"true", "false"} else None


_NANP = re.compile(r"(?:\+?1)?([2-9][0-9]{9})")
_SEPARATORS = str.maketrans("", "", " ().-")


def _phone(cell: str, country: str) -> str | None:
    """A possible number, as E.164: `+1 555-555-5555` is shown as `+15555555555` (SDK)."""
    # The same result as `parse_mdn`, without the library: an import has many of these. The library
    # handles a plus that is not in front.
    if country in {"US", "CA"} and "+" not in cell[1:]:
        match = _NANP.fullmatch(cell.translate(_SEPARATORS))
        if match is not None:
            return f"+1{match[1]}"
    return parse_mdn(cell, country)


def _shaped(pattern: str) -> Reader:
    compiled = re.compile(pattern)
    return lambda cell: cell if compiled.fullmatch(cell) else None


def _in_time(pattern: str, parse: Callable[[str], object]) -> Reader:
    """A date or a time that has the shape and exists."""
    compiled = re.compile(pattern, re.ASCII)

    def read(cell: str) -> str | None:
        if not compiled.fullmatch(cell):
            return None
        try:
            parse(cell)
        except ValueError:
            return None
        return cell

    return read


def _uuid(cell: str) -> str | None:
    folded = cell.lower()
    return folded if _UUID.fullmatch(folded) else None


_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _list(cell: str) -> str:
    """Names with semicolons between them (GROUPS); empty ones do not count (ours)."""
    return ";".join(name for name in cell.split(";") if name)


_READERS: dict[str, Reader] = {
    "Boolean": _boolean,
    "Numeric": _shaped("-?[0-9]+"),
    "Float": _shaped(r"-?[0-9]+\.[0-9]{2}"),
    "Date": _in_time(r"\d{4}-\d\d-\d\d", date.fromisoformat),
    "Time": _in_time(r"\d\d:\d\d:\d\d", time.fromisoformat),
    "DateTime": _in_time(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", datetime.fromisoformat),
    "UUID": _uuid,
    # The shape of an IANA name only: the known zones depend on the machine.
    "Timezone": _shaped("[A-Za-z]+(?:[/_+-]+[A-Za-z0-9]+)*"),
    "List": _list,
}

"""Times as message logs write them: ISO 8601, RFC 2822, AM and PM, zones, seconds since 1970.

Knows one cell at a time, and which of day and month comes first in the cells of one log. Does not
know columns.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable

ABBREVIATIONS: Final = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "WET"), 0),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AST": -4,
    "ADT": -3,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "AEST": 10,
    "AEDT": 11,
    "AWST": 8,
    "NZST": 12,
    "NZDT": 13,
}
"""Hours from UTC; those of America as RFC 2822 section 4.3 has them."""

REGIONS: Final = {
    "ET": "America/New_York",
    "EASTERN": "America/New_York",
    "CT": "America/Chicago",
    "CENTRAL": "America/Chicago",
    "MT": "America/Denver",
    "MOUNTAIN": "America/Denver",
    "PT": "America/Los_Angeles",
    "PACIFIC": "America/Los_Angeles",
}
"""Names that follow the season: ET, Eastern Time."""

MONTH_FIRST: Final = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "PH"})
"""Countries where 03/04/2026 is March 4 (ours; elsewhere it is April 3)."""

_LONGEST = 100
_EPOCH = re.compile(r"([0-9]{9,10}|[0-9]{13}|[0-9]{16}|[0-9]{19})(?:\.[0-9]{1,9})?")
_PER_SECOND = {9: 1, 10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
"""By how many digits a count since 1970 has."""
_COMPACT = re.compile(r"(?:19|20)[0-9]{10}(?:[0-9]{2})?")
"""20260301150000, with or without seconds."""
_CLOCK = re.compile(
    r"(?<![0-9:])([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?(?![0-9:])"
    r"(?:\s?([ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"\b([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_NUMERIC = re.compile(r"(?<![0-9])([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_NAMED = re.compile(
    rf"(?<![0-9])([0-9]{{1,2}})(?:st|nd|rd|th)?[-\s]{_MONTH}[-,\s]{{1,2}}([0-9]{{4}}|[0-9]{{2}})\b",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"\b{_MONTH}\s([0-9]{{1,2}})(?:st|nd|rd|th)?\b,?", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9+:-])((?:19|20)[0-9]{2})(?![0-9:])")
_FILLER = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,6}day|s|r|rs)?\b\.?|\bat\b|\bon\b|[,|]",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2}):?([0-9]{2})?", re.IGNORECASE)
_LONG_ZONE = re.compile(
    r"(EASTERN|CENTRAL|MOUNTAIN|PACIFIC)(?: (STANDARD|DAYLIGHT))? TIME|COORDINATED UNIVERSAL TIME"
)
_STANDARD = {"EASTERN": -5, "CENTRAL": -6, "MOUNTAIN": -7, "PACIFIC": -8}


@value
class WrittenTime:
    """The time in a cell, perhaps only a part of it."""

    day: date | None
    clock: time | None
    zone: tzinfo | None = None


@value
class DayOrder:
    """Which of day and month comes first if both are numbers, in one log."""

    day_first: bool | None
    """None: the log contradicts itself."""
    assumed: bool
    """Whether no date of the log decides it."""


def day_order(cells: Iterable[str], country: str) -> DayOrder:
    """The order in the dates of a log; or else the usual order of a country."""
    day_first = month_first = seen = False
    for cell in cells:
        if (found := _NUMERIC.search(cell[:_LONGEST])) and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            day_first |= first > 12  # noqa: PLR2004
            month_first |= second > 12  # noqa: PLR2004
            seen |= first != second
    if day_first and month_first:
        return DayOrder(None, assumed=False)
    if day_first or month_first:
        return DayOrder(day_first, assumed=False)
    return DayOrder(country not in MONTH_FIRST, assumed=seen)


def read_time(written: str, *, day_first: bool | None = False) -> WrittenTime | None:
    """The time in a cell, or the part of it; None: the cell has no time.

    Args:
        written: the cell.
        day_first: whether 03/04/2026 is April 3; None: refuse a date that can be read both ways.
    """
    written = written.strip()
    if not written or len(written) > _LONGEST:
        return None
    try:
        if _EPOCH.fullmatch(written):
            return _split(_since_1970(written))
        if _COMPACT.fullmatch(written):
            form = "%Y%m%d%H%M%S"[: len(written) - 2]
            return _split(datetime.strptime(written, form))  # noqa: DTZ007  (its zone is not said)
        return _split(_iso(written)) if _is_iso(written) else _in_parts(written, day_first)
    except (ValueError, OverflowError):
        return None


def zone(name: str) -> tzinfo | None:
    """A time zone: an offset, an abbreviation, an IANA name or words; None: no known one."""
    plain = name.strip().strip("()").strip()
    # "GMT+0100 (British Summer Time)": the part in brackets is a comment.
    plain = plain.partition("(")[0].strip() or plain
    plain = re.sub(r"(?<=[0-9]) [A-Z]{3,5}$", "", plain)  # "+0000 UTC", as Go prints it
    short = plain.upper()
    if offset := _OFFSET.fullmatch(plain):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return _hours(minutes / 60 * (-1 if offset[1] == "-" else 1))
    if short in ABBREVIATIONS:
        return _hours(ABBREVIATIONS[short])
    if long := _LONG_ZONE.fullmatch(short):
        return _long_zone(long)
    return _iana(REGIONS.get(short, plain))


def _long_zone(found: re.Match[str]) -> tzinfo | None:
    if found[1] is None:
        return UTC
    if found[2] is None:
        return ZoneInfo(REGIONS[found[1]])
    return _hours(_STANDARD[found[1]] + (found[2] == "DAYLIGHT"))


def _iana(name: str) -> tzinfo | None:
    if "/" not in name:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # KeyError: not found; OSError: "America/"
        return None


def _hours(hours: float) -> tzinfo | None:
    limit = 24
    return timezone(timedelta(hours=hours)) if -limit < hours < limit else None


def _since_1970(written: str) -> datetime:
    whole, _, rest = written.partition(".")
    scale = _PER_SECOND[len(whole)]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(whole) * 10**6 // scale)
    return moment + timedelta(seconds=float(f"0.{rest or 0}") / scale)


_ISO = re.compile(
    r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}[ T][0-9]{2}:?[0-9]{2}[0-9:.,]*\s?(?:Z|[+-][0-9:]+)?"
)


def _is_iso(written: str) -> bool:
    return _ISO.fullmatch(written) is not None


def _iso(written: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"\s(?=[Z+-])", "", written))


def _split(at: datetime) -> WrittenTime:
    return WrittenTime(at.date(), at.time(), at.tzinfo)


def _in_parts(written: str, day_first: bool | None) -> WrittenTime | None:  # noqa: FBT001
    """Take out the time of day, then the date; the rest has to be a zone."""
    rest = written
    clock = None
    if found := _CLOCK.search(rest):
        clock = _clock(found)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
        rest = re.sub(r"(?<=[0-9])T(?=\s)", " ", rest)
    day, rest = _date(rest, day_first=day_first)
    left = " ".join(_FILLER.sub(" ", rest).split())
    known = zone(left) if left else None
    if (left and known is None) or (day is None and clock is None):
        return None
    return WrittenTime(day, clock, known)


def _clock(found: re.Match[str]) -> time:
    hour = int(found[1])
    if found[5]:
        noon = 12
        if not 1 <= hour <= noon:
            raise ValueError("no hour of a twelve-hour clock")
        hour = hour % noon + (noon if found[5] in "pP" else 0)
    fraction = (found[4] or "0")[:6].ljust(6, "0")
    return time(hour, int(found[2]), int(found[3] or 0), int(fraction))


def _date(text: str, *, day_first: bool | None) -> tuple[date | None, str]:
    """A date, and the rest of the text."""
    if found := _YEAR_FIRST.search(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _NUMERIC.search(text):
        year = _year(found[4])
        month, day = _in_order(int(found[1]), int(found[3]), found[2] == "." or day_first)
    elif found := _DAY_NAMED.search(text):
        year, month, day = _year(found[3]), _month(found[2]), int(found[1])
    elif (found := _NAMED_DAY.search(text)) and (
        in_year := _YEAR.search(rest := f"{text[: found.start()]} {text[found.end() :]}")
    ):
        named = date(int(in_year[1]), _month(found[1]), int(found[2]))
        return named, f"{rest[: in_year.start()]} {rest[in_year.end() :]}"
    else:
        return None, text
    return date(year, month, day), f"{text[: found.start()]} {text[found.end() :]}"


def _in_order(first: int, second: int, day_first: bool | None) -> tuple[int, int]:  # noqa: FBT001
    """The month and the day of two numbers."""
    months = 12
    if day_first is None:
        if first <= months and second <= months and first != second:
            raise ValueError("the month and the day cannot be told apart")
        day_first = first > months
    return (second, first) if day_first else (first, second)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)  # noqa: PLR2004

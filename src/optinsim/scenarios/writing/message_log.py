"""A log of real messages, as other systems export it: CSV or JSON Lines in, messages out.

Knows the usual names of columns and the usual ways to write a time. Tells every line that it cannot
read, and then reads nothing. Does not know whose number is whose.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from optinsim.core.numbers import parse_mdn
from optinsim.core.values import value
from optinsim.files.problems import MOST_PROBLEMS, FileError, Mark, Problem
from optinsim.files.source import file_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    _Row = tuple[int, Mapping[str, Any] | "_Bad"]
    """The number of a line, and its cells by column or what is wrong with it."""

MOST_MESSAGES = 20_000
"""Of one log: nobody reviews a longer scenario."""

COLUMNS: Final = {
    "time": ("time", "timestamp", "date", "datetime", "date_time", "sent_at", "created_at"),
    "from": ("from", "sender", "from_number", "source", "origin"),
    "to": ("to", "recipient", "receiver", "to_number", "destination"),
    "text": ("text", "body", "message", "content"),
}
"""What a message needs, and what logs call it; of several columns the first one named here."""

_DELIMITERS = ",;\t|"
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_MILLISECONDS = 10**11
"""A count of seconds since 1970 that is larger is one of milliseconds."""
_WIDEST_CELL = 120


@value
class LoggedMessage:
    """One message of a log."""

    line: int
    at: datetime
    """In UTC."""
    has_zone: bool
    """False where the log does not say which time zone it means: UTC was taken."""
    sender: str
    """E.164, or a short code."""
    to: str
    """The same."""
    text: str


class _Bad(Exception):  # noqa: N818  (never leaves this module)
    """What is wrong with a line, and what was expected."""

    def __init__(self, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.message, self.expected = message, expected


def read_log(path: Path, shown: str, country: str = "US") -> list[LoggedMessage]:
    """The messages of a log, by time; those of one moment in the order of the log.

    Args:
        path: where it is.
        shown: its name in problems.
        country: where numbers without a country code belong.

    Raises:
        FileError: it cannot be read, or some line of it; every such line is told.
    """
    text = file_text(path, shown)
    bad_lines: list[tuple[int, _Bad]] = []
    problems: list[Problem] = []
    messages: list[LoggedMessage] = []
    rows = _json_rows(text) if text.lstrip()[:1] in {"{", "["} else _csv_rows(text)
    try:
        for line, row in rows:
            try:
                if isinstance(row, _Bad):
                    raise row
                messages.append(_message(line, row, country))
            except _Bad as bad:
                bad_lines.append((line, bad))
            if len(messages) > MOST_MESSAGES:
                raise _Bad(f"has more than {MOST_MESSAGES:,} messages")  # noqa: TRY301  (as below)
            if len(bad_lines) >= MOST_PROBLEMS:
                break
    except _Bad as bad:
        problems.append(Problem(shown, bad.message, expected=bad.expected))
    problems += _problems(shown, text, bad_lines)
    if not (messages or problems):
        problems.append(Problem(shown, "has no messages"))
    if problems:
        raise FileError(problems)
    return sorted(messages, key=lambda message: message.at)


def _problems(shown: str, text: str, bad_lines: list[tuple[int, _Bad]]) -> Iterator[Problem]:
    lines = text.split("\n") if bad_lines else []
    for number, bad in bad_lines:
        source = lines[number - 1].rstrip("\r") if number <= len(lines) else ""
        yield Problem(shown, bad.message, Mark(number, 1), source, bad.expected)


# --- Lines into rows


def _json_rows(text: str) -> Iterator[_Row]:
    if text.lstrip().startswith("["):
        raise _Bad("is one JSON list", "JSON Lines: one object a line")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, _Bad("this is no JSON", '{"time": …, "from": …, "to": …, "text": …}')
            continue
        if not isinstance(row, dict):
            yield number, _Bad("this is no JSON object", "one object a line")
            continue
        cells = {_normal(name): cell for name, cell in row.items()}
        try:
            _columns(list(cells))
        except _Bad as bad:
            yield number, bad
            continue
        yield number, cells


def _csv_rows(text: str) -> Iterator[_Row]:
    header_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if header is None:
                    header = [_normal(name) for name in cells]
                    _columns(header)
                elif len(cells) != len(header):
                    yield (
                        line,
                        _Bad(f"this has {len(cells)} cells", f"{len(header)}, as in the header"),
                    )
                else:
                    yield line, dict(zip(header, cells, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        yield line, _Bad(f"this is no CSV: {error}", 'a " inside of "…" written as ""')


def _normal(name: str) -> str:
    """A column's name as it is compared."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _columns(names: list[str]) -> dict[str, str]:
    """The column of the log for each that a message needs."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    found: dict[str, str] = {}
    for need, usual in COLUMNS.items():
        column = next((name for name in usual if name in names), None)
        if column is None:
            there = ", ".join(names)
            raise _Bad(
                f"there is no column for {need!r} among {there:.{_WIDEST_CELL}}", " or ".join(usual)
            )
        if column in twice:
            raise _Bad(f"there are two columns {column!r}")
        found[need] = column
    return found


# --- Rows into messages


def _message(line: int, row: Mapping[str, Any], country: str) -> LoggedMessage:
    columns = _columns(list(row))
    text = row[columns["text"]]
    if not isinstance(text, str):
        raise _Bad(f"{columns['text']} is no text")
    at = _time(row, columns["time"])
    return LoggedMessage(
        line=line,
        at=_in_utc(at),
        has_zone=at.tzinfo is not None,
        sender=_number(row[columns["from"]], columns["from"], country),
        to=_number(row[columns["to"]], columns["to"], country),
        text=text,
    )


def _time(row: Mapping[str, Any], column: str) -> datetime:
    """The time of a row; of a time of day beside a date, both together."""
    written = _written(row[column])
    at = _instant(written)
    if at is None and column == "time" and "date" in row:
        written = f"{_written(row['date'])} {written}"
        at = _instant(written)
    if at is None:
        expected = "2026-01-05T15:00:00Z, 2026-01-05 15:00:00, or seconds since 1970"
        raise _Bad(f"{column} {written!r:.60} is no time", expected)
    return at


def _instant(written: str) -> datetime | None:
    try:
        if re.fullmatch(r"[0-9]{9,13}(?:\.[0-9]+)?", written):
            seconds = float(written)
            scale = 1000 if seconds > _MILLISECONDS else 1
            return datetime.fromtimestamp(seconds / scale, UTC)
        with_zone = re.sub(r" ?(?:UTC|GMT)$", "+00:00", written)
        if ":" not in with_zone:
            return None  # a day is no time
        return datetime.fromisoformat(re.sub(r" (?=[+-])", "", with_zone))
    except (ValueError, OverflowError):
        return None


def _in_utc(at: datetime) -> datetime:
    try:
        at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise _Bad("the calendar ends before this time") from None
    if not 1970 <= at.year < 8900:  # noqa: PLR2004  (the years that a clock can show, with room)
        raise _Bad("this is no time between the years 1970 and 8899")
    return at


def _number(cell: Any, column: str, country: str) -> str:
    """A number as E.164, or a short code."""
    written = _written(cell)
    number = written if _SHORT_CODE.fullmatch(written) else parse_mdn(written, country)
    if number is None:
        expected = "a phone number or a short code, such as +13125550123 or 84237"
        raise _Bad(f"{column} {written!r:.60} is no number", expected)
    return number


def _written(cell: Any) -> str:
    """A cell as text; a number of JSON is its digits."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return ""
    return str(cell).strip()

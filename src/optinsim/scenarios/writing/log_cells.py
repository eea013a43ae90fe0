"""A row of a log as a message: its time, its two numbers, its direction, its text, its status.

Knows which cell of a row has which value. Does not know other rows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from optinsim.core.numbers import parse_mdn
from optinsim.scenarios.writing.log_columns import COLUMNS, zone_in_name
from optinsim.scenarios.writing.log_entries import Entry, LoggedMessage
from optinsim.scenarios.writing.log_rows import BadRow, LogRow
from optinsim.scenarios.writing.log_times import WrittenTime, read_time, zone
from optinsim.scenarios.writing.log_words import (
    BLANK,
    NO_ERROR,
    Delivery,
    delivery,
    is_inbound,
    is_yes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.scenarios.writing.log_columns import ColumnTable
    from optinsim.scenarios.writing.log_times import DayOrder

A_TIME: Final = "2026-03-01T10:00:00Z, 03/01/2026 10:00 AM EST, or seconds since 1970"
_A_NUMBER = "a phone number or a short code, such as +13125550123 or 84237"
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &_.+-]{1,11}")
"""GSM 03.40 section 9.1.2.5: at most eleven characters."""
_ROUNDED = re.compile(r"[0-9.]+E\+?[0-9]+", re.IGNORECASE)
"""A long number as a spreadsheet rounds it."""
_SCHEME = re.compile(r"(?:tel|sms|mms|rcs|whatsapp):(?://)?", re.IGNORECASE)
_MESSAGING_SERVICE = re.compile(r"MG[0-9a-f]{32}")
"""Twilio's id of a pool of numbers, in place of a number."""
_LONGEST_NUMBER = 64
_E164_DIGITS = range(11, 16)


class RowReader:
    """Reads the rows of one log."""

    def __init__(
        self, table: ColumnTable, names: Mapping[str, str], country: str, order: DayOrder
    ) -> None:
        """Store the settings for all rows.

        Args:
            table: the meaning of columns.
            names: the columns of the log: as written, by normal name.
            country: the country of numbers without a country code.
            order: which of day and month comes first.
        """
        self._names = names
        self._country = country
        self._order = order
        self._numbers: dict[str, str | None] = {}
        """A cache: a log has few numbers, many times."""
        self._of = {need: table.present(need, names) for need in COLUMNS}

    def entry(self, row: LogRow) -> Entry:
        """The message of a row.

        Raises:
            BadRow: the row has no message.
        """
        if row.bad is not None:
            raise row.bad
        stage, status = self._delivery(row)
        try:
            message = self._message(row)
        except BadRow as bad:
            # A queued message has no time yet, and often no sender.
            raise never_arrived(stage, status) or bad from None
        message_id = next((written for _, written in self._written(row, "id")), "")
        return Entry(message, message_id, stage, status)

    def _message(self, row: LogRow) -> LoggedMessage:
        inbound = self._inbound(row)
        at = self._time(row, inbound=inbound)
        sender, to = self._sides(row, inbound=inbound)
        return LoggedMessage(
            line=row.line,
            at=_in_utc(at),
            has_zone=at.tzinfo is not None,
            sender=sender,
            to=to,
            text=self._text(row),
            inbound=inbound,
        )

    def _written(self, row: LogRow, need: str) -> Iterator[tuple[str, str]]:
        """The cells that are not blank for a need, by column, the first choice first."""
        for name in self._of[need]:
            written = _written(row.cells.get(name))
            if written.casefold() not in BLANK:
                yield name, written

    def _text(self, row: LogRow) -> str:
        texts = [cell for name in self._of["text"] if isinstance(cell := row.cells.get(name), str)]
        text = next(filter(None, texts), None)
        if text is None and not texts:
            raise BadRow("this has no text")
        return text or ""

    def _delivery(self, row: LogRow) -> tuple[Delivery | None, str]:
        for _, written in self._written(row, "status"):
            stage = delivery(written)
            if stage is not None:
                return stage, written
        for _, written in self._written(row, "error"):
            if written.casefold() not in NO_ERROR:
                return Delivery.FAILED, written
        return None, ""

    # --- Time

    def _time(self, row: LogRow, *, inbound: bool | None) -> datetime:
        """The first full time of a row; else the first day and the first time of day together."""
        written_times = list(self._written(row, "time"))
        if inbound:  # when a phone sent it is the phone's own clock
            written_times.sort(key=lambda cell: not cell[0].startswith("receive"))
        full: tuple[str, WrittenTime] | None = None
        day: tuple[str, WrittenTime] | None = None
        clock: tuple[str, WrittenTime] | None = None
        for name, written in written_times:
            found = read_time(written, day_first=self._order.day_first)
            if found is None:
                # "Sent: yes" is no time, and that is no error.
                if full is None and any(c.isdecimal() for c in written):
                    raise BadRow(f"{self._names[name]} {written!r:.60} is no time", A_TIME)
            elif found.day is None:
                clock = clock or (name, found)
            elif found.clock is None:
                day = day or (name, found)
            else:
                full = full or (name, found)
                if found.clock != time():
                    break
        if full is not None and (clock is None or full[1].clock != time()):
            return self._with_zone(row, *full)
        day = full or day  # at midnight, beside a time of day: a spreadsheet's day, 3/1/2026 0:00
        if day is None or clock is None:
            said = ", ".join(f"{self._names[n]} {w!r:.60}" for n, w in written_times)
            raise BadRow(f"{said:.120} is no time" if said else "this has no time", A_TIME)
        both = WrittenTime(day[1].day, clock[1].clock, clock[1].zone or day[1].zone)
        return self._with_zone(row, clock[0], both)

    def _with_zone(self, row: LogRow, column: str, found: WrittenTime) -> datetime:
        assert found.day is not None  # noqa: S101  (as the caller has it)
        assert found.clock is not None  # noqa: S101
        known = found.zone
        if known is None:
            named = zone_in_name(self._names[column])
            known = zone(named) if named else None
        if known is None:
            for _, written in self._written(row, "zone"):
                known = zone(written)
                if known is None:
                    raise BadRow(
                        f"{written!r:.60} is no known time zone", "America/Chicago, or EST"
                    )
        return datetime.combine(found.day, found.clock, known)

    # --- Numbers

    def _inbound(self, row: LogRow) -> bool | None:
        for need, meaning in (("direction", is_inbound), ("inbound", is_yes)):
            for _, written in self._written(row, need):
                found = meaning(written)
                if found is not None:
                    return found
        return None

    def _sides(self, row: LogRow, *, inbound: bool | None) -> tuple[str, str]:
        """Sender and recipient of a row."""
        if inbound is None:
            return self._number(row, ["from"], sender=True), self._number(row, ["to"])
        theirs, ours = ("from", "to") if inbound else ("to", "from")
        person = self._number(row, [theirs, "contact"])
        brand = self._brand(row, ours)
        return (person, brand) if inbound else (brand, person)

    def _number(self, row: LogRow, needs: Sequence[str], *, sender: bool = False) -> str:
        cells = [cell for need in needs for cell in self._written(row, need)]
        for _, written in cells:
            if number := self._read_number(written):
                return number
        for name, written in cells:
            if sender and _is_sender_id(written):
                return written
            raise BadRow(f"{self._names[name]} {written!r:.60} is no number", _A_NUMBER)
        empty = next((self._names[name] for need in needs for name in self._of[need]), needs[0])
        raise BadRow(f"{empty} is blank", _A_NUMBER)

    def _brand(self, row: LogRow, side: str) -> str:
        """The brand's number, if the log has a direction; empty: the log does not have it."""
        cells = [cell for need in (side, "brand") for cell in self._written(row, need)]
        for _, written in cells:
            if number := self._read_number(written):
                return number
        return ""

    def _read_number(self, written: str) -> str | None:
        """E.164, or a short code."""
        if len(written) > _LONGEST_NUMBER:
            return None
        if written not in self._numbers:
            self._numbers[written] = self._parsed(written)
        return self._numbers[written]

    def _parsed(self, written: str) -> str | None:
        number = _SCHEME.sub("", written.strip("=\"' "), count=1).removesuffix(".0").strip()
        if _SHORT_CODE.fullmatch(number):
            return number
        mdn = parse_mdn(number, self._country)
        if mdn is None and number.isdecimal() and len(number) in _E164_DIGITS:
            return parse_mdn(f"+{number}")  # as Vonage and Infobip write all numbers
        return mdn


def never_arrived(stage: Delivery | None, status: str) -> BadRow | None:
    """Why a message of this status is no part of the conversation; None: it is a part."""
    if stage is Delivery.FAILED:
        return BadRow(f"this was not delivered: {status:.60}")
    return BadRow(f"this was not sent yet: {status:.60}") if stage is Delivery.WAITING else None


def _is_sender_id(written: str) -> bool:
    return bool(_SENDER_ID.fullmatch(written)) and not _ROUNDED.fullmatch(written)


def _in_utc(at: datetime) -> datetime:
    try:
        at = at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        raise BadRow("the calendar ends before this time") from None
    if not 1970 <= at.year < 8900:  # noqa: PLR2004  (the years that a clock can show, with room)
        raise BadRow("this is no time between the years 1970 and 8899")
    return at


def _written(cell: Any) -> str:
    """A cell as text; a number of JSON is its digits."""
    if isinstance(cell, bool):
        return str(cell)
    return str(cell).strip() if isinstance(cell, str | int | float) else ""

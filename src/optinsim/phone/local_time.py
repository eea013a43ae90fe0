"""A subscriber's local time: its zone, the quiet hours of brands, and typed times.

The zone is that of the phone number; the person may be elsewhere. Does not know the screen.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from optinsim.core.numbers import time_zone
from optinsim.fields import parse_duration

if TYPE_CHECKING:
    from datetime import tzinfo

_WAKES, _SLEEPS = 8, 21
"""Between these hours of the person's day a brand may text: 47 CFR 64.1200(c)(1)."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TYPED = re.compile(
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}))?"
    r"[ ,]*(?:(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?)?(?P<local> local)?"
)
_HALF = 12


def zone_of(mdn: str) -> ZoneInfo | None:
    """The time zone of a number; None: unknown."""
    name = time_zone(mdn)
    return None if name is None else ZoneInfo(name)


def is_quiet(at: datetime, zone: tzinfo | None) -> bool:
    """Whether a brand should not text: before 8 and from 21 o'clock, in the person's time."""
    return zone is not None and not _WAKES <= at.astimezone(zone).hour < _SLEEPS


def read_time(typed: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    """A typed time, in UTC; None: the text is no time.

    Args:
        typed: `Fri 21:55`, `9pm`, `2026-01-09 21:55`, `Fri`, or a duration such as `3h`. In UTC,
            with `local` behind it in the subscriber's time. A weekday or a clock is the next one.
        now: the time on the virtual clock.
        zone: of the subscriber.
    """
    text = " ".join(typed.casefold().split())
    try:
        return now + parse_duration(text.removeprefix("+").replace(" ", ""))
    except PydanticCustomError:
        pass
    except OverflowError:
        return None
    found = _TYPED.fullmatch(text)
    if found is None or not (found["day"] or found["date"] or found["minute"] or found["half"]):
        return None
    try:
        return _meant(found, now, (zone if found["local"] else None) or UTC)
    except (ValueError, OverflowError):  # no such date or hour
        return None


def _meant(found: re.Match[str], now: datetime, zone: tzinfo) -> datetime | None:
    here = now.astimezone(zone)
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= _HALF:
            return None
        hour = hour % _HALF + _HALF * (found["half"] == "pm")
    if found["date"]:
        date = datetime.fromisoformat(found["date"])
        return date.replace(hour=hour, minute=minute, tzinfo=zone).astimezone(UTC)
    for days in range(8):
        day = here.date() + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
        is_day = found["day"] is None or _DAYS[day.weekday()] == found["day"]
        if is_day and at > now:
            return at
    return None

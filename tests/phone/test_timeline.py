"""How a conversation is told: days, times, notes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from optinsim.phone.timeline import clock, format_timespan

START = datetime(2026, 1, 5, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (59, "59 s"), (3600, "1 h"), (93_784, "1 d 2 h"), (-1, "0 s")],
)
def test_a_length_of_time_has_its_two_largest_units(seconds: int, shown: str) -> None:
    assert format_timespan(timedelta(seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("later", "shown"),
    [(timedelta(), "15:00:00"), (timedelta(hours=9), "Tue 6 Jan 00:00:00")],
)
def test_a_time_has_its_day_where_that_is_another_than_the_first(
    later: timedelta, shown: str
) -> None:
    assert clock(START + later, START) == shown

"""The clock stands still until it is told to go, and makes the calls on the way in their order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from optinsim.core.clock import DEFAULT_START, END_OF_TIME, Clock
from optinsim.errors import CommandError

HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return DEFAULT_START + hours * HOUR


def calls_of(clock: Clock, *hours: float) -> list[tuple[float, datetime, datetime]]:
    """What the clock calls, now and later: the hour asked for, the one given, and the time then."""
    made: list[tuple[float, datetime, datetime]] = []

    def ask(hour: float) -> None:
        clock.call_at(at(hour), lambda due: made.append((hour, due, clock.now)))

    for hour in hours:
        ask(hour)
    return made


def test_it_starts_on_a_monday_and_stands_still() -> None:
    clock = Clock()
    assert clock.now == datetime(2026, 1, 5, 15, tzinfo=UTC)
    assert clock.now.weekday() == 0
    assert clock.next_due() is None


def test_it_goes_where_it_is_told() -> None:
    clock = Clock(at(-5))
    clock.advance(at(1.5))
    assert clock.now == at(1.5)
    clock.advance(at(1.5))
    assert clock.now == at(1.5)


def test_calls_are_made_in_the_order_of_their_times_and_each_at_its_time() -> None:
    clock = Clock()
    made = calls_of(clock, 3, 1, 2)
    assert clock.next_due() == at(1)
    clock.advance(at(10))
    assert made == [(hour, at(hour), at(hour)) for hour in (1, 2, 3)]
    assert clock.next_due() is None


def test_calls_for_the_same_time_are_made_in_the_order_of_asking() -> None:
    clock = Clock()
    made: list[str] = []
    clock.call_at(at(1), lambda _: made.append("c"))
    clock.call_at(at(1), lambda _: made.append("a"))
    clock.call_at(at(1), lambda _: made.append("b"))
    clock.advance(at(1))
    assert made == ["c", "a", "b"]


def test_a_call_is_made_exactly_at_its_time_and_not_before() -> None:
    clock = Clock()
    made = calls_of(clock, 1)
    clock.advance(at(1) - timedelta(microseconds=1))
    assert not made
    clock.advance(at(1))
    assert len(made) == 1
    clock.advance(at(2))
    assert len(made) == 1


def test_a_call_asked_for_by_a_call_is_made_on_the_same_way() -> None:
    clock = Clock()
    made: list[datetime] = []

    def again(due: datetime) -> None:
        made.append(due)
        clock.call_at(due + HOUR, again)

    clock.call_at(at(1), again)
    clock.advance(at(3))
    assert made == [at(1), at(2), at(3)]
    assert clock.next_due() == at(4)


def test_a_call_for_a_time_that_has_passed_is_made_at_the_next_step_without_going_back() -> None:
    clock = Clock()
    made = calls_of(clock, -1)
    clock.advance(at(0))
    assert made == [(-1, at(-1), at(0))]


def test_it_does_not_go_back() -> None:
    clock = Clock()
    clock.advance(at(2))
    made = calls_of(clock, 1.5)
    with pytest.raises(CommandError, match="the clock stands at 2026-01-05T17:00:00Z and cannot"):
        clock.advance(at(1))
    assert clock.now == at(2)
    assert not made


def test_it_does_not_go_beyond_the_end_of_time() -> None:
    clock = Clock()
    last = END_OF_TIME - timedelta(seconds=1)
    made = calls_of(clock, 1)
    with pytest.raises(CommandError, match="the clock cannot go beyond 9000-01-01"):
        clock.advance(END_OF_TIME)
    assert clock.now == DEFAULT_START
    assert not made
    clock.advance(last)
    assert clock.now == last


def test_it_does_not_start_beyond_the_end_of_time() -> None:
    assert Clock(END_OF_TIME - HOUR).now == END_OF_TIME - HOUR
    with pytest.raises(CommandError, match="cannot start at 9000-01-01: its last day is 8999-12"):
        Clock(END_OF_TIME)

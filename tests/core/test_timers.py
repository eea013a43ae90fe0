"""Timers are values: they fall due in order, can be cancelled, and leave nothing behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from optinsim.core.world import DEFAULT_START, END_OF_TIME, World

HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return DEFAULT_START + hours * HOUR


def taken(world: World, until: datetime = END_OF_TIME) -> list[tuple[datetime, str]]:
    """The timers that fall due by then, in their order."""
    found = []
    while (timer := world.timers.take_due(until)) is not None:
        found.append((timer[0], str(timer[1][0])))
    return found


def test_timers_fall_due_in_the_order_of_their_times() -> None:
    world = World()
    for hours in (3, 1, 2):
        world.timers.set(at(hours), (f"in {hours}",))
    assert world.timers.next_due() == at(1)
    assert taken(world) == [(at(1), "in 1"), (at(2), "in 2"), (at(3), "in 3")]
    assert world.timers.next_due() is None


def test_timers_for_the_same_time_fall_due_in_the_order_of_setting() -> None:
    world = World()
    for name in "cab":
        world.timers.set(at(1), (name,))
    assert taken(world) == [(at(1), "c"), (at(1), "a"), (at(1), "b")]


def test_a_timer_falls_due_exactly_at_its_time_and_once() -> None:
    world = World()
    world.timers.set(at(1), ("it",))
    assert taken(world, at(1) - timedelta(microseconds=1)) == []
    assert taken(world, at(1)) == [(at(1), "it")]
    assert taken(world) == []


def test_a_cancelled_timer_never_falls_due() -> None:
    world = World()
    world.timers.set(at(1), ("it",))
    world.timers.set(at(2), ("other",))
    world.timers.cancel(("it",))
    world.timers.cancel(("no such timer",))
    assert world.timers.next_due() == at(2)
    assert taken(world) == [(at(2), "other")]


def test_a_timer_that_is_set_anew_has_its_new_time_only() -> None:
    world = World()
    world.timers.set(at(1), ("it",))
    world.timers.set(at(3), ("it",))
    assert taken(world) == [(at(3), "it")]


def test_what_was_cancelled_takes_no_room() -> None:
    """A phone that was confirmed holds no timer: not in the store, nor in the order of it."""
    world = World()
    for number in range(5000):
        world.timers.set(at(24), ("expire", number))
        world.timers.cancel(("expire", number))
    assert world.timers._heap is None or len(world.timers._heap) < 200  # noqa: SLF001
    assert world.snapshot("").stores.get("timers", {}) == {}


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcde"), st.booleans()), max_size=30))
def test_timers_are_what_a_plain_list_says(steps: list[tuple[int, str, bool]]) -> None:
    """Whatever is set and cancelled, what falls due is what a sorted list would give."""
    world = World()
    model: dict[str, tuple[int, int]] = {}
    for number, (hours, name, sets) in enumerate(steps):
        if sets:
            world.timers.set(at(hours), (name,))
            model[name] = (hours, number)
        else:
            world.timers.cancel((name,))
            model.pop(name, None)
        assert world.timers.next_due() == min(map(at, (h for h, _ in model.values())), default=None)
    in_order = world.timers.in_order()
    assert [str(key[0]) for _, key in in_order] == sorted(model, key=lambda name: model[name])
    assert taken(world) == [(due, str(key[0])) for due, key in in_order]
    assert all(one <= other for (one, _), (other, _) in pairwise(in_order))

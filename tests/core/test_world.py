"""All that changes stands in stores: undone, copied, restored, and reduced to its form."""

from __future__ import annotations

import pickle
from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.core.values import ORDER, SHOWN, canonical, value
from optinsim.core.world import DEFAULT_START, END_OF_TIME, World
from optinsim.errors import CommandError

HOUR = timedelta(hours=1)
KEYS = st.sampled_from("abcd")
WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), KEYS, st.integers()),
        st.tuples(st.sampled_from(["delete", "pop", "setdefault", "update", "clear"]), KEYS, KEYS),
    ),
    max_size=12,
)


def write(store: Any, writes: list[tuple[str, str, Any]]) -> None:
    for what, key, item in writes:
        match what:
            case "set":
                store[key] = item
            case "delete":
                if key in store:
                    del store[key]
            case "pop":
                store.pop(key)
            case "setdefault":
                store.setdefault(key, item)
            case "update":
                store.update({key: item})
            case _:
                store.clear()


@given(WRITES, WRITES)
def test_whatever_a_command_writes_can_be_undone(
    before: list[tuple[str, str, Any]], during: list[tuple[str, str, Any]]
) -> None:
    world = World()
    store = world.store("t")
    write(store, before)
    world.timers.set(DEFAULT_START + HOUR, ("it",))
    snapshot = world.snapshot("")
    world.begin()
    write(store, during)
    world.timers.cancel(("it",))
    world.now += HOUR
    world.next("series")
    world.roll_back()
    assert world.snapshot("") == snapshot
    assert world.timers.next_due() == DEFAULT_START + HOUR


@given(WRITES, WRITES)
def test_a_snapshot_stays_as_it_is_and_can_be_restored_anywhere(
    before: list[tuple[str, str, Any]], after: list[tuple[str, str, Any]]
) -> None:
    world = World(DEFAULT_START, 7, frozenset({"+13125550199"}))
    write(world.store("t"), before)
    snapshot = world.snapshot("")
    pickled = pickle.dumps(snapshot)
    write(world.store("t"), after)
    world.now += HOUR
    assert pickle.loads(pickled) == snapshot  # noqa: S301 (our own)
    other = World()
    for restored in (world, other):
        restored.restore(snapshot)
        assert restored.snapshot("") == snapshot
        assert (restored.now, restored.seed) == (DEFAULT_START, 7)


def test_a_table_that_is_empty_is_as_one_that_is_not_there() -> None:
    world = World()
    assert world.snapshot("") == World().snapshot("")
    world.store("t")["a"] = 1
    del world.store("t")["a"]
    assert world.snapshot("") == World().snapshot("")


def test_no_world_begins_at_the_end_of_time() -> None:
    assert World(END_OF_TIME - HOUR).now == END_OF_TIME - HOUR
    with pytest.raises(CommandError, match="cannot start at 9000-01-01: its last day is 8999-12"):
        World(END_OF_TIME)


# --- The canonical form


class Colour(StrEnum):
    RED = "red"


@value
class Thing:
    colour: Colour
    due: Any = None
    seen: int = field(default=0, metadata=SHOWN)
    turn: int = field(default=0, metadata=ORDER)
    parts: Any = ()


def form(thing: Any) -> Any:
    return canonical(thing, DEFAULT_START)


def test_times_are_seconds_from_now_and_0_once_they_have_passed() -> None:
    assert form(Thing(Colour.RED, DEFAULT_START + HOUR)) == ("red", 3600.0, 0, ())
    assert form(DEFAULT_START - HOUR) == form(DEFAULT_START) == 0


def test_what_is_only_shown_does_not_count() -> None:
    assert form(Thing(Colour.RED, seen=1)) == form(Thing(Colour.RED, seen=2))


def test_of_counters_the_order_counts() -> None:
    one, two = Thing(Colour.RED, turn=3), Thing(Colour.RED, turn=9)
    assert form((one, two)) == form((Thing(Colour.RED, turn=1), Thing(Colour.RED, turn=2)))
    assert form((one, two)) != form((two, one))
    assert form(Thing(Colour.RED, turn=5)) == form(Thing(Colour.RED, turn=6))
    assert form(Thing(Colour.RED, turn=5)) != form(Thing(Colour.RED))


def test_mappings_and_sets_have_no_order_and_lists_do() -> None:
    assert form({"a": 1, "b": [2]}) == form({"b": [2], "a": 1})
    assert form({1, 2}) == form(frozenset({2, 1}))
    assert form([1, 2]) != form([2, 1])
    assert form({}) != form([])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON)
def test_forms_are_plain_and_equal_where_the_json_is(one: Any, other: Any) -> None:
    assert hash(form(one)) == hash(form(one))
    if repr(one) == repr(other):
        assert form(one) == form(other)
    elif one != other:
        assert form(one) != form(other)


def test_numbers_count_up_in_each_series() -> None:
    world = World()
    assert [world.next("person"), world.next("event"), world.next("person")] == [1, 1, 2]

"""Comparing: any JSON value is itself, and anything else is a failure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.scenarios.judging.expect import compare
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.reading.operators import faults

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("$ab"), inner, max_size=4),
    max_leaves=12,
)


def failures(expected: Any, actual: Any, captured: dict[str, Any] | None = None) -> list[str]:
    """Paths and messages."""
    found = compare(expected, actual, {} if captured is None else captured)
    return [f"{'.'.join(map(str, f.place))}: {f.message}" for f in found]


def escaped(value: Any) -> Any:
    """The expectation that means a value literally."""
    if isinstance(value, dict):
        return {f"${key}" if key[:1] == "$" else key: escaped(v) for key, v in value.items()}
    return [escaped(item) for item in value] if isinstance(value, list) else value


def leaves(value: Any) -> list[tuple[Any, ...]]:
    """The places of all scalars."""
    if not isinstance(value, dict | list):
        return [()]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [(key, *rest) for key, item in items for rest in leaves(item)]


def changed(value: Any, place: tuple[Any, ...]) -> Any:
    """The value with another scalar at a place."""
    if not place:
        return "changed" if value != "changed" else None
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = changed(value[place[0]], place[1:])
    return copy


@pytest.mark.parametrize(
    ("expected", "actual"),
    [(1, True), (0, False), (1, 2), ([1], [1, 2]), ({"a": 1}, {}), ({"a": 1}, [1]), ([], {})],
)
def test_what_differs_is_not_met_at_any_depth(expected: Any, actual: Any) -> None:
    assert failures(expected, actual)
    assert failures([{"in": expected}], [{"in": actual}])


@given(VALUES)
def test_a_value_is_itself(value: Any) -> None:
    assert failures(escaped(value), value) == []
    assert failures({"$equals": escaped(value)}, value) == []
    assert failures({"$one_of": [escaped(value)]}, value) == []
    assert list(faults(escaped(value), ())) == []


@given(st.data())
def test_a_changed_leaf_fails_alone(data: st.DataObject) -> None:
    value = data.draw(VALUES.filter(leaves))
    place = data.draw(st.sampled_from(leaves(value)))

    assert len(failures(escaped(value), changed(value, place))) == 1
    assert len(failures({"$equals": escaped(value)}, changed(value, place))) == 1


@given(st.lists(VALUES, max_size=5), st.randoms())
def test_unordered_takes_any_order_and_no_other_number(values: list[Any], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    expected = {"$unordered": [{"$equals": escaped(value)} for value in values]}

    assert failures(expected, shuffled) == []
    assert failures(expected, [*shuffled, 1]) != []
    assert failures({"$unordered": [*expected["$unordered"], 1]}, shuffled) != []


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, True),
        (0, False),
        (True, 1),
        (1, "1"),
        (None, False),
        (None, ""),
        ("", None),
        ({}, []),
        ([], {}),
        ({}, None),
        ([], None),
        ({}, ""),
        ([], ""),
        (["a"], "a"),
        ("a", ["a"]),
        ({"$equals": {}}, {"a": 1}),
        ({"$equals": {"a": {}}}, {"a": {"b": 1}}),
        ({"$equals": [{}]}, [{"b": 1}]),
        ({"$equals": {"a": {"$unordered": [{}]}}}, {"a": [{"b": 1}]}),
        ({"$equals": {"a": {"$one_of": [{}]}}}, {"a": {"b": 1}}),
        ({"$unordered": [1, 1]}, [1, 2]),
        ({"$unordered": [1, 1]}, [1]),
        ({"$unordered": [1]}, [1, 1]),
        ({"$unordered": []}, [1]),
        ({"$unordered": []}, {}),
        ({"$contains": "1"}, ["1"]),
        ({"$contains": "a"}, {"a": 1}),
        ({"$length": 1}, 1),
        ({"$length": 0}, None),
        ({"$gt": 1}, "2"),
        ({"$gt": 0}, True),
        ({"$gt": "1"}, 2),
        ({"$lt": 1}, None),
        ({"$gte": 2, "$lte": 3}, 4),
        ({"$one_of": [1]}, True),
    ],
)
def test_no_weak_match(expected: Any, actual: Any) -> None:
    assert failures(expected, actual) != []


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, 1.0),
        ({}, {"a": 1}),
        ({"$$a": 1}, {"$a": 1}),
        ({"a": {"$any": True}}, {"a": None}),
        ({"a": {"$absent": True}}, {}),
        ({"a": {"$one_of": [{"$absent": True}, 1]}}, {}),
        ({"a": {"$one_of": [{"$absent": True}, 1]}}, {"a": 1}),
        ({"$unordered": [{"a": 1}, {}]}, [{"a": 1}, {"b": 1}]),
        ({"$unordered": [{}, {"a": 1}]}, [{"a": 1}, {"b": 1}]),
        ({"$length": 2}, {"a": 1, "b": 1}),
        ({"$gt": "2026-01-05"}, "2026-01-06"),
        ({"$gte": 2, "$lt": 3}, 2.5),
    ],
)
def test_what_is_meant_is_met(expected: Any, actual: Any) -> None:
    assert failures(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "message"),
    [
        ("84237", 84237, "text and a number: quotes make text"),
        (84237, "84237", "a number and text: quotes make text"),
        ("true", True, "text and a truth value: quotes make text"),
        (None, "null", "null and text: quotes make text"),
    ],
)
def test_where_only_the_quotes_differ_the_message_says_so(
    expected: Any, actual: Any, message: str
) -> None:
    (found,) = failures(expected, actual)

    assert message in found


def test_messages_say_what_there_is_instead() -> None:
    assert failures({"a": {"$one_of": [{"$absent": True}, 1]}}, {"a": 2}) == [
        'a.$one_of: expected one of [{"$absent": true}, 1], got 2'
    ]
    assert failures({"b": 1}, {}) == ["b: 'b' is missing"]
    assert failures({"$equals": {}}, {"b": 1}) == ["$equals: unexpected key 'b'"]
    assert failures({"$unordered": [1]}, [2]) == [
        "$unordered.0: expected 1 somewhere, and it is not there",
        "$unordered: unexpected: 2",
    ]
    assert failures({"$any": True}, MISSING) == ["$any: is missing"]
    assert failures(1, MISSING) == [": expected 1, got nothing"]


def test_a_very_long_value_is_cut_in_a_sentence() -> None:
    (found,) = failures("a", "b" * 1000)

    assert found == f': expected "a", got "{"b" * 199}…'


def test_captures_are_kept() -> None:
    captured: dict[str, Any] = {}
    expected = [{"$capture": "a"}, {"$unordered": [{"b": {"$capture": "b"}, "c": 1}, {}]}]

    assert failures(expected, [None, [{"d": 1}, {"b": 2, "c": 1}]], captured) == []
    assert captured == {"a": None, "b": 2}
